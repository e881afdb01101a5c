"""Vehicle time for one sortie of each vehicle with drivers."""

from __future__ import annotations

import pytest

from planner.domain.routing import Shipment
from planner.domain.rule import DriverRules, RuleSet
from planner.optimise.engines.arrays import MOST_TIME
from planner.optimise.problem import NO_LIMIT, build_routing_data, vehicle_seconds
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import fleet, moment, rules, small_world
from tests.optimise.errands import errand

DAY = {"available_from": moment(1), "available_until": moment(2)}
"""A fleet that is there for a single day."""
NEAR = errand(5, "NBH")
"""Half an hour from the depot: about two hours of a vehicle and one driver."""


def time_of(errands: list[Shipment], ruleset: RuleSet | None = None, **facts: object) -> tuple[int, int]:
    """Seconds that routing may fill of a fleet, and those that its crews of two have."""
    world = small_world(ruleset or rules(), fleets=[fleet(**facts)])
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    return int(data.fleet[0, MOST_TIME]), vehicle_seconds(world.scenario, world.scenario.fleets[0])


def test_a_fleet_with_drivers_in_pairs_keeps_the_time_of_its_crews() -> None:
    found, of_crews = time_of([NEAR], count=5, drivers=10, **DAY)
    assert found == of_crews == int(5 * DAY_S * 0.8)


def test_a_single_driver_makes_a_short_sortie_though_he_is_no_crew_of_two() -> None:
    found, of_crews = time_of([NEAR], count=5, drivers=1, **DAY)
    assert of_crews == 0
    assert HOUR_S < found < 4 * HOUR_S


@pytest.mark.parametrize(("count", "drivers", "sorties"), [(5, 1, 1), (5, 3, 3), (3, 5, 3), (4, 0, 0)])
def test_there_is_time_for_a_sortie_of_each_vehicle_with_a_driver(count: int, drivers: int, sorties: int) -> None:
    hour = {"available_from": moment(1), "available_until": moment(1, 1)}  # so that crews of two have next to nothing
    one = time_of([NEAR], count=1, drivers=1, **hour)[0]
    assert time_of([NEAR], count=count, drivers=drivers, **hour)[0] == sorties * one


def test_where_the_way_asks_for_two_drivers_each_sortie_takes_both() -> None:
    hour = {"available_from": moment(1), "available_until": moment(1, 1)}
    far = rules(drivers=DriverRules(two_driver_m=1))
    one = time_of([NEAR], far, count=1, drivers=2, **hour)[0]
    assert one > 0
    assert time_of([NEAR], far, count=4, drivers=5, **hour)[0] == 2 * one
    assert time_of([NEAR], far, count=4, drivers=1, **hour)[0] == 0


def test_a_fleet_registered_at_neither_end_gets_nothing_for_it() -> None:
    bound = rules(one_end_registration=True)
    assert time_of([NEAR], bound, count=5, drivers=1, **DAY)[0] > 0
    assert time_of([NEAR], bound, count=5, drivers=1, registration_adcode="522327", **DAY)[0] == 0


def test_a_limit_on_trips_stands_alone() -> None:
    assert time_of([NEAR], count=1, drivers=1, max_trips=1)[0] == NO_LIMIT
