from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.rule import EscortRule, Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.keeping.kept import Kept, kept_of
from planner.keeping.left import left_beside, service_left, units_used
from planner.policy import load_policy
from planner.publish.tables import read_plan
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import toy_scenario


@pytest.fixture
def world(tmp_path: Path) -> tuple[Scenario, Policy, Kept]:
    """The little world, and its trips over the train, which are none of D1's."""
    scenario = read_scenario(toy_scenario(tmp_path))
    plan = read_plan(toy_plan(tmp_path))
    trips = tuple(replace(trip, vehicle_no=2) if trip.trip_id == "L1" else trip for trip in plan.trips)
    duties = tuple(replace(d, vehicle_id="NB#2") if d.vehicle_id == "NB#1" and d.seq > 6 else d for d in plan.duties)
    free = tuple(row for row in plan.escort_duties if row.escort_id != "M1")
    apart = replace(plan, trips=trips, duties=duties, escort_duties=free)
    return scenario, load_policy(scenario), kept_of(apart, ("F1",))


def test_kept_vehicles_drivers_and_people_are_gone(world: tuple[Scenario, Policy, Kept]) -> None:
    left = left_beside(*world)
    assert [(fleet.fleet_id, fleet.count, fleet.drivers) for fleet in left.fleets] == [("NB", 1, 2)]
    assert left.drivers == ()
    assert {worker.worker_id for worker in left.workers} == {f"W{number:02d}" for number in (*range(1, 12), 20, 21)}
    assert left.pins == () and left.sha256 == world[0].sha256
    assert (left.heat, left.demand) == (world[0].heat, world[0].demand)


def test_a_fleet_all_of_whose_listed_drivers_are_kept_has_no_others(world: tuple[Scenario, Policy, Kept]) -> None:
    scenario, policy, kept = world
    large = tuple(replace(fleet, count=9, drivers=9) for fleet in scenario.fleets)
    left = left_beside(replace(scenario, fleets=large), policy, kept)
    assert [(fleet.fleet_id, fleet.count, fleet.drivers) for fleet in left.fleets] == [("NB", 8, 8)]


def test_scarce_places_keep_their_figures_and_know_what_is_taken(world: tuple[Scenario, Policy, Kept]) -> None:
    scenario, _, kept = world
    left = left_beside(*world)
    assert (left.capacities, left.stops, left.sites, left.escorts) == (
        scenario.capacities, scenario.stops, scenario.sites, scenario.escorts,
    )  # fmt: skip
    assert set(left.taken.reservations) == set(kept.plan.reservations)
    assert sum(left.taken.arrivals.values()) == 12


def test_free_carriages_of_a_kept_train_cost_no_second_opening(world: tuple[Scenario, Policy, Kept]) -> None:
    scenario, policy, kept = world
    train = scenario.services[0]
    assert units_used(kept) == {"SV1": 1}
    free = replace(policy, rulesets=tuple(replace(rules, escorts=()) for rules in policy.rulesets))
    assert service_left(train, free, kept) == replace(train, units=1, fixed_cents=0, min_load=1)
    assert service_left(replace(train, units=1), free, kept) is None
    assert service_left(scenario.services[1], free, kept) == scenario.services[1]


def test_a_train_with_escorts_is_kept_as_it_is(world: tuple[Scenario, Policy, Kept]) -> None:
    scenario, policy, kept = world
    rule = EscortRule("liaison", "train", persons_per=100)
    escorted = replace(policy, rulesets=tuple(replace(rules, escorts=(rule,)) for rules in policy.rulesets))
    assert service_left(scenario.services[0], escorted, kept) is None
