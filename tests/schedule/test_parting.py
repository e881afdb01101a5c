"""Who of a trip travels together when not all can."""

from __future__ import annotations

from planner.domain.routing import RoutedTrip
from planner.schedule.parting import parted
from tests.builders.small_schedule import at_hour, schedule_world, trip_of

WORLD = schedule_world([at_hour(2, 8, 3), at_hour(2, 8, 9), at_hour(2, 8, 5, tier=0), at_hour(2, 8, 2)])
TRIP = trip_of(WORLD.shipments, 0, 1, 2, 3)


def at_most(persons: int) -> object:
    """Trips of so many persons have a departure."""
    return lambda trip: sum(load.persons for load in trip.loads) <= persons


def shipments(trip: RoutedTrip) -> set[int]:
    """Shipments aboard."""
    return {load.shipment for load in trip.loads}


def test_better_tiers_and_larger_loads_go_first() -> None:
    found = parted(WORLD, TRIP, at_most(14))  # type: ignore[arg-type]
    assert found is not None
    assert [shipments(trip) for trip in found] == [{1, 2}, {0, 3}]
    smaller = parted(WORLD, TRIP, at_most(10))  # type: ignore[arg-type]
    assert smaller is not None
    assert [shipments(trip) for trip in smaller] == [{0, 2, 3}, {1}]


def test_nothing_is_parted_where_all_or_nobody_can_go_or_one_is_alone() -> None:
    assert parted(WORLD, TRIP, at_most(19)) is None  # type: ignore[arg-type]
    assert parted(WORLD, TRIP, at_most(1)) is None  # type: ignore[arg-type]
    assert parted(WORLD, trip_of(WORLD.shipments, 0), at_most(1)) is None  # type: ignore[arg-type]
