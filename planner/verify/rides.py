"""Which empty metres and days belong to which loaded trip, and what the trip costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.domain.fleet import Fleet, Positioning
from planner.domain.plan import Duty
from planner.units import DAY_S
from planner.verify.world import World

DEPOT = "depot:"


@dataclass(frozen=True, slots=True)
class Ride:
    """A loaded trip with the empty runs that are charged to it.

    ``out_m`` from the depot to its first stop, ``between_m`` from the trip before, ``home_m`` to the depot after it.
    """

    trip_id: str
    out_m: int
    between_m: int
    home_m: int
    begin_at: int
    end_at: int


def empty_runs(duties: Sequence[Duty]) -> Iterator[list[Duty]]:
    """Chains of deadheads; a chain ends at a depot or at the next other duty."""
    run: list[Duty] = []
    for duty in duties:
        if duty.kind == "deadhead":
            run.append(duty)
        if run and (duty.kind != "deadhead" or duty.to_place.startswith(DEPOT)):
            yield run
            run = []
    if run:
        yield run


def rides_of(world: World, duties: Sequence[Duty]) -> list[Ride]:
    """Loaded trips of a vehicle in order.

    Empty runs before a trip belong to it, except a run that ends at the depot: that is the run home of the trip before.
    """
    rides: list[Ride] = []
    before: list[Duty] = []
    for duty in duties:
        if duty.kind == "deadhead":
            before.append(duty)
            if duty.to_place.startswith(DEPOT) and rides:
                rides[-1] = _with_home(rides[-1], before)
                before = []
        elif duty.trip_id is not None:
            rides.append(_ride(world, duty.trip_id, before))
            before = []
    if before and rides:
        rides[-1] = _with_home(rides[-1], before)
    return rides


def _ride(world: World, trip_id: str, before: Sequence[Duty]) -> Ride:
    halts = world.halts[trip_id]
    empty = sum(duty.distance_m for duty in before)
    from_depot = bool(before) and before[0].from_place.startswith(DEPOT)
    begin = before[0].depart_at if before else halts[0].arrive_at
    return Ride(
        trip_id=trip_id,
        out_m=empty if from_depot else 0,
        between_m=0 if from_depot else empty,
        home_m=0,
        begin_at=begin,
        end_at=halts[-1].arrive_at,
    )


def _with_home(ride: Ride, run: Sequence[Duty]) -> Ride:
    return Ride(
        trip_id=ride.trip_id,
        out_m=ride.out_m,
        between_m=ride.between_m,
        home_m=ride.home_m + sum(duty.distance_m for duty in run),
        begin_at=ride.begin_at,
        end_at=run[-1].arrive_at,
    )


def paid_m(fleet: Fleet, loaded_m: int, ride: Ride) -> int:
    """Metres that are charged: loaded, runs between trips, and what ``positioning`` pays of the runs out and home."""
    out = 0 if fleet.positioning is Positioning.NONE else ride.out_m
    home = ride.home_m if fleet.positioning is Positioning.RETURN else 0
    return loaded_m + ride.between_m + out + home


def ride_cents(fleet: Fleet, loaded_m: int, drivers: int, ride: Ride) -> int:
    """fixed + round_half_up(cents_per_km × paid km) + drivers × days × driver_day_cents; days are begun days."""
    kilometres = (2 * fleet.cents_per_km * paid_m(fleet, loaded_m, ride) + 1000) // 2000
    days = -(-(ride.end_at - ride.begin_at) // DAY_S)
    return fleet.fixed_cents + kilometres + drivers * days * fleet.driver_day_cents
