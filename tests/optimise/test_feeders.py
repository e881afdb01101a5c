"""Seats of feeders: half of each crew-bound coach of the fleets that may bring people to a hub."""

from __future__ import annotations

from planner.optimise.engines.linear import LinearProgram
from planner.optimise.feeders import FeederYards
from tests.builders.small_world import FUNAN, PLANE, fleet, rules, small_world, train


def seats(one_end: bool, origin: str = "341225") -> int:
    """Limit on persons from a county to the train of Funan's city, with a fleet there and one in Ningbo."""
    fleets = [fleet(count=3, drivers=6), fleet("FY", PLANE[FUNAN], count=4, drivers=5)]
    world = small_world(rules(one_end_registration=one_end), fleets=fleets, services=(train(),))
    program = LinearProgram()
    yards = FeederYards(world.scenario, world.policy, train(), program)
    row = yards.row(origin)
    assert yards.row(origin[:4] + "99") == row, "one row for a city"
    return program.rows[row].rhs


def test_only_coaches_with_a_crew_of_two_and_the_right_registration_count() -> None:
    assert seats(one_end=True) == 2 * 24
    assert seats(one_end=False) == (3 + 2) * 24
