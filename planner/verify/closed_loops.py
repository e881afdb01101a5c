"""Closed loops (三点往返): which coach trips are one, and how long their vehicles stay away afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from planner.domain.plan import Duty, Trip
from planner.domain.violation import Violation
from planner.units import DAY_S
from planner.verify.world import World, is_coach

broken = partial(Violation, "vehicles")


def must_close(world: World, trip: Trip) -> bool:
    """Whether the level of a coach trip asks for a closed loop."""
    lowest = world.rules_of(trip).closed_loop_from
    return is_coach(trip) and lowest is not None and trip.level >= lowest


def is_closed_loop(world: World, trip: Trip) -> bool:
    """Whether a coach trip is a closed loop, by its level or by its own word."""
    return is_coach(trip) and (trip.closed_loop or must_close(world, trip))


@dataclass(frozen=True, slots=True)
class Outing:
    """Duties of a vehicle from leaving the depot to coming back; ``next_at``: when it leaves again."""

    trip_ids: tuple[str, ...]
    home_at: int
    next_at: int | None


def outings(duties: Sequence[Duty], depot: str) -> Iterator[Outing]:
    """Outings of a vehicle in order; what stands at the depot belongs to none."""
    moving = [duty for duty in duties if not (duty.kind == "turnaround" and duty.from_place == depot)]
    trips: list[str] = []
    for number, duty in enumerate(moving):
        if duty.trip_id is not None:
            trips.append(duty.trip_id)
        if duty.to_place == depot or number == len(moving) - 1:
            following = moving[number + 1].depart_at if number + 1 < len(moving) else None
            yield Outing(tuple(trips), duty.arrive_at, following)
            trips = []


def unflagged(world: World, trip: Trip) -> Iterator[Violation]:
    """A coach trip whose level asks for a closed loop, and that does not say it is one."""
    if must_close(world, trip) and not trip.closed_loop:
        level = trip.level.name.lower()
        message = f"trip {trip.trip_id} of level {level} has to be a closed loop"
        yield broken(trip.trip_id, "false", "true", "closed_loop", message)


def closed_loops(world: World, depot: str, duties: Sequence[Duty]) -> Iterator[Violation]:
    """A closed loop is the only trip of its outing; then the vehicle stays at the depot while its crew isolates."""
    for outing in outings(duties, depot):
        for trip in (world.trips[trip_id] for trip_id in outing.trip_ids):
            days = world.rules_of(trip).crew_isolation_days
            if not days or not is_closed_loop(world, trip):
                continue
            if len(outing.trip_ids) > 1:
                others = ", ".join(other for other in outing.trip_ids if other != trip.trip_id)
                message = f"closed loop {trip.trip_id} goes out together with {others}"
                yield broken(trip.trip_id, str(len(outing.trip_ids)), "1", "trips", message)
            free_at = outing.home_at + days * DAY_S
            if outing.next_at is not None and outing.next_at < free_at:
                found, needed = world.clock.iso(outing.next_at), world.clock.iso(free_at)
                message = f"vehicle {trip.vehicle_id} leaves {found}; closed loop {trip.trip_id} asks for {needed}"
                yield broken(trip.trip_id, found, needed, "moment", message)
