"""``zones.geojson``: proper areas in WGS-84, or a problem per feature."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely

from planner.domain.place import Level, ZoneArea
from planner.ingest import outlines
from planner.ingest.cells import CellContext
from planner.ingest.datum import gcj02_of
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.report import Report
from planner.ingest.zones import read_zone_areas
from planner.reference import counties
from planner.units import LocalClock

CONTEXT = CellContext(LocalClock(28_800), Gazetteer.of(counties(), ()))
SQUARE = [[121.5, 29.8], [121.6, 29.8], [121.6, 29.9], [121.5, 29.9], [121.5, 29.8]]
GOOD = {"adcode": "330212", "level": "high", "valid_from": "2020-02-20", "valid_to": "2020-02-25"}


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
        ({"adcode": 330212}, "adcode", "number_typed_id"),
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


def _county_ring(adcode: str, shifted: bool) -> list[list[float]]:
    found = outlines._outlines()
    parts = shapely.get_parts(found.shape[np.flatnonzero(found.code == adcode)[0]])
    at = shapely.get_coordinates(max(parts, key=lambda part: part.area).exterior)
    points = np.stack(gcj02_of(at[:, 0], at[:, 1]), axis=1) if shifted else at
    return points.tolist()


def _read_with(campaign: str | None, *features: Any, **more: Any) -> tuple[tuple[ZoneArea, ...], Report]:
    report = Report()
    text = json.dumps({"type": "FeatureCollection", "features": list(features), **more})
    return read_zone_areas(text, CONTEXT, report, campaign), report


@pytest.mark.parametrize(("campaign", "own"), [("gcj02", None), (None, "gcj02"), ("wgs84", "gcj02")])
def test_declared_gcj02_is_converted_and_the_file_stands_above_the_campaign(
    campaign: str | None, own: str | None
) -> None:
    shifted = np.stack(gcj02_of(*np.array(SQUARE).T), axis=1).tolist()
    more = {} if own is None else {"datum": own}
    ((area,), report) = _read_with(campaign, _feature([shifted]), **more)
    assert not report.problems
    assert shapely.get_coordinates(shapely.from_wkt(area.wkt)) == pytest.approx(np.array(SQUARE), abs=1e-9)


def test_an_unknown_datum_of_the_file_is_refused() -> None:
    areas, report = _read_with("wgs84", _feature(), datum="bd09")
    assert areas == ()
    assert [(p.column, p.value, p.code) for p in report.problems] == [("datum", "bd09", "unknown_value")]


def test_an_area_that_follows_a_border_as_gcj02_shows_it_is_refused_unless_declared() -> None:
    feature = _feature([_county_ring("341225", shifted=True)], adcode="341225")
    areas, report = _read_with(None, feature)
    assert areas == ()
    (problem,) = report.problems
    assert (problem.row, problem.column, problem.code) == (1, "geometry", "undeclared_gcj02")
    assert '"datum": "gcj02"' in problem.reason
    assert not _read_with(None, _feature([_county_ring("341225", shifted=False)], adcode="341225"))[1].problems
    assert not _read_with("wgs84", feature)[1].problems


def test_an_area_outside_the_county_that_it_names_is_refused_with_its_share() -> None:
    areas, report = _read(_feature(adcode="341225"), _feature(adcode="3302"))
    assert [area.adcode for area in areas] == ["3302"]
    (problem,) = report.problems
    assert (problem.row, problem.column, problem.value, problem.code) == (1, "adcode", "341225", "outside_county")
    assert "0% of it lies there; at least 50% must" in problem.reason


def test_an_area_at_sea_lies_in_no_county() -> None:
    _, report = _read(_feature([[[lon + 2, lat - 1.5] for lon, lat in SQUARE]]))
    assert [p.code for p in report.problems] == ["outside_county"]
