"""Which county holds a point."""

from __future__ import annotations

import gzip
import json

import pytest

from planner.data_files import data_path
from planner.travel.network import load_network
from planner.travel.polygons import county_at, load_polygons


@pytest.mark.parametrize(
    ("lon", "lat", "county"),
    [
        (121.5440, 29.8683, "330203"),  # Ningbo, Haishu
        (120.2500, 30.3200, "330104"),  # east of Hangzhou: Jianggan in 2020, Qiantang or Shangcheng since
        (120.8530, 32.0120, "320602"),  # Nantong: Chongchuan, before Gangzha was merged into it
        (120.7530, 37.8100, "370684"),  # Penglai
        (120.7380, 37.9250, "370634"),  # Changdao, one polygon with Penglai since
        (114.3000, 37.1000, "130521"),  # hills west of Xingtai, the former county round the city
    ],
)
def test_points_lie_in_the_county_of_february_2020(lon: float, lat: float, county: str) -> None:
    assert county_at(lon, lat) == county


def test_the_open_sea_lies_in_no_county() -> None:
    assert county_at(124.0, 29.0) is None


def test_nearly_every_seat_lies_in_its_own_county() -> None:
    network = load_network()
    some = range(0, len(network.adcode), 10)
    strays = [
        str(network.adcode[at]) for at in some if county_at(network.lon[at], network.lat[at]) != network.adcode[at]
    ]
    assert len(strays) <= 3


def test_boundary_lines_are_left_out_and_shapes_are_valid() -> None:
    polygons = load_polygons()
    assert len(polygons.code) == 2_891
    assert {len(code) for code in polygons.code.tolist()} == {6}


def test_map_outlines_name_every_county_once() -> None:
    document = json.loads(gzip.decompress(data_path("travel", "counties.geojson.gz").read_bytes()))
    codes = [feature["properties"]["adcode"] for feature in document["features"]]
    assert codes == load_network().adcode.tolist()
    assert all(feature["geometry"]["coordinates"] and feature["properties"]["name"] for feature in document["features"])
