"""``zones.geojson``: proper areas in WGS-84, or a problem per feature."""

from __future__ import annotations

import json
from typing import Any

import pytest

from planner.domain.place import Level, ZoneArea
from planner.ingest.cells import CellContext
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.report import Report
from planner.ingest.zones import read_zone_areas
from planner.reference import counties
from planner.units import LocalClock

CONTEXT = CellContext(LocalClock(28_800), Gazetteer.of(counties(), ()))
SQUARE = [[121.5, 29.8], [121.6, 29.8], [121.6, 29.9], [121.5, 29.9], [121.5, 29.8]]
GOOD = {"adcode": "330203", "level": "high", "valid_from": "2020-02-20", "valid_to": "2020-02-25"}


def _feature(rings: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [SQUARE] if rings is None else rings}
    return {"type": "Feature", "properties": {**GOOD, **properties}, "geometry": geometry}


def _read(*features: Any, **more: Any) -> tuple[tuple[ZoneArea, ...], Report]:
    report = Report()
    text = json.dumps({"type": "FeatureCollection", "features": list(features), **more})
    return read_zone_areas(text, CONTEXT, report), report


def test_a_proper_area_is_read_with_its_days() -> None:
    areas, report = _read(_feature(), _feature([[SQUARE]], "MultiPolygon", area_id="A", valid_to=None))
    assert not report.problems
    assert [area.area_id for area in areas] == ["area-1", "A"]
    assert areas[0].level is Level.HIGH
    assert areas[0].until_at - areas[0].from_at == 6 * 86_400
    assert areas[1].until_at is None
    assert areas[0].wkt.startswith("POLYGON")


BOW_TIE = [[121.5, 29.8], [121.6, 29.9], [121.6, 29.8], [121.5, 29.9], [121.5, 29.8]]


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([BOW_TIE], "broken_polygon"),
        ([SQUARE[:-1]], "unclosed_ring"),
        ([SQUARE[:2] + SQUARE[:1]], "unclosed_ring"),
        ([[[lat, lon] for lon, lat in SQUARE]], "swapped_lon_lat"),
        ([[[lon * 111_000, lat * 111_000] for lon, lat in SQUARE]], "wrong_crs"),
        ([[[lon - 120, lat] for lon, lat in SQUARE]], "out_of_range"),
        ([[[121.5, 29.8]] * 4], "broken_polygon"),
        ([[["121.5", "x"]] * 4], "broken_polygon"),
        ([[121.5, 29.8]], "broken_polygon"),
        ([], "broken_polygon"),
    ],
)  # fmt: skip
def test_a_broken_polygon_is_refused(rings: Any, code: str) -> None:
    areas, report = _read(_feature(), _feature(rings))
    assert len(areas) == 1
    assert [(p.row, p.column, p.code) for p in report.problems] == [(2, "geometry", code)]


@pytest.mark.parametrize(
    ("properties", "column", "code"),
    [
        ({"level": "purple"}, "level", "unknown_value"),
        ({"level": None}, "level", "missing"),
        ({"adcode": 330203}, "adcode", "number_typed_id"),
        ({"adcode": "339999"}, "adcode", "unknown_area"),
        ({"valid_to": "2020-02-01"}, "valid_to", "end_before_start"),
        ({"valid_form": "x"}, "valid_form", "unknown_column"),
    ],
)
def test_bad_properties_are_named(properties: dict[str, Any], column: str, code: str) -> None:
    _, report = _read(_feature(**properties))
    assert [(p.row, p.column, p.code) for p in report.problems] == [(1, column, code)]


def test_another_reference_system_is_refused_and_wgs84_is_not() -> None:
    for name, codes in (("EPSG:4490", ["wrong_crs"]), ("urn:ogc:def:crs:OGC:1.3:CRS84", [])):
        _, report = _read(_feature(), crs={"type": "name", "properties": {"name": name}})
        assert [p.code for p in report.problems] == codes


def test_the_same_area_id_twice_is_refused() -> None:
    _, report = _read(_feature(area_id="A"), _feature(area_id="A"))
    assert [p.code for p in report.problems] == ["duplicate"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "broken_json"),
        ("[]", "not_a_feature_collection"),
        ('{"type": "FeatureCollection"}', "not_a_feature_collection"),
        ('{"type": "FeatureCollection", "features": [1]}', "not_a_feature"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": null}]}', "missing"),
    ],
)  # fmt: skip
def test_what_is_no_feature_collection_is_refused(text: str, code: str) -> None:
    report = Report()
    assert read_zone_areas(text, CONTEXT, report) == ()
    assert code in [p.code for p in report.problems]
