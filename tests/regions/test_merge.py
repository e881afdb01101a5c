"""Ids of merged plans are new and whole; vehicles and carriages are counted on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.demand import Cohort, HeatFlow
from planner.domain.plan import Plan, Unserved
from planner.domain.scenario import Scenario
from planner.regions.merge import Merger, persons_of, without
from planner.regions.task import Task, plan_region

NAMED = Cohort("C000001", "named", "E", "S", "341202", "adcode:341202", 0, 9, 0, "green", 5, (2,), tuple("abcde"))


@pytest.fixture(scope="module")
def part(nation: Scenario, flows: tuple[HeatFlow, ...]) -> Plan:
    return plan_region(Task(nation, flows[:4], 5.0, 1, 1, True, 20))


def test_two_regions_with_the_same_ids_become_one_plan_without_clashes(nation: Scenario, part: Plan) -> None:
    merged = Merger(nation)
    merged.add(part)
    merged.add(part)
    trips = [trip.trip_id for trip in merged.tables.trips]
    assert len(trips) == len(set(trips)) == 2 * len(part.trips)
    cohorts = [cohort.cohort_id for cohort in merged.cohorts]
    assert cohorts == [f"C{n:06d}" for n in range(1, 2 * len(part.cohorts) + 1)]
    vehicles = {trip.vehicle_id for trip in merged.tables.trips if trip.fleet_id}
    assert len(vehicles) == 2 * len({trip.vehicle_id for trip in part.trips if trip.fleet_id})
    assert {duty.vehicle_id for duty in merged.tables.duties} == vehicles
    assert {row.driver_id.rpartition("-")[0] for row in merged.tables.driver_duties} == vehicles
    assert {load.trip_id for load in merged.tables.loads} <= set(trips)
    assert len({load.part_id for load in merged.tables.loads}) == 2 * len({load.part_id for load in part.loads})
    assert max(trip.batch_no for trip in merged.tables.trips) == 2 * max(trip.batch_no for trip in part.trips)


def test_people_planned_elsewhere_leave_their_cohort(nation: Scenario, part: Plan) -> None:
    cohort = part.cohorts[0]
    left = Unserved(cohort.cohort_id, 1, "NO_VEHICLE", "")
    stays = Unserved(cohort.cohort_id, 1, "ORIGIN_SEALED", "")
    merged = Merger(nation)
    merged.add(replace(part, unserved=(left, stays)), lambda row: row.reason == "NO_VEHICLE")
    assert merged.cohorts[0].persons == cohort.persons - 1
    assert [row.reason for row in merged.unserved] == ["ORIGIN_SEALED"]


def test_a_group_leaves_a_cohort_whole() -> None:
    assert without(NAMED, {"a": 1, "b": 1}) == replace(NAMED, persons=3, group_sizes=(), worker_ids=("c", "d", "e"))
    assert without(NAMED, {"d": 1}) == replace(NAMED, persons=4, worker_ids=("a", "b", "c", "e"))
    assert without(NAMED, dict.fromkeys("abcde", 1)) is None


def test_persons_of_rows_are_added_up() -> None:
    heat = (Unserved("C1", 2, "NO_SEAT", ""), Unserved("C1", 3, "NO_VEHICLE", ""))
    rows = (*heat, Unserved("C2", 1, "NO_SEAT", "", "w"))
    assert persons_of(rows) == {"C1": {None: 5}, "C2": {"w": 1}}


def test_a_service_that_nobody_was_offered_stays_closed_for_want_of_riders(nation: Scenario) -> None:
    assert {offer.reason for offer in Merger(nation).offers()} == {"below_min_load"}
