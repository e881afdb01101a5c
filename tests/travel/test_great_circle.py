"""Straight-line travel."""

from __future__ import annotations

import numpy as np

from planner.domain.travel import UNREACHABLE
from planner.travel.great_circle import GreatCircle, straight_route
from planner.travel.settings import RoadSettings
from planner.units import great_circle_m
from tests.travel.places import around, seat


def test_distance_is_the_great_circle_times_the_factor() -> None:
    a, b = seat("330203"), seat("420102")
    matrix = GreatCircle(RoadSettings(straight_factor=1.5, straight_kmh=60.0)).matrix([a, b], frozenset())
    straight = great_circle_m(a.lon, a.lat, b.lon, b.lat)
    assert abs(matrix.distance_m[0, 1] - 1.5 * straight) <= 1
    assert abs(matrix.drive_s[0, 1] - matrix.distance_m[0, 1] * 0.06) <= 1


def test_it_is_a_metric() -> None:
    places = around("330203", 40, 7, 0.5)
    metres = GreatCircle().matrix(places, frozenset()).distance_m.astype(np.int64)
    assert np.array_equal(metres, metres.T)
    for middle in range(len(places)):
        assert np.all(metres <= metres[:, [middle]] + metres[[middle], :])


def test_routes_agree_with_the_matrix() -> None:
    places = [seat(code) for code in ("330203", "420102", "500103")]
    source = GreatCircle()
    matrix = source.matrix(places, frozenset())
    for row, a in enumerate(places):
        for column, b in enumerate(places):
            (route,) = source.routes([(a, b)], frozenset())
            assert route is not None
            assert (route.distance_m, route.drive_s) == (matrix.distance_m[row, column], matrix.drive_s[row, column])
            assert sum(step.distance_m for step in route.steps) == route.distance_m


def test_a_sealed_county_is_not_left() -> None:
    a, b = seat("330203"), seat("420102")
    assert GreatCircle().matrix([a, b], frozenset({"420102"})).distance_m[0, 1] == UNREACHABLE
    assert GreatCircle().routes([(a, b)], frozenset({"420102"})) == (None,)


def test_a_straight_route_lies_half_in_each_county() -> None:
    route = straight_route(seat("330203"), seat("420102"), 101, 11)
    assert [(step.distance_m, step.drive_s) for step in route.steps] == [(50, 5), (51, 6)]
