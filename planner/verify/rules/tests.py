"""Tests on arrival: the coach waits at a laboratory until the results are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.place import StopKind
from planner.domain.plan import Activity, Load, StopTime
from planner.domain.rule import ArrivalAction
from planner.domain.violation import Violation
from planner.units import day_text
from planner.verify.journeys import arrival_of, first_rules, holds
from planner.verify.room import overdrawn, room_by_day, taken_by_day
from planner.verify.world import World, is_coach

broken = partial(Violation, "tests")
Slot = tuple[str, str, int]
"""Trip, test site and local day."""


def tests(world: World) -> Iterator[Violation]:
    """Each part that owes a test waits ≥ test_result_s at a test site of its last coach; tests of a day ≤ laboratory.

    Who comes from ground at a level whose arrival rule is ``test`` owes one. Ningbo test scheme, 13 February 2020;
    model.md, "Binds".
    """
    persons: Counter[Slot] = Counter()
    for legs in world.parts.values():
        if arrival_of(world, legs).action is ArrivalAction.TEST:
            halt = _test_halt(world, legs)
            if halt is None:
                yield _untested(world, legs)
            else:
                persons[_slot(world, halt)] += legs[0].persons
    yield from _halts(world)
    yield from _reserved(world, persons)


def _slot(world: World, halt: StopTime) -> Slot:
    return halt.trip_id, halt.stop_id, world.clock.day(halt.arrive_at)


def _test_halt(world: World, legs: Sequence[Load]) -> StopTime | None:
    """First halt of the last leg at which the part is tested."""
    last = legs[-1]
    if not is_coach(world.trips[last.trip_id]):
        return None
    wait_s = first_rules(world, legs).test_result_s
    county = world.sites[world.cohorts[last.cohort_id].site_id].adcode
    for halt in world.halts[last.trip_id][last.board_seq : last.alight_seq - 1]:
        stop = world.stops.get(halt.stop_id) if halt.activity is Activity.TEST else None
        fits = stop is not None and stop.kind is StopKind.TEST_SITE and holds(stop, county)
        if fits and halt.depart_at - halt.arrive_at >= wait_s:
            return halt
    return None


def _untested(world: World, legs: Sequence[Load]) -> Violation:
    last = legs[-1]
    wait_s = first_rules(world, legs).test_result_s
    stands = [
        halt.depart_at - halt.arrive_at
        for halt in world.halts[last.trip_id][last.board_seq : last.alight_seq - 1]
        if halt.activity is Activity.TEST
    ]
    return broken(
        last.part_id,
        str(max(stands, default=0)),
        str(wait_s),
        "s at a test site",
        f"part {last.part_id} owes a test: trip {last.trip_id} has no test halt for it of {wait_s} s before it alights",
    )


def _halts(world: World) -> Iterator[Violation]:
    """A test is taken at a test site, where nobody boards or alights."""
    for halt in world.plan.stop_times:
        if halt.activity is not Activity.TEST:
            continue
        stop = world.stops.get(halt.stop_id)
        if stop is None or stop.kind is not StopKind.TEST_SITE or halt.board or halt.alight:
            yield broken(
                f"{halt.trip_id} seq {halt.seq}",
                halt.stop_id,
                "a test site, nobody boarding or alighting",
                "halt",
                f"trip {halt.trip_id} tests at {halt.stop_id}, no test site or with people at the door",
            )


def _reserved(world: World, persons: Counter[Slot]) -> Iterator[Violation]:
    rows = world.reservations.get("test", ())
    taken: Counter[Slot] = Counter()
    for row in rows:
        taken[str(row.trip_id), row.place_id, row.day] += row.amount
    for (trip, place, day), needed in persons.items():
        found = taken[trip, place, day]
        if found < needed:
            yield broken(
                trip,
                str(found),
                str(needed),
                "tests",
                f"trip {trip} has {found} tests at {place} on {day_text(day)}, {needed} persons are tested there",
            )
    there = {_slot(world, halt) for halt in world.plan.stop_times if halt.activity is Activity.TEST}
    for trip, place, day in taken.keys() - there:
        message = f"trip {trip} takes tests at {place} on {day_text(day)}, where it does not halt for one"
        yield broken(trip, f"{place} {day_text(day)}", "a test halt of the trip", "place and date", message)
    for place, day, found, limit in overdrawn(taken_by_day(rows), room_by_day(world, "test"), unlimited=True):
        message = f"{place} tests {limit} persons on {day_text(day)}, {found} tests are taken"
        yield broken(place, str(found), str(limit), "tests", message)
