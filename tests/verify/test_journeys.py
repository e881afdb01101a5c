from __future__ import annotations

from dataclasses import replace

from planner.domain.place import Level
from planner.domain.rule import ArrivalAction
from planner.verify.journeys import arrival_of, ends_in_quarantine, first_rules, holds, origin_level
from planner.verify.world import World
from tests.builders import set_cells
from tests.verify.judging import Toy, world_of

C1, C2 = ("C1", "C1/1"), ("C2", "C2/1")


def test_the_level_of_an_origin_is_that_of_its_county_when_the_journey_begins(toy: Toy) -> None:
    world = world_of(toy)
    assert (origin_level(world, world.parts[C1]), origin_level(world, world.parts[C2])) == (Level.MEDIUM, Level.LOW)
    set_cells(toy.scenario, "zones", {"adcode": "341225"}, valid_to="2020-02-24T06:00+08:00")
    world = world_of(toy)
    assert origin_level(world, world.parts[C1]) is Level.LOW


def test_what_a_part_owes_follows_its_level(lodged: Toy) -> None:
    world = world_of(lodged)
    assert (arrival_of(world, world.parts[C1]).action, arrival_of(world, world.parts[C1]).days) == ("quarantine", 2)
    assert arrival_of(world, world.parts[C2]).action is ArrivalAction.NONE
    assert first_rules(world, world.parts[C1]).version == "toy-pack@2020-02-11"
    assert not ends_in_quarantine(world, world.parts[C1])


def test_a_stop_without_catchment_serves_every_county(toy_world: World) -> None:
    stop = toy_world.stops["QS1"]
    assert (holds(stop, "330206"), holds(stop, "330402")) == (True, False)
    assert holds(replace(stop, catchment_adcodes=()), "330402")
