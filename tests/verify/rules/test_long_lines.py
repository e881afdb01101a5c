from __future__ import annotations

import pytest

from tests.builders import edit_text
from tests.verify.judging import Toy, broken_by, judge


@pytest.mark.parametrize(("most", "caught"), [("280_000", {"D1"}), ("279_999", {"D1", "F1"}), ("792_000", set())])
def test_a_coach_trip_longer_than_allowed_is_caught_and_a_train_is_not(toy: Toy, most: str, caught: set[str]) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", f"max_pickups = 2\nmax_trip_m = {most}")
    found = judge(toy)
    assert {violation.rule for violation in found} == ({"long_lines"} if caught else set())
    assert {violation.subject for violation in found} == caught


def test_without_a_limit_no_trip_is_too_long(toy: Toy) -> None:
    assert broken_by(toy) == set()
