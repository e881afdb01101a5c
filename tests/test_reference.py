"""Loaders of the reference data: names and codes are found, translated both ways, or refused.

What the tables hold is tested in ``tests/reference/``.
"""

from __future__ import annotations

import pytest

from planner.reference import (
    UnknownReference,
    airports,
    code_changes,
    counties,
    county_by_name,
    predecessor_codes,
    prefectures,
    station_by_name,
    stations,
    successor_code,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [("330103", "330105"), ("330104", "330102"), ("330110", "330110"), ("320611", "320613"), ("654223", "654203")],
)
def test_a_county_of_february_2020_finds_its_code_of_2022(old: str, new: str) -> None:
    assert successor_code(old) == new


def test_a_later_year_follows_later_changes() -> None:
    assert successor_code("500105") == "500105"
    assert successor_code("500105", 2025) == "500157"


def test_wholly_merged_counties_come_before_parts() -> None:
    assert predecessor_codes("330102") == ("330102", "330104")
    assert predecessor_codes("330114") == ("330104", "330109")
    assert predecessor_codes("330113") == ("330110",)
    assert predecessor_codes("410308") == ("410306", "410322")
    assert predecessor_codes("710009") == ()


def test_every_county_is_among_the_predecessors_of_its_successor() -> None:
    for code in counties():
        assert code in predecessor_codes(successor_code(code))


def test_every_change_starts_from_a_county_of_february_2020() -> None:
    assert {change.old_adcode for change in code_changes()} <= set(counties())
    assert {change.kind for change in code_changes()} == {"recoded", "merged", "part"}


def test_a_code_that_was_not_in_force_is_refused() -> None:
    with pytest.raises(UnknownReference, match="330204"):
        successor_code("330204")


def test_a_name_that_two_counties_share_needs_an_area() -> None:
    assert county_by_name("江北区", "3302").adcode == "330205"
    with pytest.raises(UnknownReference, match=r"330205 .*500105"):
        county_by_name("江北区")
    with pytest.raises(UnknownReference, match="no county '江东区'"):
        county_by_name("江东区", "3302")


def test_a_county_is_found_by_its_english_name_too() -> None:
    assert county_by_name("Beilun District").adcode == "330206"


def test_a_station_that_does_not_exist_is_refused_with_advice() -> None:
    assert station_by_name("宁波").telecode == "NGH"
    with pytest.raises(UnknownReference, match="without 站"):
        station_by_name("宁波站")


def test_tables_are_read_once_and_cannot_be_changed() -> None:
    for table in (counties, prefectures, stations, airports):
        assert table() is table()
        with pytest.raises(TypeError):
            table()["330206"] = None  # type: ignore[index]
