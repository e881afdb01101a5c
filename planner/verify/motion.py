"""A vehicle moves as a vehicle can: distances, speeds, counties on the way. Violations carry the id ``continuity``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

from planner.domain.plan import PathStepRow, StopTime, Trip
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.verify.driving import night_seconds
from planner.verify.world import World, is_coach

broken = partial(Violation, "continuity")

TOP_SPEED_KMH = 120
SHORTEST_SHARE = 0.98
"""Road metres per metre of great circle; below 1 because places are points and halts have an extent."""
ROUNDING_M = 200
ROUNDING_S = 120
"""Halts and counties are timed to the minute."""
ON_THE_WAY = frozenset({"rest", "driver_change", "overnight"})


def motion(world: World) -> Iterator[Violation]:
    """distance ≥ 0.98 × great circle, speed ≤ 120 km/h, paths.csv adds up, night driving is slowed.

    Great circles are taken between halts with a real place: a rest is written at the seat of the county it falls in,
    which may lie off the road.
    """
    for trip in world.plan.trips:
        halts = world.halts[trip.trip_id]
        yield from _distance(world, trip, halts)
        if is_coach(trip):
            yield from _speed(world, trip, halts)
            yield from _night(world, trip, halts)
            yield from _path(world, trip)


def _real(halts: Sequence[StopTime]) -> list[StopTime]:
    return [halt for halt in halts if halt.activity not in ON_THE_WAY or not halt.stop_id.startswith("adcode:")]


def driving_s(halts: Sequence[StopTime]) -> int:
    """Seconds between departures and the next arrivals."""
    return sum(after.arrive_at - before.depart_at for before, after in pairwise(halts))


def _distance(world: World, trip: Trip, halts: Sequence[StopTime]) -> Iterator[Violation]:
    real = _real(halts)
    straight = sum(world.apart_m(a.stop_id, b.stop_id) for a, b in pairwise(real))
    if trip.distance_m + ROUNDING_M < SHORTEST_SHARE * straight:
        yield broken(
            trip.trip_id,
            str(trip.distance_m),
            str(round(straight)),
            "m",
            f"trip {trip.trip_id} is {trip.distance_m} m long, its halts lie {round(straight)} m apart",
        )


def too_fast(distance_m: float, seconds: int) -> bool:
    """Whether a distance takes more than top speed, times being rounded to the minute."""
    return distance_m * 3600 > TOP_SPEED_KMH * 1000 * (seconds + ROUNDING_S)


def _speed(world: World, trip: Trip, halts: Sequence[StopTime]) -> Iterator[Violation]:
    total = driving_s(halts)
    if too_fast(trip.distance_m, total):
        kmh = round(trip.distance_m * 3.6 / max(total, 1))
        yield broken(
            trip.trip_id,
            str(kmh),
            str(TOP_SPEED_KMH),
            "km/h",
            f"trip {trip.trip_id} drives {trip.distance_m} m in {total} s",
        )
    real = _real(halts)
    for before, after in pairwise(real):
        straight = SHORTEST_SHARE * world.apart_m(before.stop_id, after.stop_id)
        seconds = driving_s(halts[before.seq - 1 : after.seq])
        if too_fast(straight, seconds):
            kmh = round(straight * 3.6 / max(seconds, 1))
            yield broken(
                f"{trip.trip_id} seq {after.seq}",
                str(kmh),
                str(TOP_SPEED_KMH),
                "km/h",
                f"trip {trip.trip_id} drives {round(straight)} m to {after.stop_id} in {seconds} s",
            )


def day_seconds(world: World, rules: RuleSet, halts: Sequence[StopTime]) -> Fraction:
    """Driving time between halts as day-time seconds: an hour of the night counts ``night_speed_share``."""
    driven = dark = 0
    for before, after in pairwise(halts):
        driven += after.arrive_at - before.depart_at
        dark += night_seconds(world.clock, rules.drivers, before.depart_at, after.arrive_at)
    return driven - dark + dark * rules.drivers.night_speed_share


def _night(world: World, trip: Trip, halts: Sequence[StopTime]) -> Iterator[Violation]:
    """The time between halts is enough for ``drive_s``, slower at night."""
    found = day_seconds(world, world.rules_of(trip), halts)
    if found + 1 < trip.drive_s:
        yield broken(
            trip.trip_id,
            str(int(found)),
            str(trip.drive_s),
            "s",
            f"trip {trip.trip_id} needs {trip.drive_s} s of "
            f"driving by day, its halts leave time for {int(found)} s (nights slowed)",
        )


def _path(world: World, trip: Trip) -> Iterator[Violation]:
    rows = world.paths.get(trip.trip_id, ())
    if not rows:
        yield broken(trip.trip_id, "0", "1", "rows", f"coach trip {trip.trip_id} has no rows in paths.csv")
        return
    for name, found, needed in (
        ("m", sum(row.distance_m for row in rows), trip.distance_m),
        ("s", sum(row.drive_s for row in rows), trip.drive_s),
    ):
        if found != needed:
            yield broken(
                trip.trip_id,
                str(found),
                str(needed),
                name,
                f"trip {trip.trip_id}: its path adds up to {found} {name}, the trip says {needed} {name}",
            )
    for row in rows:
        if row.motorway_m > row.distance_m or too_fast(row.distance_m, row.leave_at - row.enter_at):
            found_s = row.leave_at - row.enter_at
            yield broken(
                f"{trip.trip_id} {row.adcode}",
                f"{row.distance_m} m in {found_s} s",
                f"{TOP_SPEED_KMH} km/h",
                "m, s",
                f"trip {trip.trip_id} crosses {row.adcode} too fast, or on more motorway than road",
            )
    yield from _gaps(world, trip, rows)
    yield from _counties(world, trip, rows)


def _gaps(world: World, trip: Trip, rows: Sequence[PathStepRow]) -> Iterator[Violation]:
    """From departure to arrival the coach is in some county; gaps only while it stands."""
    stands = [(halt.arrive_at, halt.depart_at) for halt in world.halts[trip.trip_id]]
    marks = [(trip.depart_at, rows[0].enter_at)]
    marks += [(before.leave_at, after.enter_at) for before, after in pairwise(rows)]
    marks += [(rows[-1].leave_at, trip.arrive_at)]
    for left, entered in marks:
        if left != entered and not any(begin <= left <= entered <= end for begin, end in stands):
            iso = world.clock.iso
            yield broken(
                trip.trip_id,
                iso(entered),
                iso(left),
                "moment",
                f"trip {trip.trip_id}: its path breaks between {iso(left)} and {iso(entered)}",
            )


def _counties(world: World, trip: Trip, rows: Sequence[PathStepRow]) -> Iterator[Violation]:
    """Every halt at which people board, alight or are tested lies in a county that the path names then."""
    for halt in world.open_halts(trip):
        adcode = world.places[halt.stop_id].adcode
        there = [row for row in rows if row.adcode == adcode]
        if not any(row.enter_at <= halt.depart_at and halt.arrive_at <= row.leave_at for row in there):
            yield broken(
                f"{trip.trip_id} seq {halt.seq}",
                adcode,
                "a county of the path",
                "adcode",
                f"trip {trip.trip_id} stops at {halt.stop_id} in {adcode}, its path is elsewhere then",
            )
