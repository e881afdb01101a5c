"""The strictest level on every way, against the counties of the routes themselves."""

from __future__ import annotations

import numpy as np
import pytest

from planner.domain.place import Place
from planner.travel.county_graph import CountyGraph
from planner.travel.great_circle import GreatCircle
from tests.travel.places import around, seat

LEVELS = {"340111": 1, "340202": 2, "330203": 1, "341225": 2, "330106": 3}


@pytest.mark.parametrize("sealed", [frozenset[str](), frozenset({"330106", "340202"})])
def test_no_route_touches_a_stricter_county_and_few_levels_are_overstated(
    graph: CountyGraph, sites: tuple[Place, ...], sealed: frozenset[str]
) -> None:
    places = (seat("341225"), seat("341226"), seat("522327"), seat("340202"), *sites[:6], *around("341204", 3, 9))
    passed = graph.passed(places, sealed, LEVELS)
    pairs = [(a, b) for a in places for b in places]
    exact = total = 0
    for (row, column), route in zip(np.ndindex(passed.shape), graph.routes(pairs, sealed), strict=True):
        if route is not None:
            touched = max(LEVELS.get(step.adcode, 0) for step in route.steps)
            assert passed[row, column] >= touched
            exact += bool(passed[row, column] == touched)
            total += 1
    assert exact >= 0.9 * total > 0


def test_all_low_passes_low(graph: CountyGraph, sites: tuple[Place, ...]) -> None:
    assert not graph.passed(sites, frozenset(), {}).any()


def test_straight_ways_touch_the_counties_of_their_ends() -> None:
    places = [seat("341225"), seat("330203"), seat("522327")]
    passed = GreatCircle().passed(places, frozenset(), LEVELS)
    assert passed.tolist() == [[2, 2, 2], [2, 1, 1], [2, 1, 0]]
