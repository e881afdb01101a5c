from __future__ import annotations

from planner.schedule.sorties import Sortie
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.schedule.yards import Yard, book, lacks_driver, offered
from tests.builders.small_schedule import at_hour, options, schedule_world
from tests.builders.small_world import fleet


def yard_of(count: int, drivers: int) -> tuple[World, Yard]:
    """A fleet near the station, and a trip from there."""
    near = fleet("NB", (-10.0, 0.0, "330206"), count=count, drivers=drivers)
    world = schedule_world([at_hour(3, 8, start="NBH")], fleets=(near,))
    return world, Yard.of(world, world.scenario.fleets[0])


def sortie_in(world: World, yard: Yard, timed: TimedTrip) -> Sortie | None:
    """The sortie that the yard offers, booked."""
    offer = offered(world, yard, 0, timed)
    return None if offer is None else book(yard, offer)


def test_an_offer_books_nothing() -> None:
    world, yard = yard_of(1, 1)
    (timed,) = options(world)
    first, second = offered(world, yard, 0, timed), offered(world, yard, 0, timed)
    assert first is not None and second is not None and first.sortie.out.depart_s == second.sortie.out.depart_s


def test_a_vehicle_goes_out_and_comes_home() -> None:
    world, yard = yard_of(1, 1)
    (timed,) = options(world)
    sortie = sortie_in(world, yard, timed)
    assert sortie is not None
    assert sortie.out.arrive_s <= timed.boarding_s < timed.run.arrive_s <= sortie.home.depart_s
    assert sortie_in(world, yard, timed) is None


def test_a_yard_with_a_vehicle_left_lacks_a_driver() -> None:
    world, yard = yard_of(2, 1)
    (timed,) = options(world)
    assert sortie_in(world, yard, timed) is not None
    assert sortie_in(world, yard, timed) is None
    assert lacks_driver(world, yard, 0, timed)


def test_a_yard_without_a_vehicle_lacks_none() -> None:
    world, yard = yard_of(1, 2)
    (timed,) = options(world)
    assert sortie_in(world, yard, timed) is not None
    assert not lacks_driver(world, yard, 0, timed)
