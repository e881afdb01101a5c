from __future__ import annotations

from planner.domain.place import Level, Place, Zone, ZoneArea
from planner.verify.levels import LevelBook, prefix_of, strictest

HERE = Place("here", 121.85, 29.9, "330206")
SQUARE = "POLYGON ((121.8 29.8, 121.9 29.8, 121.9 30, 121.8 30, 121.8 29.8))"


def test_an_area_code_means_all_that_lies_in_it() -> None:
    assert [prefix_of(code) for code in ("330206", "330200", "330000", "42", "4201")] == [
        "330206",
        "3302",
        "33",
        "42",
        "4201",
    ]


def test_overlaps_take_the_strictest_and_absence_is_low() -> None:
    book = LevelBook.of([Zone("33", Level.MEDIUM, 0, 100), Zone("330200", Level.HIGH, 50, None)], [])
    assert [book.at(HERE, moment) for moment in (-1, 0, 49, 50, 100)] == [
        Level.LOW, Level.MEDIUM, Level.MEDIUM, Level.HIGH, Level.HIGH,
    ]  # fmt: skip


def test_a_span_ends_before_its_last_moment() -> None:
    spans = ((10, 20, Level.SEALED),)
    assert strictest(spans, 20, 30) is Level.LOW
    assert strictest(spans, 0, 9) is Level.LOW
    assert strictest(spans, 0, 10) is Level.SEALED
    assert strictest(spans, 19, 19) is Level.SEALED


def test_an_area_counts_for_the_places_inside_alone() -> None:
    book = LevelBook.of([], [ZoneArea("a", "330206", Level.HIGH, 0, None, SQUARE)])
    assert book.at(HERE, 5) is Level.HIGH
    assert book.at(Place("there", 121.7, 29.9, "330206"), 5) is Level.LOW
    assert strictest(book.county_spans("330206"), 5, 5) is Level.LOW


def test_a_place_on_the_edge_of_an_area_is_inside() -> None:
    book = LevelBook.of([], [ZoneArea("a", "330206", Level.HIGH, 0, None, SQUARE)])
    assert book.at(Place("edge", 121.8, 29.9, "330206"), 5) is Level.HIGH


def test_with_prefecture_the_strictest_row_of_the_city_counts_for_every_stop_in_it() -> None:
    rows = [Zone("330282", Level.MEDIUM, 10, 20), Zone("3305", Level.SEALED, 0, None)]
    book = LevelBook.of(rows, [ZoneArea("a", "330205", Level.HIGH, 30, None, SQUARE)])
    here = Place("stop", 121.5, 29.8, "330203")
    assert [book.at(here, at, "prefecture") for at in (5, 10, 20, 30)] == [
        Level.LOW, Level.MEDIUM, Level.LOW, Level.HIGH,
    ]  # fmt: skip
    assert [book.at(here, at) for at in (10, 30)] == [Level.LOW, Level.LOW]


def test_a_municipality_is_one_city_and_a_province_row_counts_for_all_its_cities() -> None:
    book = LevelBook.of([Zone("310115", Level.HIGH, 0, None), Zone("33", Level.MEDIUM, 0, None)], [])
    assert book.at(Place("bund", 121.49, 31.24, "310101"), 5, "prefecture") is Level.HIGH
    assert book.at(Place("far", 119.6, 29.1, "330702"), 5, "prefecture") is Level.MEDIUM
