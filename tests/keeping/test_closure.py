from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.plan import EscortDuty, Plan
from planner.errors import BadInput
from planner.keeping.closure import closure, pinned_trips, spells
from planner.publish.tables import read_plan
from tests.builders.toy_plan import toy_plan

EVERYTHING = frozenset({"D1", "F1", "SV1#1", "L1"})


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """The plan of the little world: D1 and L1 are one vehicle's and one escort's; F1 and L1 meet SV1."""
    return read_plan(toy_plan(tmp_path))


def apart(plan: Plan) -> Plan:
    """The same trips, D1 and L1 on two vehicles and without escorts."""
    trips = tuple(replace(trip, vehicle_no=2) if trip.trip_id == "L1" else trip for trip in plan.trips)
    return replace(plan, trips=trips, escort_duties=())


def test_a_pin_names_a_trip_or_all_trips_of_a_worker(plan: Plan) -> None:
    assert pinned_trips(plan, ("D1",)) == {"D1"}
    assert pinned_trips(plan, ("W12", "D1")) == {"F1", "SV1#1", "L1", "D1"}


def test_pins_that_name_nothing_are_all_told(plan: Plan) -> None:
    with pytest.raises(BadInput) as found:
        pinned_trips(plan, ("D1", "D9", "W21"))
    assert [(problem.row, problem.value) for problem in found.value.problems] == [(3, "D9"), (4, "W21")]
    with pytest.raises(BadInput, match="holds no row"):
        pinned_trips(plan, ())


def test_a_trip_without_company_stays_alone(plan: Plan) -> None:
    assert closure(apart(plan), {"D1"}) == {"D1"}


def test_journeys_stay_whole_from_door_to_door(plan: Plan) -> None:
    assert closure(apart(plan), {"F1"}) == {"F1", "SV1#1", "L1"}
    assert closure(apart(plan), {"L1"}) == {"F1", "SV1#1", "L1"}


def test_a_vehicle_keeps_all_its_trips(plan: Plan) -> None:
    assert closure(replace(plan, escort_duties=()), {"D1"}) == EVERYTHING


def test_a_service_keeps_all_its_carriages(plan: Plan) -> None:
    second = replace(next(trip for trip in plan.trips if trip.service_id), trip_id="SV1#2", unit_no=2)
    wide = replace(apart(plan), trips=(*plan.trips, second))
    assert "SV1#2" in closure(wide, {"SV1#1"})


def test_an_escort_ties_trips_of_one_outing_alone(plan: Plan) -> None:
    two = replace(apart(plan), escort_duties=plan.escort_duties)
    assert closure(two, {"D1"}) == EVERYTHING
    home = (
        EscortDuty("M1", 1, "D1", "adcode:330203", "S1", 0, 1),
        EscortDuty("M1", 2, "travel", "S1", "adcode:330203", 1, 2),
        EscortDuty("M1", 3, "travel", "adcode:330203", "NGB", 3, 4),
        EscortDuty("M1", 4, "L1", "NGB", "S1", 5, 6),
        EscortDuty("M1", 5, "travel", "S1", "adcode:330203", 6, 7),
    )
    assert [[row.seq for row in spell] for spell in spells(home)] == [[1, 2], [3, 4, 5]]
    assert closure(replace(two, escort_duties=home), {"D1"}) == {"D1"}
