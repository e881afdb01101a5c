"""The campaign in broad strokes counts everybody and says where coaches are needed."""

from __future__ import annotations

from planner.domain.demand import HeatFlow
from planner.domain.place import prefecture_of
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.regions.division import divide
from planner.regions.people import People
from planner.regions.survey import county_metres, survey
from planner.travel import travel_source


def test_every_pair_of_cities_asks_for_vehicle_time_in_its_region(
    nation: Scenario, policy: Policy, flows: tuple[HeatFlow, ...]
) -> None:
    people = People.of(nation, flows)
    regions = divide(people.persons(), 80)
    found = survey(nation, policy, people, regions)
    assert {(n, atom) for n, region in enumerate(regions) for atom in region.atoms} == set(found.coach_s)
    assert sum(found.shares.by_coach) <= people.persons().total() + 1e-6


def test_distances_between_counties_are_those_of_the_travel_source(nation: Scenario) -> None:
    metres = county_metres(travel_source(nation))(["341202", "330212"], ["330212"])
    assert metres.shape == (2, 1)
    assert 600_000 < metres[0, 0] < 1_100_000
    assert metres[1, 0] == 0
    assert prefecture_of("330212") == "3302"
