"""Legs meet in place and time, from the home door to the factory door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from planner.domain.plan import LegRole, Load, StopTime, Trip
from planner.domain.rule import Times
from planner.domain.service import RAIL_MODES
from planner.domain.violation import Violation
from planner.verify.journeys import ends_in_quarantine
from planner.verify.levels import prefix_of
from planner.verify.world import World, is_coach

broken = partial(Violation, "continuity")
Wait = tuple[str, str, str, int, int, int]
"""Cohort, part, place, from, to, persons."""


def continuity(world: World) -> Iterator[Violation]:
    """Doors, order of legs, meeting places, handling times, recorded waits; dwell times of every trip.

    model.md, "Binds"; domain.md E.4 (3, 13, 15); contract.md section 6.
    """
    waits: Counter[Wait] = Counter()
    for legs in world.parts.values():
        numbers = [leg.leg_seq for leg in legs]
        if numbers != list(range(1, len(legs) + 1)):
            found = " ".join(map(str, numbers))
            yield broken(legs[0].part_id, found, "1, 2, 3 …", "leg_seq", f"part {legs[0].part_id}: legs {found}")
            continue
        yield from _doors(world, legs)
        yield from _pattern(world, legs)
        for before, after in pairwise(legs):
            yield from _transfer(world, before, after)
            waits[_wait(world, before, after)] += 1
    yield from _recorded(world, waits)
    for trip in world.plan.trips:
        yield from _times(world, trip)


def _doors(world: World, legs: Sequence[Load]) -> Iterator[Violation]:
    """The first leg begins at the home door, the last ends at the factory door or in quarantine."""
    cohort = world.cohorts[legs[0].cohort_id]
    start, end = world.board_halt(legs[0]).stop_id, world.alight_halt(legs[-1]).stop_id
    if not world.same_place(start, cohort.pickup_id) and not _walks_in(world, legs[0], cohort.origin_adcode):
        yield broken(
            legs[0].part_id,
            start,
            cohort.pickup_id,
            "stop",
            f"part {legs[0].part_id} boards at {start}, its home door is {cohort.pickup_id}",
        )
    if not world.same_place(end, cohort.site_id) and not ends_in_quarantine(world, legs):
        yield broken(
            legs[0].part_id,
            end,
            cohort.site_id,
            "stop",
            f"part {legs[0].part_id} ends at {end}, its site is {cohort.site_id}",
        )


def _walks_in(world: World, leg: Load, origin: str) -> bool:
    """A line-haul may be reached on foot from the counties of its station's catchment."""
    stop = world.stops.get(world.board_halt(leg).stop_id)
    if stop is None or is_coach(world.trips[leg.trip_id]):
        return False
    return any(origin.startswith(prefix_of(area)) for area in stop.catchment_adcodes)


def _pattern(world: World, legs: Sequence[Load]) -> Iterator[Violation]:
    """[direct] or [feeder] line-haul … [last mile], with coaches between line-hauls as transfers."""
    trips = [world.trips[leg.trip_id] for leg in legs]
    roles = [str(trip.leg_role) for trip in trips]
    hauls = [number for number, trip in enumerate(trips) if trip.leg_role is LegRole.LINEHAUL]
    part = legs[0].part_id
    if len(hauls) > (most := world.rules_of(trips[0]).max_linehaul_legs):
        yield broken(part, str(len(hauls)), str(most), "line-haul legs", f"part {part} has {len(hauls)} line-haul legs")
    wanted = ["direct"] if not hauls else [_role_at(number, hauls) for number in range(len(legs))]
    if roles != wanted or (hauls and (hauls[0] > 1 or len(legs) - hauls[-1] > 2)):
        yield broken(
            part,
            " ".join(roles),
            "direct, or feeder linehaul last_mile",
            "leg roles",
            f"part {part} travels {' '.join(roles)}",
        )
    for trip in trips:
        if is_coach(trip) == (trip.leg_role is LegRole.LINEHAUL):
            yield broken(
                trip.trip_id,
                str(trip.leg_role),
                "linehaul for trains and flights alone",
                "leg role",
                f"{trip.mode} trip {trip.trip_id} has the role {trip.leg_role}",
            )


def _role_at(number: int, hauls: Sequence[int]) -> str:
    if number in hauls:
        return "linehaul"
    if number < hauls[0]:
        return "feeder"
    return "last_mile" if number > hauls[-1] else "transfer"


def _board_s(times: Times, trip: Trip) -> int:
    if is_coach(trip):
        return 0
    return times.rail_board_s if trip.mode in RAIL_MODES else times.air_board_s


def _alight_s(times: Times, trip: Trip) -> int:
    if is_coach(trip):
        return 0
    return times.rail_alight_s if trip.mode in RAIL_MODES else times.air_alight_s


def _transfer(world: World, before: Load, after: Load) -> Iterator[Violation]:
    """Same stop; arrival + handling + transfer_min_s ≤ departure; the wait is not too long.

    Alighting times are those in force for the trip left; boarding times, the least transfer time and the longest wait
    for the trip taken.
    """
    left, taken = world.trips[before.trip_id], world.trips[after.trip_id]
    arrive, depart = world.alight_halt(before), world.board_halt(after)
    subject = f"{before.part_id} leg {after.leg_seq}"
    if arrive.stop_id != depart.stop_id:
        yield broken(
            subject,
            depart.stop_id,
            arrive.stop_id,
            "stop",
            f"part {before.part_id} alights at {arrive.stop_id} and boards next at {depart.stop_id}",
        )
    times = world.rules_of(taken).times
    handling = _alight_s(world.rules_of(left).times, left) + _board_s(times, taken) + times.transfer_min_s
    wait = depart.depart_at - arrive.arrive_at
    if wait < handling:
        yield broken(
            subject,
            str(wait),
            str(handling),
            "s",
            f"part {before.part_id} has {wait} s to change from "
            f"{left.trip_id} to {taken.trip_id}; {handling} s are needed",
        )
    if times.max_hub_wait_s is not None and wait > times.max_hub_wait_s:
        yield broken(
            subject,
            str(wait),
            str(times.max_hub_wait_s),
            "s",
            f"part {before.part_id} waits {wait} s at {arrive.stop_id}",
        )


def _wait(world: World, before: Load, after: Load) -> Wait:
    arrive, depart = world.alight_halt(before), world.board_halt(after)
    return before.cohort_id, before.part_id, arrive.stop_id, arrive.arrive_at, depart.depart_at, before.persons


def _recorded(world: World, waits: Counter[Wait]) -> Iterator[Violation]:
    """dwells.csv holds each wait at a hub once, and no other."""
    written = Counter(
        (row.cohort_id, row.part_id, row.place_id, row.from_at, row.to_at, row.persons)
        for row in world.plan.dwells
        if row.purpose == "hub_wait"
    )
    if written == waits:
        return
    iso = world.clock.iso
    for wait in written | waits:
        if written[wait] != waits[wait]:
            _, part, place, start, end, persons = wait
            yield broken(
                part,
                str(written[wait]),
                str(waits[wait]),
                "hub_wait rows",
                f"part {part}: dwells hold {written[wait]} rows of {persons} waiting at {place} from {iso(start)} "
                f"to {iso(end)}, the itinerary has {waits[wait]}",
            )


def _times(world: World, trip: Trip) -> Iterator[Violation]:
    """A trip's ends are its first and last halt; halts follow each other; coaches stand long enough."""
    halts = world.halts[trip.trip_id]
    yield from _ends(world, trip, halts[0], halts[-1])
    for before, after in pairwise(halts):
        if after.arrive_at < before.depart_at:
            found, needed = world.clock.iso(after.arrive_at), world.clock.iso(before.depart_at)
            yield broken(
                trip.trip_id,
                found,
                needed,
                "moment",
                f"trip {trip.trip_id} arrives at seq {after.seq} before it leaves seq {before.seq}",
            )
    times = world.rules_of(trip).times
    for halt in halts if is_coach(trip) else ():
        needed_s = max(times.pickup_dwell_s * bool(halt.board), times.drop_dwell_s * bool(halt.alight))
        if halt.depart_at - halt.arrive_at < needed_s:
            stand = halt.depart_at - halt.arrive_at
            yield broken(
                f"{trip.trip_id} seq {halt.seq}",
                str(stand),
                str(needed_s),
                "s",
                f"trip {trip.trip_id} stands {stand} s at {halt.stop_id}, {needed_s} s are needed",
            )


def _ends(world: World, trip: Trip, first: StopTime, last: StopTime) -> Iterator[Violation]:
    said = (trip.from_stop_id, trip.depart_at, trip.to_stop_id, trip.arrive_at)
    halts = (first.stop_id, first.depart_at, last.stop_id, last.arrive_at)
    if said == halts:
        return
    found, needed = (f"{a} {world.clock.iso(b)} {c} {world.clock.iso(d)}" for a, b, c, d in (said, halts))
    message = f"trip {trip.trip_id} says {found}, its stop times say {needed}"
    yield broken(trip.trip_id, found, needed, "ends", message)
