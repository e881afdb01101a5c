"""Local roads between places."""

from __future__ import annotations

import numpy as np

from planner.domain.place import Place
from planner.travel.county_graph import CountyGraph
from planner.travel.local import land_neighbours, local_lengths
from planner.travel.network import load_network
from planner.travel.settings import RoadSettings
from planner.units import great_circle_m
from tests.travel.places import around


def test_local_lengths_are_rounded_up_and_never_nothing() -> None:
    metres, seconds = local_lengths(np.array([0.0, 100.0, 1_000.3]), RoadSettings(local_detour=1.3, local_kmh=36.0))
    assert metres.tolist() == [1, 130, 1_301]
    assert seconds.tolist() == [1, 13, 131]


def test_near_places_are_not_sent_through_the_county_seat() -> None:
    sites = around("330282", 60, 5, 0.08)
    metres = CountyGraph(sites).matrix(sites, frozenset()).distance_m
    for row, a in enumerate(sites):
        for column, b in enumerate(sites):
            straight = great_circle_m(a.lon, a.lat, b.lon, b.lat)
            assert metres[row, column] <= 1.75 * straight + 10


def test_two_shores_of_the_bay_are_not_joined_by_a_local_road() -> None:
    north, south = Place("N", 121.05, 30.58, "330482"), Place("S", 121.25, 30.30, "330282")
    assert CountyGraph((north, south)).matrix((north, south), frozenset()).distance_m[0, 1] > 60_000


def test_places_on_one_straight_line_are_joined() -> None:
    row = tuple(Place(f"p{n}", 121.5 + n / 100, 29.9, "330203") for n in range(6))
    metres = CountyGraph(row).matrix(row, frozenset()).distance_m
    assert metres[0, 5] <= 1.31 * great_circle_m(row[0].lon, 29.9, row[5].lon, 29.9)


def test_neighbours_are_mutual() -> None:
    start, node = land_neighbours(load_network())
    pairs = {(a, int(b)) for a in range(len(start) - 1) for b in node[start[a] : start[a + 1]]}
    assert all((b, a) in pairs for a, b in pairs)
