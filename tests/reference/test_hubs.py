"""Stations and airports stand in counties of February 2020, the known defects mended."""

from __future__ import annotations

import pytest

from planner.reference import UnknownReference, airports, counties, station_by_name, stations
from planner.units import great_circle_m


def test_every_hub_stands_in_a_listed_county() -> None:
    hubs = [*stations().values(), *airports().values()]
    assert {hub.adcode for hub in hubs} <= set(counties())


@pytest.mark.parametrize(
    ("name", "adcode"),
    [("宁波", "330203"), ("庄桥", "330205"), ("阜阳西", "341202"), ("杭州东", "330104"), ("贵阳北", "520115"),
     ("毕节", "520502"), ("亳州南", "341602"), ("上饶", "361102"), ("昆明南", "530114"), ("宿州东", "341302")],
)  # fmt: skip
def test_main_hubs_stand_in_the_right_county(name: str, adcode: str) -> None:
    assert station_by_name(name).adcode == adcode


def test_station_names_have_no_blanks_and_are_unique() -> None:
    names = [station.name for station in stations().values()]
    assert len(set(names)) == len(names)
    assert not any(" " in name for name in names)


def test_a_station_named_after_its_county_or_city_is_told_from_one_that_is_only_in_the_city() -> None:
    assert station_by_name("颍上北").placed == "county_seat"
    assert station_by_name("铜仁").placed == "city_seat"
    assert station_by_name("阿里河").placed == "in_city"
    assert station_by_name("宁波").placed == "known"


def test_lines_opened_at_the_end_of_2019_are_there_and_later_ones_are_not() -> None:
    assert station_by_name("镇雄").adcode == "530627"
    with pytest.raises(UnknownReference, match="苏州新区东"):
        station_by_name("苏州新区东")


def test_kunming_airport_is_changshui() -> None:
    kunming = airports()["KMG"]
    assert great_circle_m(kunming.lon, kunming.lat, 102.93, 25.10) < 1_000
    assert kunming.adcode == "530111"


@pytest.mark.parametrize("code", ["TFU", "NAY", "EHU", "HZA", "WHA"])
def test_airports_not_open_in_february_2020_are_absent(code: str) -> None:
    assert code not in airports()


def test_qingdao_is_still_liuting_and_ningbo_is_in_haishu() -> None:
    assert airports()["TAO"].name == "青岛流亭机场"
    assert airports()["NGB"].adcode == "330203"
