"""Throughput of stations, airports and gates by clock quarter-hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from planner.domain.place import StopKind
from planner.domain.plan import Reservation, StopTime, Trip
from planner.domain.violation import Violation
from planner.verify.gates import gate_passages
from planner.verify.quarters import (
    QUARTER_S,
    Passage,
    bad_quarters,
    begin_of,
    by_passage,
    crowded,
    quarter_of,
)
from planner.verify.world import World, is_coach

broken = partial(Violation, "hubs")
HUB_KINDS = frozenset({StopKind.RAIL_STATION, StopKind.AIRPORT})


def hubs(world: World) -> Iterator[Violation]:
    """Persons boarding and alighting at a hub are reserved by quarter-hour, Σ ≤ ⌊people_per_hour / 4⌋; the rest wait in
    the queue, and no unit's people leave before its last quarter; coaches from outside pass a gate likewise.

    contract.md section 6, "Hub throughput"; domain.md E.4 (13).
    """
    limits = {
        stop.stop_id: stop.people_per_hour
        for stop in world.scenario.stops
        if stop.kind in HUB_KINDS and stop.people_per_hour is not None
    }
    rows = world.reservations.get("hub", ())
    yield from bad_quarters(world, "hubs", rows)
    yield from crowded(world, "hubs", rows, limits)
    reserved = by_passage(rows)
    calls = _calls(world, limits)
    for passage, halts in calls.items():
        yield from _enough(passage, halts, reserved.get(passage, ()))
    for passage, taken in reserved.items():
        yield from _in_time(world, passage, calls.get(passage, ()), taken)
    yield from _queues(world, limits, reserved)
    yield from gate_passages(world)


def _calls(world: World, limits: Mapping[str, int]) -> dict[Passage, list[StopTime]]:
    """Halts of each trip at each hub with a limit at which people board or alight."""
    calls: dict[Passage, list[StopTime]] = defaultdict(list)
    for halt in world.plan.stop_times:
        if halt.stop_id in limits and (halt.board or halt.alight):
            calls[halt.trip_id, halt.stop_id].append(halt)
    return calls


def _enough(passage: Passage, halts: Sequence[StopTime], rows: Sequence[Reservation]) -> Iterator[Violation]:
    trip_id, place = passage
    needed = sum(halt.board + halt.alight for halt in halts)
    found = sum(row.amount for row in rows)
    if found < needed:
        message = f"trip {trip_id} has room for {found} persons reserved at {place}, {needed} board or alight there"
        yield broken(f"{trip_id} {place}", str(found), str(needed), "persons", message)


def _in_time(
    world: World, passage: Passage, halts: Sequence[StopTime], rows: Sequence[Reservation]
) -> Iterator[Violation]:
    """A quarter overlaps its halt; people who alight from a train or flight may also queue until later."""
    trip = world.trips[passage[0]]
    for row in rows:
        begin = begin_of(row)
        if not any(_fits(world, trip, halt, begin) for halt in halts):
            moment = world.clock.iso(begin)
            message = f"trip {passage[0]} reserves {passage[1]} from {moment}, when nobody of it passes there"
            yield broken(f"{passage[0]} {passage[1]}", moment, "a quarter of its halt", "moment", message)


def _fits(world: World, trip: Trip, halt: StopTime, begin: int) -> bool:
    if not is_coach(trip) and halt.alight and begin >= quarter_of(world, halt.arrive_at):
        return True
    if not is_coach(trip) and not halt.board:
        return False
    return begin <= halt.depart_at and halt.arrive_at < begin + QUARTER_S


def _queues(
    world: World, limits: Mapping[str, int], reserved: Mapping[Passage, Sequence[Reservation]]
) -> Iterator[Violation]:
    """Nobody of a unit boards the next trip away before the last quarter of the unit's people has ended."""
    late: Counter[tuple[str, str, str]] = Counter()
    for legs in world.parts.values():
        for before, after in pairwise(legs):
            place = world.alight_halt(before).stop_id
            if place not in limits or is_coach(world.trips[before.trip_id]):
                continue
            last = max((begin_of(row) for row in reserved.get((before.trip_id, place), ())), default=None)
            short = 0 if last is None else last + QUARTER_S - world.board_halt(after).depart_at
            if short > 0:
                key = (before.trip_id, place, after.trip_id)
                late[key] = max(late[key], short)
    for (unit, place, taken), short in late.items():
        message = f"people of {unit} leave {place} on trip {taken} {short} s before the last of them is through"
        yield broken(f"{unit} {taken}", str(short), "0", "s", message)
