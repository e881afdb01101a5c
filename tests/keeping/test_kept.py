from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.plan import EscortDuty, Plan
from planner.errors import BadPlanFolder
from planner.ingest import read_scenario
from planner.keeping.kept import kept_of, only, read_kept
from planner.publish.receipt import seal_plan
from planner.publish.tables import read_plan
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import toy_scenario


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(toy_plan(tmp_path))


def test_only_the_rows_of_kept_trips_are_there(plan: Plan) -> None:
    apart = replace(plan, escort_duties=tuple(row for row in plan.escort_duties if row.escort_id != "M1"))
    found = only(apart, frozenset({"F1", "SV1#1"}))
    assert {trip.trip_id for trip in found.trips} == {"F1", "SV1#1"}
    assert {cohort.cohort_id for cohort in found.cohorts} == {"C3", "C4", "H1"}
    assert {duty.vehicle_id for duty in found.duties} == {"GZ#1"}
    assert {row.escort_id for row in found.escort_duties} == {"M2", "LI"}
    assert {row.trip_id for row in found.reservations} == {"F1", "SV1#1"}
    assert {offer.service_id for offer in found.offers} == {"SV1"}
    assert (found.unserved, found.residuals) == ((), ())


def test_everything_kept_is_the_plan_as_it_was(plan: Plan) -> None:
    kept = kept_of(plan, ("L1",))
    travelling = tuple(cohort for cohort in plan.cohorts if cohort.cohort_id != "C5")
    opened = tuple(offer for offer in plan.offers if offer.opened)
    bare = replace(plan, cohorts=travelling, unserved=(), offers=opened)
    assert kept.plan == bare
    assert (kept.pins, kept.pinned, kept.pinned_persons) == (1, 1, 12)
    assert kept.persons == {"C1": 6, "C2": 5, "C3": 5, "C4": 3, "H1": 4}
    assert len(kept.workers) == 19 and kept.workers["W12"] == "C3"


def test_what_kept_trips_take_is_read_from_their_rows(tmp_path: Path, plan: Plan) -> None:
    clock = read_scenario(toy_scenario(tmp_path)).campaign.clock
    taken = kept_of(plan, ("L1",)).taken(clock)
    assert taken.reservations == plan.reservations
    days = {(site, clock.midnight(day)) for site, day in taken.arrivals}
    assert {site for site, _ in days} == {"S1", "S2"} and sum(taken.arrivals.values()) == 23
    assert sorted(escort for escort, _, _ in taken.escorts) == ["LI", "M1", "M2"]


def test_rows_of_an_escort_who_also_does_something_else_stay_aside(plan: Plan) -> None:
    home = (
        EscortDuty("M1", 1, "D1", "adcode:330203", "S1", 0, 1),
        EscortDuty("M1", 2, "travel", "S1", "adcode:330203", 1, 2),
        EscortDuty("M1", 3, "F1", "adcode:330203", "S1", 3, 4),
        EscortDuty("M1", 4, "travel", "S1", "adcode:330203", 4, 5),
    )
    found = only(replace(plan, escort_duties=home), frozenset({"D1"}))
    assert [row.seq for row in found.escort_duties] == [1, 2]


def test_only_a_plan_as_the_verifier_passed_it_is_kept(tmp_path: Path) -> None:
    clock, folder = read_scenario(toy_scenario(tmp_path)).campaign.clock, toy_plan(tmp_path)
    with pytest.raises(BadPlanFolder, match="keep trips of a verified plan"):
        read_kept(folder, ("D1",), clock)
    seal_plan(folder, ())
    assert read_kept(folder, ("D1",), clock).pinned == 1
    head = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "plan.json").write_text(json.dumps(head | {"seed": 9}), encoding="utf-8")
    with pytest.raises(BadPlanFolder, match="keep trips of a verified plan"):
        read_kept(folder, ("D1",), clock)
