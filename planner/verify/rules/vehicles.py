"""A vehicle is in one place at a time, from its depot and back, disinfected between loads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from planner.domain.fleet import Fleet
from planner.domain.plan import Duty, Trip
from planner.domain.violation import Violation
from planner.verify.closed_loops import closed_loops, unflagged
from planner.verify.motion import too_fast
from planner.verify.rides import DEPOT, empty_runs
from planner.verify.seating import city_of
from planner.verify.world import World, is_coach

broken = partial(Violation, "vehicles")


def vehicles(world: World) -> Iterator[Violation]:
    """Duties contiguous from depot to depot, each trip once, turnaround ≥ turnaround_s between loads, within
    count, availability and max_trips of the fleet; registration at one end; closed loops go out alone and rest.

    model.md, "Binds"; domain.md E.4 (10); charter regulations art. 57; Pinghu 2022 (三点往返).
    """
    done = Counter(duty.trip_id for duty in world.plan.duties if duty.trip_id is not None)
    for trip in world.plan.trips:
        if is_coach(trip):
            if done[trip.trip_id] != 1:
                yield broken(
                    trip.trip_id,
                    str(done[trip.trip_id]),
                    "1",
                    "duties",
                    f"coach trip {trip.trip_id} stands {done[trip.trip_id]} times in duties.csv",
                )
            yield from _registration(world, trip)
            yield from unflagged(world, trip)
    for vehicle, duties in world.duties.items():
        fleet_id, _, number = vehicle.rpartition("#")
        fleet = world.fleets[fleet_id]
        yield from _fleet_limits(world, fleet, int(number), duties)
        yield from _chain(world, fleet, duties)
        for duty in duties:
            yield from _duty(world, duty)
        yield from _turnarounds(world, fleet, duties)
        yield from _empty_runs(world, duties)
        yield from closed_loops(world, fleet.depot_id, duties)


def _registration(world: World, trip: Trip) -> Iterator[Violation]:
    if not world.rules_of(trip).one_end_registration or trip.emergency_order:
        return
    home = city_of(world.fleets[str(trip.fleet_id)].registration_adcode)
    cities = {city_of(world.places[halt.stop_id].adcode) for halt in world.served_halts(trip)}
    if cities and home not in cities:
        yield broken(
            trip.trip_id,
            home,
            " or ".join(sorted(cities)),
            "prefecture",
            f"the vehicle of trip {trip.trip_id} is registered in {home}, at neither end",
        )


def _fleet_limits(world: World, fleet: Fleet, number: int, duties: Sequence[Duty]) -> Iterator[Violation]:
    vehicle, iso = duties[0].vehicle_id, world.clock.iso
    if not 1 <= number <= fleet.count:
        yield broken(
            vehicle, str(number), f"1–{fleet.count}", "vehicle", f"fleet {fleet.fleet_id} has no vehicle {number}"
        )
    begin, end = min(duty.depart_at for duty in duties), max(duty.arrive_at for duty in duties)
    if begin < fleet.available_from or end > fleet.available_until:
        yield broken(
            vehicle,
            f"{iso(begin)} – {iso(end)}",
            f"{iso(fleet.available_from)} – {iso(fleet.available_until)}",
            "moments",
            f"vehicle {vehicle} is out while fleet {fleet.fleet_id} is not available",
        )
    trips = sum(duty.trip_id is not None for duty in duties)
    if fleet.max_trips is not None and trips > fleet.max_trips:
        yield broken(
            vehicle,
            str(trips),
            str(fleet.max_trips),
            "trips",
            f"vehicle {vehicle} runs {trips} loaded trips, {fleet.max_trips} are allowed",
        )


def _chain(world: World, fleet: Fleet, duties: Sequence[Duty]) -> Iterator[Violation]:
    """From the depot to the depot, each duty where and when the one before has ended; no other depot between."""
    vehicle, iso = duties[0].vehicle_id, world.clock.iso
    for duty in duties:
        if duty.to_place.startswith(DEPOT) and duty.to_place != fleet.depot_id:
            message = f"vehicle {vehicle} calls at {duty.to_place}, its depot is {fleet.depot_id}"
            yield broken(f"{vehicle} duty {duty.seq}", duty.to_place, fleet.depot_id, "place", message)
    for place, which in ((duties[0].from_place, "start"), (duties[-1].to_place, "end")):
        if place != fleet.depot_id:
            yield broken(
                vehicle,
                place,
                fleet.depot_id,
                "place",
                f"the duties of vehicle {vehicle} {which} at {place}, not at its depot",
            )
    for before, after in pairwise(duties):
        free_at = _free_at(world, before)
        if after.from_place != before.to_place or _begins_at(world, after) < free_at:
            found = f"{after.from_place} {iso(_begins_at(world, after))}"
            needed = f"{before.to_place} {iso(free_at)}"
            yield broken(
                f"{vehicle} duty {after.seq}",
                found,
                needed,
                "place and moment",
                f"vehicle {vehicle} is at {needed}, its duty {after.seq} begins at {found}",
            )


def _begins_at(world: World, duty: Duty) -> int:
    return duty.depart_at if duty.trip_id is None else world.halts[duty.trip_id][0].arrive_at


def _free_at(world: World, duty: Duty) -> int:
    """End of a duty; of a loaded trip: when the last halt is over."""
    return duty.arrive_at if duty.trip_id is None else world.halts[duty.trip_id][-1].depart_at


def _duty(world: World, duty: Duty) -> Iterator[Violation]:
    """The row of a trip repeats the trip; a turnaround stands still."""
    subject, iso = f"{duty.vehicle_id} duty {duty.seq}", world.clock.iso
    if duty.kind == "turnaround" and (duty.from_place != duty.to_place or duty.distance_m):
        yield broken(subject, f"{duty.distance_m}", "0", "m", f"{subject}: a turnaround that moves")
    if duty.trip_id is None:
        return
    trip = world.trips[duty.trip_id]
    found = (duty.vehicle_id, duty.from_place, duty.to_place, iso(duty.depart_at), iso(duty.arrive_at), duty.distance_m)
    needed = (
        trip.vehicle_id,
        trip.from_stop_id,
        trip.to_stop_id,
        iso(trip.depart_at),
        iso(trip.arrive_at),
        trip.distance_m,
    )
    if found != needed:
        yield broken(
            subject,
            " ".join(map(str, found)),
            " ".join(map(str, needed)),
            "vehicle, places, moments, m",
            f"{subject} says {' '.join(map(str, found))}, trip {trip.trip_id} {' '.join(map(str, needed))}",
        )


def _turnarounds(world: World, fleet: Fleet, duties: Sequence[Duty]) -> Iterator[Violation]:
    """Between two loaded trips the vehicle is disinfected: right after the first, or at the depot."""
    numbers = [number for number, duty in enumerate(duties) if duty.trip_id is not None]
    for first, second in pairwise(numbers):
        trip_id = str(duties[first].trip_id)
        needed = world.rules_of(world.trips[trip_id]).times.turnaround_s
        between = duties[first + 1 : second]
        found = max(
            (
                duty.arrive_at - duty.depart_at
                for duty in between
                if duty.kind == "turnaround" and (duty is between[0] or duty.from_place == fleet.depot_id)
            ),
            default=0,
        )
        if found < needed:
            yield broken(
                f"{duties[first].vehicle_id} {trip_id}",
                str(found),
                str(needed),
                "s",
                f"vehicle {duties[first].vehicle_id} is disinfected for {found} s between {trip_id} and "
                f"{duties[second].trip_id}, {needed} s are needed",
            )


def _empty_runs(world: World, duties: Sequence[Duty]) -> Iterator[Violation]:
    """An empty run is as long as the way between its ends, and no faster than a coach."""
    for run in empty_runs(duties):
        straight = world.apart_m(run[0].from_place, run[-1].to_place)
        length = sum(duty.distance_m for duty in run)
        seconds = sum(duty.arrive_at - duty.depart_at for duty in run)
        subject = f"{run[0].vehicle_id} duty {run[0].seq}"
        if length + 200 < 0.98 * straight:
            yield broken(
                subject,
                str(length),
                str(round(straight)),
                "m",
                f"{subject}: an empty run of {length} m between places {round(straight)} m apart",
            )
        if too_fast(length, seconds):
            yield broken(
                subject,
                str(round(length * 3.6 / max(seconds, 1))),
                "120",
                "km/h",
                f"{subject}: an empty run of {length} m in {seconds} s",
            )
