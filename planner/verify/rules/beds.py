"""Beds: quarantine on arrival, and the isolation of crews that come home from a closed loop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.place import StopKind
from planner.domain.plan import Dwell, Load, Trip
from planner.domain.rule import ArrivalAction
from planner.domain.violation import Violation
from planner.units import DAY_S, day_text
from planner.verify.closed_loops import is_closed_loop
from planner.verify.journeys import arrival_of
from planner.verify.room import PlaceDay, overdrawn, room_by_day, taken_by_day
from planner.verify.world import World

broken = partial(Violation, "beds")
CREW_STOPS = frozenset({StopKind.LODGING, StopKind.QUARANTINE_SITE})


def beds(world: World) -> Iterator[Violation]:
    """Parts that owe D days of quarantine stay D × 24 h where they arrive, a bed for each person and day; crews of
    closed loops have theirs for crew_isolation_days; beds taken of a place and day ≤ its beds.

    model.md, "Binds"; a row of ``capacities`` for the day, else ``isolation_beds`` of the site; Pinghu 2022 (三点往返).
    """
    stays: dict[tuple[str, str], list[Dwell]] = defaultdict(list)
    for row in world.plan.dwells:
        if row.purpose == "quarantine":
            stays[row.cohort_id, row.part_id].append(row)
    taken: Counter[tuple[str, str, int]] = Counter()
    for bed in world.reservations.get("quarantine", ()):
        taken[str(bed.part_id), bed.place_id, bed.day] += bed.amount
    for part, legs in world.parts.items():
        rule = arrival_of(world, legs)
        if rule.action is ArrivalAction.QUARANTINE:
            yield from _stay(world, legs, rule.days, stays.get(part, ()))
            yield from _part_beds(world, legs, rule.days, taken)
        yield from _told(world, legs, stays.get(part, ()))
    yield from _places(world)
    yield from _crews(world)


def _stay(world: World, legs: Sequence[Load], days: int, rows: Sequence[Dwell]) -> Iterator[Violation]:
    halt = world.alight_halt(legs[-1])
    found = max((row.to_at - row.from_at for row in rows if row.place_id == halt.stop_id), default=0)
    if found < days * DAY_S:
        yield broken(
            legs[0].part_id,
            str(found),
            str(days * DAY_S),
            "s",
            f"part {legs[0].part_id} owes {days} days of quarantine at {halt.stop_id}, dwells hold {found} s",
        )


def _told(world: World, legs: Sequence[Load], rows: Sequence[Dwell]) -> Iterator[Violation]:
    """A row of quarantine begins where and when its part alights last, with all its persons."""
    halt, iso = world.alight_halt(legs[-1]), world.clock.iso
    for row in rows:
        found = (row.place_id, iso(row.from_at), row.persons)
        needed = (halt.stop_id, iso(halt.arrive_at), legs[-1].persons)
        if found != needed:
            said, true = (" ".join(map(str, words)) for words in (found, needed))
            message = f"part {row.part_id}: its quarantine is said to begin {said}, it alights {true}"
            yield broken(row.part_id, said, true, "place, moment, persons", message)


def _part_beds(
    world: World, legs: Sequence[Load], days: int, taken: Counter[tuple[str, str, int]]
) -> Iterator[Violation]:
    halt, part = world.alight_halt(legs[-1]), legs[0].part_id
    first = world.clock.day(halt.arrive_at)
    for day in range(first, first + days):
        found = taken[part, halt.stop_id, day]
        if found < legs[-1].persons:
            yield broken(
                part,
                str(found),
                str(legs[-1].persons),
                "beds",
                f"part {part} of {legs[-1].persons} has {found} beds at {halt.stop_id} on {day_text(day)}",
            )


def _places(world: World) -> Iterator[Violation]:
    dated = room_by_day(world, "quarantine")
    for (place, day), found in taken_by_day(world.reservations.get("quarantine", ())).items():
        limit = dated.get((place, day), _own_beds(world, place))
        if found > limit:
            message = f"{place} has {limit} quarantine beds on {day_text(day)}, {found} are taken"
            yield broken(place, str(found), str(limit), "beds", message)


def _own_beds(world: World, place: str) -> int:
    site = world.sites.get(place)
    return 0 if site is None else site.isolation_beds or 0


def _crews(world: World) -> Iterator[Violation]:
    """A bed for each driver on each day of isolation, at a place that lodges crews."""
    rows = world.reservations.get("crew_bed", ())
    taken: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        stop = world.stops.get(row.place_id)
        if stop is not None and stop.kind in CREW_STOPS:
            taken[str(row.trip_id)][row.day] += row.amount
        else:
            message = f"the crew of trip {row.trip_id} has beds at {row.place_id}, which lodges no crews"
            yield broken(str(row.trip_id), row.place_id, "lodging or quarantine_site", "place", message)
    for trip in world.plan.trips:
        if is_closed_loop(world, trip):
            yield from _crew(world, trip, taken.get(trip.trip_id, Counter()))
    room: dict[PlaceDay, int] = room_by_day(world, "crew_bed")
    for place, day, found, limit in overdrawn(taken_by_day(rows), room, unlimited=False):
        message = f"{place} has {limit} crew beds on {day_text(day)}, {found} are taken"
        yield broken(place, str(found), str(limit), "beds", message)


def _crew(world: World, trip: Trip, taken: Counter[int]) -> Iterator[Violation]:
    first = world.clock.day(trip.arrive_at)
    for day in range(first, first + world.rules_of(trip).crew_isolation_days):
        if taken[day] < trip.drivers:
            yield broken(
                trip.trip_id,
                str(taken[day]),
                str(trip.drivers),
                "beds",
                f"the {trip.drivers} drivers of closed loop {trip.trip_id} have {taken[day]} beds on {day_text(day)}",
            )
