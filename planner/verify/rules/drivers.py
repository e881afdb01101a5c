"""Driving limits per vehicle, with a crew fixed over the campaign (simple form)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise

from planner.domain.fleet import MOST_DRIVERS
from planner.domain.plan import Duty, Trip
from planner.domain.rule import DriverRules
from planner.domain.violation import Violation
from planner.units import DAY_S
from planner.verify.driving import Drive, drives_of, night_seconds, window_seconds
from planner.verify.named_drivers import named_drivers, names_of_fleets
from planner.verify.rides import rides_of
from planner.verify.world import World, is_coach

broken = partial(Violation, "drivers")


def drivers(world: World) -> Iterator[Violation]:
    """Two drivers beyond the limit, never more; crews within the fleet; stretches, 24 h, 7 d and the night stop per
    vehicle; no trip is driven, its empty runs included, by more drivers than it pays; a fleet that names its drivers is
    driven by them alone.

    道路旅客运输企业安全管理规范 art. 38, 45: 4 h by day, 2 h by night, then 20 min; 8 h per 24 h, 44 h per 7 d and
    driver; 02:00–05:00 stop; two drivers over 400 km, 600 km if all motorway. domain.md B.1.
    """
    crews: dict[str, int] = defaultdict(int)
    for trip in world.plan.trips:
        if is_coach(trip):
            yield from _two_drivers(world, trip)
            vehicle = str(trip.vehicle_id)
            crews[vehicle] = max(crews[vehicle], trip.drivers)
    yield from _fleets(world, crews)
    for vehicle, duties in world.duties.items():
        drives = drives_of(world, duties)
        yield from _stretches(world, vehicle, drives)
        yield from _night_stop(world, drives)
        yield from _rolling(vehicle, drives, crews[vehicle])
        yield from _unpaid(world, duties, drives)
    yield from named_drivers(world)


def _two_drivers(world: World, trip: Trip) -> Iterator[Violation]:
    rules = world.rules_of(trip).drivers
    limit = rules.two_driver_m
    motorway = sum(row.motorway_m for row in world.paths.get(trip.trip_id, ()))
    if limit is not None and rules.two_driver_motorway_m is not None and motorway * 100 >= 95 * trip.distance_m:
        limit = max(limit, rules.two_driver_motorway_m)
    needed = 2 if limit is not None and trip.distance_m > limit else 1
    if trip.drivers < needed:
        yield broken(
            trip.trip_id,
            str(trip.drivers),
            str(needed),
            "drivers",
            f"trip {trip.trip_id} of {trip.distance_m} m has {trip.drivers} drivers, needs {needed}",
        )
    if trip.drivers > MOST_DRIVERS:
        message = f"trip {trip.trip_id} has {trip.drivers} drivers, a coach takes {MOST_DRIVERS}"
        yield broken(trip.trip_id, str(trip.drivers), str(MOST_DRIVERS), "drivers", message)


def _fleets(world: World, crews: dict[str, int]) -> Iterator[Violation]:
    used: dict[str, int] = defaultdict(int)
    for vehicle, crew in crews.items():
        used[vehicle.rpartition("#")[0]] += crew
    names = names_of_fleets(world)
    for fleet_id, found in used.items():
        limit = len(names[fleet_id]) if fleet_id in names else world.fleets[fleet_id].drivers
        if found > limit:
            yield broken(
                fleet_id,
                str(found),
                str(limit),
                "drivers",
                f"the vehicles of fleet {fleet_id} need {found} drivers, it has {limit}",
            )


def _stretches(world: World, vehicle: str, drives: Sequence[Drive]) -> Iterator[Violation]:
    """Driving with gaps shorter than a rest: by day and night ≤ continuous_day_s, at night ≤ continuous_night_s."""
    stretch: list[Drive] = []
    for drive in drives:
        if stretch and drive.from_at - stretch[-1].to_at >= stretch[-1].rules.rest_s:
            yield from _stretch(world, vehicle, stretch)
            stretch = []
        stretch.append(drive)
    if stretch:
        yield from _stretch(world, vehicle, stretch)


def _stretch(world: World, vehicle: str, stretch: Sequence[Drive]) -> Iterator[Violation]:
    rules: DriverRules = stretch[0].rules
    spans = [drive.to_at - drive.from_at for drive in stretch]
    total, most, limit = sum(spans), sum(span for span in spans if span > 0), rules.continuous_night_s
    # no more of it can be at night than there is
    asked = stretch if limit is not None and most > limit else ()
    dark = sum(night_seconds(world.clock, rules, drive.from_at, drive.to_at) for drive in asked)
    for name, found, limit in (("", total, rules.continuous_day_s), (" at night", dark, rules.continuous_night_s)):
        if limit is not None and found > limit:
            yield broken(
                f"{vehicle} {stretch[0].subject}",
                str(found),
                str(limit),
                "s",
                f"vehicle {vehicle} is driven "
                f"{found} s{name} without a rest of {rules.rest_s} s from {world.clock.iso(stretch[0].from_at)}",
            )


def _night_stop(world: World, drives: Sequence[Drive]) -> Iterator[Violation]:
    for drive in drives:
        rules = drive.rules
        if rules.stop_from_s is None or rules.stop_to_s is None or drive.run_m <= rules.stop_exempt_m:
            continue
        found = window_seconds(world.clock, (rules.stop_from_s, rules.stop_to_s), drive.from_at, drive.to_at)
        if found:
            yield broken(
                drive.subject,
                str(found),
                "0",
                "s",
                f"{drive.subject} is driven {found} s inside the night stop of long runs",
            )


def _rolling(vehicle: str, drives: Sequence[Drive], crew: int) -> Iterator[Violation]:
    """Driving in any 24 h and any 7 d ≤ limit × crew."""
    if not drives:
        return
    rules = drives[0].rules
    for name, span, limit in (("24 h", DAY_S, rules.driving_24h_s), ("7 d", 7 * DAY_S, rules.driving_7d_s)):
        if limit is None:
            continue
        found = most_in(drives, span)
        if found > limit * max(crew, 1):
            yield broken(
                vehicle,
                str(found),
                str(limit * max(crew, 1)),
                "s",
                f"vehicle {vehicle} with {crew} drivers is driven {found} s within {name}",
            )


def _unpaid(world: World, duties: Sequence[Duty], drives: Sequence[Drive]) -> Iterator[Violation]:
    """Driving of a trip and the empty runs charged to it in any 24 h ≤ limit × the drivers that the trip pays."""
    for ride in rides_of(world, duties):
        trip = world.trips[ride.trip_id]
        limit = world.rules_of(trip).drivers.driving_24h_s
        own = [drive for drive in drives if ride.begin_at <= drive.from_at < ride.end_at]
        if limit is None or not own:
            continue
        found = most_in(own, DAY_S)
        if found > limit * trip.drivers:
            message = f"trip {trip.trip_id} pays {trip.drivers} drivers, it is driven {found} s within 24 h"
            yield broken(trip.trip_id, str(found), str(limit * trip.drivers), "s", message)


def most_in(drives: Sequence[Drive], span: int) -> int:
    """Most driving in any window of ``span`` seconds; ``drives`` in order of time.

    The driving in a window, as a function of its beginning, is largest where the window begins with a drive or
    ends with one.
    """
    one_by_one = all(before.to_at <= after.from_at for before, after in pairwise(drives))
    if one_by_one and drives[-1].to_at - drives[0].from_at <= span:
        return sum(drive.to_at - drive.from_at for drive in drives)
    starts = [drive.from_at for drive in drives]
    done = [0, *accumulate(drive.to_at - drive.from_at for drive in drives)]

    def driven_by(moment: int) -> int:
        number = bisect_right(starts, moment)
        return done[number] - (max(0, drives[number - 1].to_at - moment) if number else 0)

    begins = {*starts, *(drive.to_at - span for drive in drives)}
    return max(driven_by(begin + span) - driven_by(begin) for begin in begins)
