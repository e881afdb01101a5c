"""Conversions: exact, reversible, loud when they cannot be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.units import (
    DAY_S,
    LocalClock,
    day_number,
    day_text,
    exact_share,
    great_circle_m,
    utc_iso,
    yuan_text,
)

SHANGHAI = LocalClock(28_800)
moments = st.integers(min_value=0, max_value=4_000_000_000)
lons = st.floats(min_value=73.0, max_value=135.0)
lats = st.floats(min_value=18.0, max_value=54.0)


@given(moments)
def test_a_moment_survives_being_written_and_read(at: int) -> None:
    assert SHANGHAI.moment(SHANGHAI.iso(at)) == at


@given(moments)
def test_day_and_second_of_day_make_up_the_moment(at: int) -> None:
    assert SHANGHAI.midnight(SHANGHAI.day(at)) + SHANGHAI.second_of_day(at) == at
    assert 0 <= SHANGHAI.second_of_day(at) < DAY_S


def test_a_date_as_the_end_of_a_span_includes_its_whole_day() -> None:
    assert SHANGHAI.span_end("2020-02-24") - SHANGHAI.span_start("2020-02-24") == DAY_S


def test_a_moment_as_the_end_of_a_span_is_that_moment() -> None:
    assert SHANGHAI.span_end("2020-02-24T14:00") == SHANGHAI.moment("2020-02-24T14:00+08:00")


def test_an_offset_in_the_text_wins_over_local_time() -> None:
    assert SHANGHAI.moment("2020-02-24T06:00+00:00") == SHANGHAI.moment("2020-02-24T14:00")


def test_a_date_alone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="no time"):
        SHANGHAI.moment("2020-02-24")


def test_a_zone_that_changes_its_clocks_within_the_horizon_is_refused() -> None:
    with pytest.raises(ValueError, match="changes its offset"):
        LocalClock.of("Europe/Berlin", date(2026, 3, 20), date(2026, 4, 5))


def test_a_zone_with_one_offset_gives_a_clock() -> None:
    assert LocalClock.of("Asia/Shanghai", date(2020, 2, 10), date(2020, 2, 29)) == SHANGHAI


@pytest.mark.parametrize("name", ["Asia/Ningbo", "", "../etc"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        LocalClock.of(name, date(2020, 2, 10), date(2020, 2, 11))


@given(st.integers(min_value=0, max_value=60_000))
def test_a_day_number_survives_being_written_and_read(day: int) -> None:
    assert day_number(day_text(day)) == day


@pytest.mark.parametrize(("text", "share"), [("0.5", Fraction(1, 2)), ("1", Fraction(1)), ("0.1", Fraction(1, 10))])
def test_a_share_is_exact(text: str, share: Fraction) -> None:
    assert exact_share(text) == share


@pytest.mark.parametrize("text", ["1.01", "-0.1", "half", "nan", "inf", ""])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        exact_share(text)


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (123_456_789, "1,234,567.89"), (-5, "-0.05")])
def test_money_is_shown_in_yuan(cents: int, text: str) -> None:
    assert yuan_text(cents) == text


def test_utc_text_ends_in_z() -> None:
    assert utc_iso(1_582_524_000) == "2020-02-24T06:00:00Z"


@given(lons, lats, lons, lats)
def test_distance_is_symmetric_and_never_negative(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> None:
    there, back = great_circle_m(lon_a, lat_a, lon_b, lat_b), great_circle_m(lon_b, lat_b, lon_a, lat_a)
    assert there >= 0
    assert there == pytest.approx(back)


def test_a_degree_of_latitude_is_about_111_kilometres() -> None:
    assert great_circle_m(121.5, 29.0, 121.5, 30.0) == pytest.approx(111_195, abs=5)
