"""Two plans side by side: every kind of change alone, and counts that add up."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from api.diff import PlanDiff, compare
from planner.domain.plan import Plan, StopTime, Trip
from tests.publish.builders import synthetic_plan

PLAN = synthetic_plan(trips=40)
PERSONS = sum(load.persons for load in PLAN.loads)
LATER_S = 1_800


def coach(plan: Plan = PLAN) -> Trip:
    return next(trip for trip in plan.trips if trip.fleet_id is not None)


def later(plan: Plan, trip_id: str, by_s: int = LATER_S) -> Plan:
    """A plan with one trip later."""

    def trip(row: Trip) -> Trip:
        return replace(row, depart_at=row.depart_at + by_s, arrive_at=row.arrive_at + by_s)

    def halt(row: StopTime) -> StopTime:
        return replace(row, arrive_at=row.arrive_at + by_s, depart_at=row.depart_at + by_s)

    return replace(
        plan,
        trips=tuple(trip(row) if row.trip_id == trip_id else row for row in plan.trips),
        stop_times=tuple(halt(row) if row.trip_id == trip_id else row for row in plan.stop_times),
    )


def without(plan: Plan, trip_id: str) -> Plan:
    """A plan without one trip and those who ride it."""
    return replace(
        plan,
        trips=tuple(row for row in plan.trips if row.trip_id != trip_id),
        stop_times=tuple(row for row in plan.stop_times if row.trip_id != trip_id),
        loads=tuple(row for row in plan.loads if row.trip_id != trip_id),
        manifest=tuple(row for row in plan.manifest if row.trip_id != trip_id),
    )


def renumbered(plan: Plan, seed: int = 5) -> Plan:
    """The same plan with other numbers for trips, cohorts and parts, its rows shuffled."""
    rng = random.Random(seed)
    trips = dict(zip((t.trip_id for t in plan.trips), rng.sample(range(10_000), len(plan.trips)), strict=True))
    cohorts = {c.cohort_id: f"X{n}" for n, c in enumerate(plan.cohorts)}
    return replace(
        plan,
        cohorts=tuple(replace(row, cohort_id=cohorts[row.cohort_id]) for row in plan.cohorts),
        trips=tuple(
            rng.sample([replace(row, trip_id=f"N{trips[row.trip_id]}") for row in plan.trips], len(plan.trips))
        ),
        stop_times=tuple(replace(row, trip_id=f"N{trips[row.trip_id]}") for row in plan.stop_times),
        loads=tuple(
            replace(row, trip_id=f"N{trips[row.trip_id]}", cohort_id=cohorts[row.cohort_id]) for row in plan.loads
        ),
        manifest=tuple(
            replace(row, trip_id=f"N{trips[row.trip_id]}", cohort_id=cohorts[row.cohort_id]) for row in plan.manifest
        ),
    )


def trip_changes(found: PlanDiff) -> tuple[int, int, int]:
    return len(found.added), len(found.dropped), len(found.moved)


def named_parts(plan: Plan) -> set[tuple[str, str]]:
    return {(seat.cohort_id, seat.part_id) for seat in plan.manifest}


def travellers(plan: Plan) -> int:
    """Persons as a comparison counts them: names where a part has any, else heads."""
    parts = {(load.cohort_id, load.part_id): load.persons for load in plan.loads}
    named = named_parts(plan)
    return len({seat.worker_id for seat in plan.manifest}) + sum(n for part, n in parts.items() if part not in named)


def test_a_plan_differs_from_itself_in_nothing_even_with_other_numbers() -> None:
    for other in (PLAN, renumbered(PLAN)):
        found = compare(PLAN, other)
        assert trip_changes(found) == (0, 0, 0)
        assert found.before == found.after
        assert (found.people.changed, found.people.gained, found.people.lost) == (0, 0, 0)
        assert found.people.same == travellers(PLAN)


@pytest.mark.parametrize("number_anew", [False, True])
def test_a_later_coach_is_moved_with_all_its_riders(number_anew: bool) -> None:
    trip = coach()
    other = later(PLAN, trip.trip_id)
    found = compare(PLAN, renumbered(other) if number_anew else other)
    assert trip_changes(found) == (0, 0, 1)
    (move,) = found.moved
    assert (move.before, move.what) == (trip.trip_id, ("time",))
    assert move.depart_after - move.depart_before == LATER_S
    riders = [seat for seat in PLAN.manifest if seat.trip_id == trip.trip_id]
    assert found.people.changed == len(riders) > 0
    assert (found.people.gained, found.people.lost) == (0, 0)


def test_a_coach_a_day_later_is_another_one() -> None:
    found = compare(PLAN, later(PLAN, coach().trip_id, 2 * 86_400))
    assert trip_changes(found) == (1, 1, 0)


def test_a_trip_that_is_gone_is_dropped_and_its_people_lost_and_the_other_way_round() -> None:
    trip = next(t for t in PLAN.trips if t.service_id == "K03")
    other = without(PLAN, trip.trip_id)
    found = compare(PLAN, other)
    assert (found.dropped, found.added, found.moved) == ((trip.trip_id,), (), ())
    assert found.people.lost == trip.load and found.people.changed == 0
    assert found.before.served - found.after.served == trip.load
    back = compare(other, PLAN)
    assert (back.added, back.dropped) == ((trip.trip_id,), ())
    assert (back.people.gained, back.people.lost) == (trip.load, 0)


def test_another_vehicle_on_the_same_course_is_moved_and_nobody_travels_otherwise() -> None:
    trip = coach()
    trips = tuple(replace(t, vehicle_no=999) if t.trip_id == trip.trip_id else t for t in PLAN.trips)
    found = compare(PLAN, replace(PLAN, trips=trips))
    assert [(move.before, move.what) for move in found.moved] == [(trip.trip_id, ("vehicle",))]
    assert found.people.changed == 0


def test_a_stop_more_on_the_way_is_a_change_of_stops() -> None:
    trip = coach()
    halts = [h for h in PLAN.stop_times if h.trip_id == trip.trip_id]
    rest = replace(halts[0], seq=9, stop_id="adcode:330206", board=0)
    found = compare(PLAN, replace(PLAN, stop_times=(*PLAN.stop_times, rest)))
    assert [(move.before, move.what) for move in found.moved] == [(trip.trip_id, ("stops",))]


def test_of_counted_people_as_few_as_possible_have_changed() -> None:
    service = [t for t in PLAN.trips if t.service_id == "K03"]
    swapped = {service[0].trip_id: service[1].trip_id, service[1].trip_id: service[0].trip_id}
    loads = tuple(replace(row, trip_id=swapped.get(row.trip_id, row.trip_id)) for row in PLAN.loads)
    found = compare(PLAN, replace(PLAN, loads=loads))
    assert (found.people.changed, found.people.gained, found.people.lost) == (0, 0, 0)


def test_costs_are_those_of_trips_and_opened_services() -> None:
    offers = tuple(replace(offer, opened=n > 0) for n, offer in enumerate(PLAN.offers))
    found = compare(PLAN, replace(PLAN, offers=offers))
    assert found.before.cost_cents - found.after.cost_cents == PLAN.offers[0].cost_cents
