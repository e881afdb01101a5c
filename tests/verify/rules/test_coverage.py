from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, set_cells, set_plan_value
from tests.builders.edit import read_rows, write_rows
from tests.verify.judging import Change, Toy, broken_by, judge


def _lose(worker: str) -> Change:
    return lambda t: drop_rows(t.plan, "manifest", worker_id=worker)


CORRUPTIONS: dict[str, Change] = {
    "a worker lost from the manifest": _lose("W03"),
    "a worker lost from unserved": lambda t: set_cells(
        t.plan, "unserved", {"worker_id": "W21"}, worker_id="", persons="1"
    ),
    "a worker both served and unserved": lambda t: set_cells(t.plan, "unserved", {"worker_id": "W20"}, worker_id="W01"),
    "a leg missing from the manifest": lambda t: drop_rows(t.plan, "manifest", worker_id="W12", leg_seq="3"),
    "a member of another site": lambda t: set_cells(t.scenario, "workers", {"worker_id": "W01"}, site_id="S2"),
    "a member of another origin": lambda t: set_cells(
        t.scenario, "workers", {"worker_id": "W12"}, origin_adcode="522301"
    ),
    "a member with another pick-up": lambda t: set_cells(
        t.scenario, "workers", {"worker_id": "W01"}, pickup_stop_id="P2"
    ),
    "a member of another tier": lambda t: set_cells(t.scenario, "workers", {"worker_id": "W01"}, tier="0"),
    "a cohort ready before its member": lambda t: set_cells(
        t.plan, "cohorts", {"cohort_id": "C1"}, ready_at="2020-02-22T07:00+08:00"
    ),
    "a cohort due after its member": lambda t: set_cells(
        t.plan, "cohorts", {"cohort_id": "C1"}, due_at="2020-02-26T19:00+08:00"
    ),
    "persons that do not add up": lambda t: set_cells(t.plan, "cohorts", {"cohort_id": "C5"}, persons="2"),
    "an unknown reason": lambda t: set_cells(t.plan, "unserved", {"worker_id": "W21"}, reason="BAD_LUCK"),
    "no reason": lambda t: set_cells(t.plan, "unserved", {"worker_id": "W21"}, reason=""),
    "more anonymous workers than heat": lambda t: set_cells(
        t.scenario, "heat", {"origin_adcode": "520115"}, workers="3"
    ),
    "anonymous workers ready before heat": lambda t: set_cells(
        t.scenario, "heat", {"origin_adcode": "520115"}, ready_from="2020-02-23"
    ),
    "more anonymous workers than demand": lambda t: set_cells(t.scenario, "demand", {"site_id": "S2"}, headcount="3"),
    "anonymous workers due after demand": lambda t: set_cells(
        t.scenario, "demand", {"site_id": "S2"}, due_at="2020-02-25T18:00+08:00"
    ),
    "a heat cohort of another tier": lambda t: set_cells(t.plan, "cohorts", {"cohort_id": "H1"}, tier="0"),
    "halts that count other people": lambda t: (
        set_cells(t.plan, "stop_times", {"trip_id": "D1", "seq": "1"}, board="5"),
        set_cells(t.plan, "stop_times", {"trip_id": "D1", "seq": "2"}, board="6"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_people_who_are_lost_doubled_or_confused_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"eligibility"} == {"coverage"}


def test_persons_must_be_constant_along_a_part(toy: Toy) -> None:
    set_cells(toy.plan, "loads", {"cohort_id": "H1", "leg_seq": "2"}, persons="3")
    assert "part H1/1: 4 → 3 persons from leg to leg" in {violation.message for violation in judge(toy)}


def test_heat_travellers_must_not_stand_in_the_manifest(toy: Toy) -> None:
    row = {
        "cohort_id": "H1",
        "part_id": "H1/1",
        "leg_seq": "1",
        "trip_id": "SV1#1",
        "board_seq": "1",
        "alight_seq": "2",
    }
    add_row(toy.plan, "manifest", worker_id="W20", seat="20", **row)
    assert "coverage" in broken_by(toy)


def test_a_group_has_the_best_tier_of_its_members(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W08"}, tier="0")
    found = [v for v in judge(toy) if v.rule == "coverage" and v.unit == "tier"]
    assert {(v.subject, v.limit) for v in found} == {("W07", "0"), ("W08", "0")}


def test_a_group_has_the_worst_code_of_its_members_in_the_cohort(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W08"}, health_code="yellow")
    found = [v for v in judge(toy) if v.rule == "coverage" and v.unit == "health class"]
    assert {(v.subject, v.limit) for v in found} == {("W07", "yellow"), ("W08", "yellow")}


def test_the_tier_of_a_supplier_is_that_of_its_customer(toy: Toy) -> None:
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E2"}, supplies="")
    found = [violation for violation in judge(toy) if violation.rule == "coverage"]
    assert {(v.subject, v.limit) for v in found if v.unit == "tier"} == {("W17", "2"), ("W18", "2"), ("W19", "2")}


def test_unserved_heat_counts_towards_its_cohort(toy: Toy) -> None:
    set_cells(toy.plan, "cohorts", {"cohort_id": "H1"}, persons="6")
    add_row(toy.plan, "unserved", cohort_id="H1", persons="2", reason="NO_SEAT", detail="full")
    objective = [
        {"name": "unserved_tier_1", "value": 4, "unit": "persons"},
        {"name": "cost", "value": 5509600, "unit": "fen"},
    ]
    set_plan_value(toy.plan, "objective", objective)
    set_plan_value(toy.plan, "counts", {"served": 23, "unserved": 4})
    assert broken_by(toy) - {"coverage", "objective"} == set()


def test_heat_fills_only_the_places_that_named_workers_leave_open(toy: Toy) -> None:
    set_cells(toy.scenario, "demand", {"site_id": "S2"}, headcount="6")
    found = [v for v in judge(toy) if v.rule == "coverage"]
    assert [(v.subject, v.value, v.limit) for v in found] == [("S2", "4", "3")]


def test_a_priority_class_lifts_a_firm_unless_its_tier_has_a_reason(toy: Toy) -> None:
    _with_classes(toy, "医疗器械生产经营", "")
    found = {(v.subject, v.limit) for v in judge(toy) if v.rule == "coverage" and v.unit == "tier"}
    assert ("W01", "0") in found
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E1"}, tier_reason="set by the bureau")
    assert broken_by(toy) == set()


def _with_classes(toy: Toy, priority_class: str, reason: str) -> None:
    """The columns of priority classes, filled for E1."""
    rows = read_rows(toy.scenario, "enterprises")
    for row in rows:
        first = row["enterprise_id"] == "E1"
        row["priority_class"], row["tier_reason"] = (priority_class, reason) if first else ("", "")
    write_rows(toy.scenario, "enterprises", rows)
