from __future__ import annotations

from planner.schedule.world import World
from planner.schedule.yards import Yard, lacks_driver, sortie_in
from tests.builders.small_schedule import at_hour, options, schedule_world
from tests.builders.small_world import fleet


def yard_of(count: int, drivers: int) -> tuple[World, Yard]:
    """A fleet near the station, and a trip from there."""
    near = fleet("NB", (-10.0, 0.0, "330206"), count=count, drivers=drivers)
    world = schedule_world([at_hour(3, 8, start="NBH")], fleets=(near,))
    return world, Yard.of(world, world.scenario.fleets[0])


def test_a_vehicle_goes_out_and_comes_home() -> None:
    world, yard = yard_of(1, 1)
    (timed,) = options(world)
    sortie = sortie_in(world, yard, 0, timed)
    assert sortie is not None
    assert sortie.out.arrive_s <= timed.boarding_s < timed.run.arrive_s <= sortie.home.depart_s
    assert sortie_in(world, yard, 0, timed) is None


def test_a_yard_with_a_vehicle_left_lacks_a_driver() -> None:
    world, yard = yard_of(2, 1)
    (timed,) = options(world)
    assert sortie_in(world, yard, 0, timed) is not None
    assert sortie_in(world, yard, 0, timed) is None
    assert lacks_driver(world, yard, 0, timed)


def test_a_yard_without_a_vehicle_lacks_none() -> None:
    world, yard = yard_of(1, 2)
    (timed,) = options(world)
    assert sortie_in(world, yard, 0, timed) is not None
    assert not lacks_driver(world, yard, 0, timed)
