from __future__ import annotations

import pytest

from tests.builders import edit_text
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "two firms in one coach": lambda t: edit_text(
        t.pack, "max_enterprises = { coach = 2 }", "max_enterprises = { coach = 1 }"
    ),
    "two firms in one carriage": lambda t: edit_text(
        t.pack, "max_enterprises = { coach = 2 }", "max_enterprises = { train = 1 }"
    ),
    "an override of the scenario": lambda t: edit_text(
        t.scenario / "scenario.toml", "max_pickups = 2", "max_enterprises = { coach = 1 }"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_too_many_enterprises_aboard_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"mixing"}


def test_firms_are_counted_over_the_whole_trip(toy: Toy) -> None:
    edit_text(toy.pack, "max_enterprises = { coach = 2 }", "max_enterprises = { coach = 1, train = 1 }")
    found = {violation.subject for violation in judge(toy)}
    assert found == {"F1", "SV1#1", "L1"}
