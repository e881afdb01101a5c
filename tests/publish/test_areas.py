"""Outlines for drawing."""

from __future__ import annotations

import shapely

from planner.publish.areas import boundary_lines, county_areas, expand, province_areas, wkt_polygons
from planner.reference import counties


def test_nearly_every_county_of_2020_has_an_outline_that_holds_its_seat() -> None:
    areas = county_areas(counties())
    bare = [area.adcode for area in areas if not area.polygons]
    assert len(bare) <= 5, bare
    outside = [
        area.adcode for area in areas
        if area.polygons and shapely.MultiPolygon([(rings[0], rings[1:]) for rings in area.polygons]).distance(
            shapely.Point(area.lon, area.lat)) > 0.3
    ]  # fmt: skip
    assert len(outside) <= 5, outside


def test_the_whole_country_is_drawn() -> None:
    provinces = province_areas()
    assert len(provinces) == 34
    assert all(area.polygons for area in provinces)
    assert {"71", "81", "82"} <= {area.adcode for area in provinces}
    assert len(boundary_lines()) >= 7


def test_rings_are_closed_and_outer_ones_run_counter_clockwise() -> None:
    for area in county_areas(expand("3302")):
        for outer, *holes in area.polygons:
            assert outer[0] == outer[-1]
            assert shapely.LinearRing(outer).is_ccw
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def test_a_code_expands_to_its_counties() -> None:
    assert expand("330206") == ("330206",)
    assert "330206" in expand("330200")
    assert expand("3302") == expand("330200")
    assert expand("990000") == ()


def test_an_area_as_text_becomes_polygons() -> None:
    assert wkt_polygons("POLYGON ((121 29, 122 29, 122 30, 121 29))")[0][0][0] == (121.0, 29.0)
