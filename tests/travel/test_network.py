"""The shipped road network fits the reference data and its size limits."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from planner.data_files import data_path
from planner.errors import TravelError
from planner.travel.network import EdgeKind, line_lengths, load_network, shipped_links, town_road_s
from planner.travel.settings import RoadSettings


def test_nodes_are_the_counties_of_february_2020_with_their_seats() -> None:
    with data_path("reference", "counties.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["adcode"])
    network = load_network()
    assert network.adcode.tolist() == [row["adcode"] for row in rows]
    assert np.allclose(network.lon, [float(row["lon"]) for row in rows], atol=1e-9)
    assert np.allclose(network.lat, [float(row["lat"]) for row in rows], atol=1e-9)


def test_the_shipped_files_are_small() -> None:
    assert data_path("travel", "network.npz").stat().st_size <= 1_000_000
    assert data_path("travel", "counties.geojson.gz").stat().st_size <= 1_500_000


def test_every_line_begins_and_ends_in_the_counties_of_its_seats() -> None:
    network = load_network()
    assert np.array_equal(network.cross_node[network.cross_start[:-1]], network.edge[:, 0])
    assert np.array_equal(network.cross_node[network.cross_start[1:] - 1], network.edge[:, 1])
    assert np.all(network.cross_end[network.cross_start[1:] - 1] == 1.0)


def test_shares_of_a_line_rise_along_it() -> None:
    network = load_network()
    rise = np.diff(network.cross_end)
    starts = np.zeros(len(network.cross_end), dtype=bool)
    starts[network.cross_start[:-1]] = True
    assert np.all(rise[~starts[1:]] >= 0)


def test_bordering_counties_of_ningbo_are_joined_but_not_over_the_bay() -> None:
    network = load_network()
    near = network.edge[network.kind == EdgeKind.NEIGHBOUR]
    pairs = {(str(network.adcode[a]), str(network.adcode[b])) for a, b in near}
    assert ("330281", "330282") in pairs
    assert ("330281", "330424") not in pairs
    assert ("330424", "330604") not in pairs


def test_motorway_lines_are_shorter_and_faster_than_county_roads() -> None:
    network, roads = load_network(), RoadSettings()
    metres, seconds = line_lengths(network, roads)
    trunk = network.kind == EdgeKind.TRUNK
    assert np.all(metres >= network.straight_m)
    assert np.median(metres[trunk] / seconds[trunk]) > np.median(metres[~trunk] / seconds[~trunk])
    assert np.all(metres * 3.6 / seconds <= 120)


def test_the_first_metres_are_driven_at_town_speed() -> None:
    roads = RoadSettings(local_kmh=36.0, county_kmh=72.0)
    assert town_road_s(np.array([1_000, 6_000]), 2_000, roads).tolist() == [100.0, 400.0]


def test_an_unknown_county_is_named_with_what_to_do() -> None:
    with pytest.raises(TravelError, match=r"stop S1: county '710009' .* correct its adcode"):
        load_network().node("710009", "stop S1")


def test_shipped_links_name_known_counties() -> None:
    known = set(load_network().adcode.tolist())
    assert {code for link in shipped_links() for code in (link.from_adcode, link.to_adcode)} <= known
