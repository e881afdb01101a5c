"""Work is converted fairly, and what peers answer becomes trips that the product can run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.fleet import Positioning
from planner.domain.place import Place
from planner.domain.plan import LegRole
from planner.domain.routing import Shipment, TripLoad
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground, Matrix
from planner.errors import BadUsage
from planner.ingest import read_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from tests.benchmarks.peers.problem import PairProblem, pair_problem, routes_cost, trips_of

PLACES = tuple(Place(name, 120.0 + number, 30.0, "330212") for number, name in enumerate(("a", "b", "x", "y")))
METRES = np.array([[0, 10, 90, 95], [10, 0, 80, 85], [90, 80, 0, 5], [95, 85, 5, 0]], dtype=np.int32) * 1000
GROUND = Ground(PLACES, (Matrix(PLACES, METRES, METRES // 20),), (frozenset(),), (0,), 0)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("peers") / "scenario"
    build_scenario("coach-17k", 40, 1, "lists", folder)
    return read_scenario(folder)


def _shipment(scenario: Scenario, start: str, end: str, persons: int) -> Shipment:
    first = scenario.campaign.start_at
    times = (first, first + 86_400, first, first + 4 * 86_400)
    return Shipment(0, LegRole.DIRECT, None, start, end, *times, persons, False, 0, "E")


def _problem(scenario: Scenario, *shipments: Shipment) -> PairProblem:
    return pair_problem(scenario, load_policy(scenario), GROUND, shipments)


def test_a_shipment_larger_than_a_coach_becomes_full_loads_and_a_rest(scenario: Scenario) -> None:
    problem = _problem(scenario, _shipment(scenario, "a", "x", 50), _shipment(scenario, "b", "y", 22))
    assert [(load.shipment, load.persons) for load in problem.loads] == [(0, 22), (0, 22), (0, 6), (1, 22)]
    assert problem.vehicles * problem.capacity > 72


def test_standing_counts_once_a_place_and_nobody_boards_after_a_drop(scenario: Scenario) -> None:
    problem = _problem(scenario, _shipment(scenario, "a", "x", 5), _shipment(scenario, "b", "y", 5))
    a, b, x, y = range(4)
    assert problem.duration[a, b] == 500 + 900
    assert problem.duration[x, y] == 250 + 600
    assert problem.duration[a, a] == 0
    assert problem.duration[x, b] > problem.longest_s
    assert problem.cost[a, x] == 90 * 600


def test_routes_cost_what_the_coaches_of_the_plan_cost(scenario: Scenario) -> None:
    problem = _problem(scenario, _shipment(scenario, "a", "x", 5), _shipment(scenario, "b", "y", 5))
    route = [(True, 0), (True, 1), (False, 0), (False, 1)]
    assert routes_cost(problem, [route]) == 80_000 + 600 * (10 + 80 + 5)


def test_a_route_becomes_a_trip_with_its_stops_in_order(scenario: Scenario) -> None:
    shipments = (_shipment(scenario, "a", "x", 5), _shipment(scenario, "b", "y", 6))
    problem = _problem(scenario, *shipments)
    (trip,) = trips_of(problem, [[(True, 1), (True, 0), (False, 1), (False, 0)]], shipments)
    assert (trip.pickups, trip.drops) == (("b", "a"), ("y", "x"))
    assert trip.loads == (TripLoad(0, 5), TripLoad(1, 6))


def test_an_empty_coach_ends_a_trip(scenario: Scenario) -> None:
    shipments = (_shipment(scenario, "a", "x", 5), _shipment(scenario, "b", "y", 6))
    problem = _problem(scenario, *shipments)
    trips = trips_of(problem, [[(True, 0), (False, 0), (True, 1), (False, 1)]], shipments)
    assert [trip.drops for trip in trips] == [("x",), ("y",)]


def test_a_stage_that_holds_more_than_a_coach_is_left_behind(scenario: Scenario) -> None:
    shipments = (_shipment(scenario, "a", "x", 15), _shipment(scenario, "b", "y", 15), _shipment(scenario, "b", "x", 7))
    problem = _problem(scenario, *shipments)
    route = [(True, 0), (True, 2), (False, 0), (True, 1), (False, 2), (False, 1)]
    assert trips_of(problem, [route], shipments) == ()


def test_a_load_that_is_never_set_down_is_an_error(scenario: Scenario) -> None:
    shipments = (_shipment(scenario, "a", "x", 5),)
    with pytest.raises(ValueError, match="never set down"):
        trips_of(_problem(scenario, *shipments), [[(True, 0)]], shipments)


def test_work_that_peers_cannot_be_told_is_refused(scenario: Scenario) -> None:
    paid = replace(scenario, fleets=(replace(scenario.fleets[0], positioning=Positioning.RETURN),))
    with pytest.raises(BadUsage, match="one fleet"):
        _problem(paid, _shipment(paid, "a", "x", 5))
    with pytest.raises(BadUsage, match="coaches alone"):
        _problem(scenario, replace(_shipment(scenario, "a", "x", 5), role=LegRole.FEEDER))
