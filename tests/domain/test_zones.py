"""Levels in force: the strictest row that holds, low where none does."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Level, Place, Zone, ZoneArea, within
from planner.domain.zones import ZoneBook
from planner.verify.levels import LevelBook

zones = st.builds(
    lambda code, level, start, length: Zone(code, level, start, None if length is None else start + length),
    st.sampled_from(("34", "340000", "3412", "341200", "341225", "522327")),
    st.sampled_from(list(Level)),
    st.integers(0, 20),
    st.none() | st.integers(0, 10),
)
COUNTIES = ("341225", "341204", "340102", "522327", "330206")


def test_a_span_holds_from_its_first_second_to_before_its_last() -> None:
    book = ZoneBook([Zone("3412", Level.HIGH, 10, 20)])
    assert [book.level("341225", at) for at in (9, 10, 19, 20)] == [Level.LOW, Level.HIGH, Level.HIGH, Level.LOW]


def test_province_city_and_county_rows_overlap_and_the_strictest_counts() -> None:
    book = ZoneBook(
        [Zone("34", Level.MEDIUM, 0, None), Zone("341225", Level.LOW, 0, None), Zone("3412", Level.HIGH, 0, 5)]
    )
    assert (book.level("341225", 1), book.level("341225", 7), book.level("340102", 1)) == (
        Level.HIGH,
        Level.MEDIUM,
        Level.MEDIUM,
    )


def test_the_strictest_moment_of_a_stay_counts() -> None:
    book = ZoneBook([Zone("341225", Level.SEALED, 10, 11)])
    assert book.strictest("341225", 0, 10) is Level.LOW
    assert book.strictest("341225", 0, 11) is Level.SEALED
    assert book.strictest("341225", 11, 99) is Level.LOW


def test_sealed_counties_are_listed_among_those_asked_for() -> None:
    book = ZoneBook([Zone("34", Level.SEALED, 10, 20), Zone("52", Level.HIGH, 0, None)])
    assert book.sealed(COUNTIES, 0, 30) == {"341225", "341204", "340102"}
    assert book.sealed(COUNTIES, 20, 30) == frozenset()
    assert ZoneBook([]).sealed(COUNTIES, 0, 30) == frozenset()


@given(st.lists(zones, max_size=8), st.sampled_from(COUNTIES), st.integers(0, 35))
def test_the_book_agrees_with_a_look_at_every_row(rows: list[Zone], county: str, at: int) -> None:
    holding = [
        zone.level
        for zone in rows
        if within(county, zone.adcode) and zone.from_at <= at and (zone.until_at is None or at < zone.until_at)
    ]
    assert ZoneBook(rows).level(county, at) == max(holding, default=Level.LOW)


def area(level: Level, place_ids: tuple[str, ...], adcode: str = "341225") -> ZoneArea:
    """An area in force from 10 to 20."""
    return ZoneArea("A1", adcode, level, 10, 20, "POLYGON EMPTY", place_ids)


def test_a_place_takes_the_strictest_of_its_county_and_of_the_areas_that_hold_it() -> None:
    book = ZoneBook([Zone("341225", Level.MEDIUM, 0, 15)], [area(Level.HIGH, ("P",))])
    assert [book.place_level("P", "341225", at) for at in (5, 10, 16, 20)] == [
        Level.MEDIUM, Level.HIGH, Level.HIGH, Level.LOW,
    ]  # fmt: skip
    assert book.place_level("Q", "341225", 12) is Level.MEDIUM
    assert book.level("341225", 12) is Level.MEDIUM


def test_with_prefecture_every_row_and_area_of_the_city_counts() -> None:
    book = ZoneBook(
        [Zone("341204", Level.MEDIUM, 0, 5), Zone("34", Level.HIGH, 5, 8), Zone("3401", Level.SEALED, 0, None)],
        [area(Level.HIGH, ())],
    )
    found = [book.place_level("P", "341226", at, "prefecture") for at in (0, 5, 8, 10, 20)]
    assert found == [Level.MEDIUM, Level.HIGH, Level.LOW, Level.HIGH, Level.LOW]
    assert book.place_level("P", "341226", 10) is Level.LOW


def test_a_municipality_is_one_city() -> None:
    book = ZoneBook([Zone("310115", Level.HIGH, 0, None)])
    assert book.place_level("P", "310101", 5, "prefecture") is Level.HIGH


def test_sealed_areas_are_named_by_their_ids_while_sealed() -> None:
    book = ZoneBook([], [area(Level.SEALED, ()), area(Level.HIGH, ())])
    assert book.sealed_areas(0, 11) == {"area:A1"}
    assert book.sealed_areas(0, 10) == book.sealed_areas(20, 30) == frozenset()


def test_edges_are_all_moments_at_which_a_level_may_change() -> None:
    assert ZoneBook([Zone("34", Level.HIGH, 3, None)], [area(Level.HIGH, ())]).edges() == (3, 10, 20)


@given(st.lists(zones, max_size=6), st.sampled_from(COUNTIES), st.integers(0, 35), st.booleans())
def test_planner_and_verifier_agree_on_the_level_of_a_stop(
    rows: list[Zone], county: str, at: int, inside: bool
) -> None:
    square = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"
    drawn = replace(area(Level.HIGH, ("P",) if inside else ()), wkt=square)
    place = Place("P", 0.5 if inside else 2.0, 0.5, county)
    ours, theirs = ZoneBook(rows, [drawn]), LevelBook.of(rows, [drawn])
    for level_area in ("county", "prefecture"):
        assert ours.place_level("P", county, at, level_area) is theirs.at(place, at, level_area)
