from __future__ import annotations

from planner.domain.plan import Reservation
from planner.verify.room import overdrawn, room_by_day, taken_by_day
from planner.verify.world import World
from tests.builders import add_row
from tests.verify.judging import Toy, world_of


def test_rows_of_one_day_add_up(toy: Toy) -> None:
    add_row(toy.scenario, "capacities", kind="test", place_id="TS1", date="2020-02-24", amount="3")
    world = world_of(toy)
    day = world.clock.day(world.trips["D1"].depart_at)
    assert room_by_day(world, "test") == {("TS1", day): 13, ("TS1", day + 1): 10}


def test_a_place_with_rows_has_nothing_on_other_days(toy_world: World) -> None:
    rows = [Reservation("test", place, day, amount) for place, day, amount in (("A", 1, 2), ("A", 2, 1), ("B", 1, 9))]
    taken, room = taken_by_day(rows), {("A", 1): 2}
    assert list(overdrawn(taken, room, unlimited=True)) == [("A", 2, 1, 0)]
    assert list(overdrawn(taken, room, unlimited=False)) == [("A", 2, 1, 0), ("B", 1, 9, 0)]
