"""Areas and levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Level, area_prefix, prefecture_of, within

counties = st.from_regex(r"[1-6][1-6](0[1-9]|[1-9][0-9])(0[1-9]|[1-9][1-9])", fullmatch=True)


def test_levels_are_ordered_by_strictness() -> None:
    assert max(Level.LOW, Level.SEALED, Level.MEDIUM) is Level.SEALED
    assert sorted(Level) == [Level.LOW, Level.MEDIUM, Level.HIGH, Level.SEALED]


def test_an_unknown_level_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="low, medium, high or sealed"):
        Level.of("orange")


@given(counties)
def test_a_county_lies_in_itself_its_city_and_its_province(adcode: str) -> None:
    for area in (adcode, adcode[:4], adcode[:4] + "00", adcode[:2], adcode[:2] + "0000"):
        assert within(adcode, area)


@pytest.mark.parametrize(("code", "prefix"), [("330000", "33"), ("330200", "3302"), ("330206", "330206"), ("33", "33")])
def test_the_prefix_of_an_area_drops_padding_only(code: str, prefix: str) -> None:
    assert area_prefix(code) == prefix


def test_a_municipality_is_one_city() -> None:
    assert prefecture_of("310115") == prefecture_of("310230") == "31"
    assert prefecture_of("330206") != prefecture_of("330502")
