"""The box of the country tells exchanged coordinates from wrong ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.ingest.geo import LATITUDES, LONGITUDES, inside, swapped
from planner.reference import counties


def test_every_county_seat_lies_inside() -> None:
    assert all(inside(county.lon, county.lat) for county in counties().values())


@given(st.floats(*LONGITUDES), st.floats(*LATITUDES))
def test_exchanging_the_figures_of_a_point_inside_is_noticed(lon: float, lat: float) -> None:
    assert inside(lon, lat)
    assert not swapped(lon, lat)
    assert swapped(lat, lon)


def test_a_point_elsewhere_is_not_taken_for_exchanged() -> None:
    assert not inside(2.35, 48.86)
    assert not swapped(2.35, 48.86)
