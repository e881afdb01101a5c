from __future__ import annotations

import pytest

from tests.builders import drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

HALT = {"trip_id": "D1", "seq": "4"}
TAKEN = {"kind": "test", "trip_id": "D1"}
ROOM = {"kind": "test", "date": "2020-02-24"}
CORRUPTIONS: dict[str, Change] = {
    "a rest instead of a test": lambda t: (
        set_cells(t.plan, "stop_times", HALT, activity="rest"),
        drop_rows(t.plan, "reservations", **TAKEN),
    ),
    "results that take longer": lambda t: edit_text(
        t.scenario / "scenario.toml", "test_result_s = 1200", "test_result_s = 1201"
    ),
    "a laboratory for other counties": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "TS1"}, catchment_adcodes="330212"
    ),
    "a test at a place that is no laboratory": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "TS1"}, kind="rest_place"
    ),
    "no tests reserved": lambda t: drop_rows(t.plan, "reservations", **TAKEN),
    "fewer tests than persons": lambda t: set_cells(t.plan, "reservations", TAKEN, amount="5"),
    "tests of another day": lambda t: set_cells(t.plan, "reservations", TAKEN, date="2020-02-25"),
    "tests of a trip that does not halt": lambda t: set_cells(t.plan, "reservations", TAKEN, trip_id="L1"),
    "a full laboratory": lambda t: set_cells(t.scenario, "capacities", ROOM, amount="5"),
    "a laboratory closed that day": lambda t: drop_rows(t.scenario, "capacities", **ROOM),
    "an origin that falls under the rule": lambda t: edit_text(
        t.scenario / "scenario.toml",
        'arrivals = [{ level = "medium", action = "test" }]',
        'arrivals = [{ level = "medium", action = "test" }, { level = "low", action = "test" }]',
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_missing_and_impossible_tests_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"tests"}


def test_a_part_whose_last_leg_has_no_halt_for_it_is_named(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", 'level = "medium", action = "test"', 'level = "low", action = "test"')
    assert {v.subject for v in judge(strict) if v.rule == "tests"} == {"C3/1", "C4/1", "H1/1"}


def test_a_laboratory_without_rows_is_unlimited_and_without_catchment_serves_everywhere(strict: Toy) -> None:
    drop_rows(strict.scenario, "capacities", kind="test")
    set_cells(strict.scenario, "stops", {"stop_id": "TS1"}, catchment_adcodes="")
    assert broken_by(strict) == set()


def test_a_halt_for_a_test_with_people_at_the_door_is_caught(toy: Toy) -> None:
    set_cells(toy.plan, "stop_times", {"trip_id": "L1", "seq": "2"}, activity="test")
    assert "tests" in broken_by(toy)


def test_nobody_is_tested_where_the_rules_do_not_ask(toy: Toy) -> None:
    drop_rows(toy.plan, "reservations", **TAKEN)
    assert broken_by(toy) == set()
