"""Outlines of counties: what lies inside, and which areas follow the border as GCJ-02 shows it."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import box

from planner.ingest import outlines
from planner.ingest.datum import gcj02_of
from planner.ingest.outlines import follows_shifted_border, share_inside


def _county(adcode: str) -> shapely.Geometry:
    """Largest polygon of a county, simplified to a hundred metres or so."""
    found = outlines._outlines()
    parts = shapely.get_parts(found.shape[np.flatnonzero(found.code == adcode)[0]])
    return max(parts, key=lambda part: part.area)


def _shifted(geometry: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(geometry, lambda at: np.stack(gcj02_of(at[:, 0], at[:, 1]), axis=1))


def test_shares_count_ground_of_the_county_the_city_or_the_province() -> None:
    square = box(121.5, 29.8, 121.6, 29.9)
    assert share_inside(square, "330212") > 0.5 > share_inside(square, "330203") > 0.1
    assert [round(share_inside(square, code), 6) for code in ("3302", "330200", "33", "31")] == [1, 1, 1, 0]


def test_water_round_an_area_counts_neither_way() -> None:
    # Xiangshan's shore, more than half of it sea
    assert share_inside(box(121.75, 29.4, 122.2, 29.5), "330225") > 0.99
    assert share_inside(box(123.5, 28.0, 123.6, 28.1), "33") == 0


def test_a_county_merged_since_is_found_by_its_newer_code() -> None:
    # Jianggan (330104) and Shangcheng (330102) of Hangzhou are one county since 2021
    assert share_inside(box(120.20, 30.26, 120.21, 30.27), "330104") == 1


def test_a_border_shown_by_gcj02_is_told_from_the_border_itself() -> None:
    county = _county("341225")
    found = follows_shifted_border(_shifted(county), "341225")
    assert found is not None
    assert found[0] < 1
    assert found[1] > 200
    assert follows_shifted_border(county, "341225") is None


def test_areas_that_follow_no_border_or_name_a_city_tell_nothing() -> None:
    assert follows_shifted_border(box(115.5, 32.6, 115.6, 32.7), "341225") is None
    assert follows_shifted_border(_shifted(_county("341225")), "3412") is None
