"""GCJ-02: the published shift, and the way back."""

from __future__ import annotations

import numpy as np
import pytest

from planner.ingest.datum import gcj02_of, wgs84_of
from planner.units import great_circle_m

PUBLISHED = ((116.404, 39.915, 116.41024449916938, 39.91640428150164),)
"""The worked example that goes with the public code of the shift: Beijing."""


@pytest.mark.parametrize(("lon", "lat", "there_lon", "there_lat"), PUBLISHED)
def test_the_published_example_comes_out(lon: float, lat: float, there_lon: float, there_lat: float) -> None:
    assert gcj02_of(lon, lat) == pytest.approx((there_lon, there_lat), abs=1e-12)


def test_there_and_back_again_is_the_same_place_all_over_the_country() -> None:
    draw = np.random.default_rng(20200224)
    lon, lat = draw.uniform(73.5, 135, 5_000), draw.uniform(18, 53.5, 5_000)
    back_lon, back_lat = wgs84_of(*gcj02_of(lon, lat))
    assert np.abs(back_lon - lon).max() * 111_320 < 0.001
    assert np.abs(back_lat - lat).max() * 111_320 < 0.001


def test_the_shift_is_some_hundred_metres() -> None:
    for lon, lat in ((121.55, 29.87), (115.59, 32.66), (104.9, 25.09)):
        away = great_circle_m(lon, lat, *(float(figure) for figure in gcj02_of(lon, lat)))
        assert 150 < away < 800
