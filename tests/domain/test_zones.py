"""Levels in force: the strictest row that holds, low where none does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Level, Zone, within
from planner.domain.zones import ZoneBook

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
