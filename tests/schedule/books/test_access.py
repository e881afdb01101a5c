from __future__ import annotations

from planner.schedule.books.access import AccessBook, split_for_access
from planner.schedule.books.claims import Shortage
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, options, schedule_world, trip_of
from tests.builders.small_world import FUNAN, fleet


def needy_world(needy: int, *accessible_seats: int, group: bool = False) -> World:
    """Ten persons and some in need of accessible seats; a fleet for each number of such seats."""
    fleets = tuple(fleet(f"N{n}", accessible_seats=seats) for n, seats in enumerate(accessible_seats))
    return schedule_world([at_hour(3, 8, 10), at_hour(3, 8, needy, accessible=True, group=group)], fleets=fleets)


def test_more_than_the_best_coach_has_is_short_with_its_room() -> None:
    world = needy_world(3, 0, 2)
    (timed,) = options(world)
    assert AccessBook(world).find(timed) == Shortage("NEEDS_NOT_MET", FUNAN, wanting=(1,), room=2)


def test_what_a_coach_has_is_enough_and_only_that_coach_goes() -> None:
    world = needy_world(2, 0, 2)
    (timed,) = options(world)
    assert AccessBook(world).find(timed) == ()
    assert timed.fleets(world) == (1,)


def test_trips_are_split_into_what_a_coach_has() -> None:
    world = needy_world(5, 2)
    split = list(split_for_access(world, [trip_of(world.shipments, 0, 1)]))
    loads = [{load.shipment: load.persons for load in trip.loads} for trip in split]
    assert loads == [{0: 10, 1: 2}, {1: 2}, {1: 1}]


def test_groups_are_not_split_and_nobody_is_lost_without_any_seat() -> None:
    for world in (needy_world(3, 2, group=True), needy_world(3, 0)):
        split = list(split_for_access(world, [trip_of(world.shipments, 0, 1)]))
        assert [[load.persons for load in trip.loads] for trip in split] == [[10], [3]]
