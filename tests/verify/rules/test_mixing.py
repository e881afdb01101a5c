from __future__ import annotations

import pytest

from tests.builders import add_row, edit_text, set_cells
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


UNMIXED: dict[str, Change] = {
    "a medium origin among low ones": lambda t: edit_text(
        t.scenario / "scenario.toml", 'unmixed_from = "high"', 'unmixed_from = "medium"'
    ),
    "an origin that rises to high": lambda t: add_row(
        t.scenario, "zones", adcode="520115", level="high", valid_from="2020-02-24T19:00"
    ),
    "two health codes in a coach": lambda t: (
        edit_text(t.pack, 'banned_codes = ["red", "yellow"]', 'banned_codes = ["red"]'),
        *(set_cells(t.scenario, "workers", {"worker_id": f"W{n}"}, health_code="yellow") for n in (17, 18, 19)),
        set_cells(t.plan, "cohorts", {"cohort_id": "C4"}, health_class="yellow"),
    ),
    "two codes in one cohort": lambda t: (
        edit_text(t.pack, 'banned_codes = ["red", "yellow"]', 'banned_codes = ["red"]'),
        set_cells(t.scenario, "workers", {"worker_id": "W08"}, health_code="yellow"),
    ),
    "three firms where two may share a carriage": lambda t: edit_text(
        t.scenario / "scenario.toml", "train = 2", "train = 1"
    ),
}


@pytest.mark.parametrize("change", UNMIXED.values(), ids=UNMIXED.keys())
def test_levels_and_codes_together_are_caught(strict: Toy, change: Change) -> None:
    assert "mixing" in broken_by(strict, change) - {"load_cap"}


def test_levels_are_those_of_the_first_boarding(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", 'unmixed_from = "high"', 'unmixed_from = "medium"')
    assert {v.subject for v in judge(strict)} == {"D1 seq 2"}
    set_cells(strict.scenario, "zones", {"adcode": "341225"}, valid_from="2020-02-24T06:01")
    assert "mixing" not in broken_by(strict)


def test_those_who_are_not_aboard_together_may_be_of_two_kinds(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", 'unmixed_from = "high"', 'unmixed_from = "medium"')
    set_cells(strict.plan, "loads", {"cohort_id": "C1"}, alight_seq="2")
    set_cells(strict.plan, "manifest", {"cohort_id": "C1"}, alight_seq="2")
    assert "mixing" not in broken_by(strict)


def test_firms_are_counted_over_the_whole_trip(toy: Toy) -> None:
    edit_text(toy.pack, "max_enterprises = { coach = 2 }", "max_enterprises = { coach = 1, train = 1 }")
    found = {violation.subject for violation in judge(toy)}
    assert found == {"F1", "SV1#1", "L1"}
