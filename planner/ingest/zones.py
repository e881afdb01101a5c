"""``zones.geojson``: sub-county areas with a level of their own, checked for geometry and taken to WGS-84."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from shapely import transform
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from planner.domain.place import Level, ZoneArea
from planner.errors import CellProblem
from planner.ingest.cells import BadCell, CellContext, parser
from planner.ingest.columns import table
from planner.ingest.contracts.column import Column, Kind
from planner.ingest.datum import DATUMS, GCJ02, wgs84_of
from planner.ingest.geo import inside, swapped
from planner.ingest.headers import nearest
from planner.ingest.outlines import LEAST_INSIDE, follows_shifted_border, share_inside
from planner.ingest.report import Report, shown

FILE = "zones.geojson"
WGS84_NAMES = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326")
MOST_POINTS = 100_000
_EXTRA = ("area_id", "name")


def read_zone_areas(
    text: str, context: CellContext, report: Report, datum: str | None = None
) -> tuple[ZoneArea, ...]:
    """Areas of a GeoJSON text; every bad feature becomes a problem, numbered from 1 in file order.

    Parameters
    ----------
    datum : str or None
        ``gcj02``, ``wgs84``, or ``None`` where the campaign does not say; the file's own member ``datum`` counts more.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        report.file(FILE, "broken_json", f"{FILE} line {error.lineno}: {error.msg}")
        return ()
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        report.file(FILE, "not_a_feature_collection", f"{FILE} must be a GeoJSON FeatureCollection")
        return ()
    crs = document.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if crs is not None and name not in WGS84_NAMES:
        report.file(FILE, "wrong_crs", f"{FILE} is in {name!r}; convert it to WGS-84 (EPSG:4326), longitude first")
        return ()
    features = document.get("features")
    if not isinstance(features, list):
        report.file(FILE, "not_a_feature_collection", f"{FILE} has no list 'features'")
        return ()
    datum = document.get("datum", datum)
    if datum is not None and datum not in DATUMS:
        reason = f"{FILE} has the member datum {datum!r}; it must be one of: {', '.join(DATUMS)}"
        report.file(FILE, "unknown_value", reason, str(datum), "datum")
        return ()
    found = [_area(number, feature, context, report, datum) for number, feature in enumerate(features, start=1)]
    areas = tuple(area for area in found if area is not None)
    _unique([area.area_id for area in areas], report)
    return areas


def _unique(ids: list[str], report: Report) -> None:
    for area_id in sorted({area_id for area_id in ids if ids.count(area_id) > 1}):
        report.file(
            FILE, "duplicate", f"two features have the area_id {area_id!r}; give each its own", area_id, "area_id"
        )


def _area(number: int, feature: Any, context: CellContext, report: Report, datum: str | None) -> ZoneArea | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        _problem(report, number, None, "", "not_a_feature", "is not a GeoJSON Feature")
        return None
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    values = {column.name: _property(number, properties, column, context, report) for column in table("zones").columns}
    for key in properties:
        near = nearest(key, [*values, *_EXTRA])
        if key not in values and key not in _EXTRA and near:
            _problem(report, number, key, "", "unknown_column", f"property {key!r}: is it meant to be {near!r}?")
    geometry = _polygon(number, feature.get("geometry"), report)
    begin, end = values["valid_from"], values["valid_to"]
    if begin is not None and end is not None and end <= begin:
        _problem(report, number, "valid_to", str(properties["valid_to"]), "end_before_start", "is before valid_from")
        return None
    if geometry is None or None in (values["adcode"], values["level"], begin):
        return None
    area_id = str(properties.get("area_id") or feature.get("id") or f"area-{number}")
    level = values["level"]
    assert isinstance(level, Level)
    geometry = _placed(number, geometry, values["adcode"], datum, report)
    return None if geometry is None else ZoneArea(area_id, values["adcode"], level, begin, end, geometry.wkt)


def _placed(
    number: int, geometry: BaseGeometry, adcode: str, datum: str | None, report: Report
) -> BaseGeometry | None:
    """An area in WGS-84 that lies where it says, and is not GCJ-02 without saying so."""
    if datum == GCJ02:
        geometry = transform(geometry, lambda at: np.stack(wgs84_of(at[:, 0], at[:, 1]), axis=1))
    shifted = follows_shifted_border(geometry, adcode) if datum is None else None
    if shifted is not None:
        reason = (
            f"follows the border of {adcode} as GCJ-02 shows it: its corners lie {shifted[0]:.0f} m from that image "
            f"and {shifted[1]:.0f} m from the border itself, in the median; if the file is GCJ-02, write "
            '"datum": "gcj02" beside "type" of the collection, else "wgs84"'
        )
        _problem(report, number, "geometry", "", "undeclared_gcj02", reason)
        return None
    share = share_inside(geometry, adcode)
    if share < LEAST_INSIDE:
        reason = f"names {adcode}, but {share:.0%} of it lies there; at least {LEAST_INSIDE:.0%} must"
        _problem(report, number, "adcode", adcode, "outside_county", reason)
        return None
    return geometry


def _property(number: int, properties: dict[str, Any], column: Column, context: CellContext, report: Report) -> Any:
    value = properties.get(column.name)
    if value is None or value == "":
        if not column.optional:
            _problem(report, number, column.name, "", "missing", f"needs the property {column.name}")
        return None
    if not isinstance(value, str):
        reason = "must be text in quotes" if column.kind is not Kind.AREA else "is a number; codes are text in quotes"
        _problem(report, number, column.name, str(value), "number_typed_id", reason)
        return None
    try:
        return parser(column, context)(value.strip())
    except BadCell as fault:
        _problem(report, number, column.name, value, fault.code, fault.reason)
        return None


def _problem(report: Report, number: int, column: str | None, value: str, code: str, reason: str) -> None:
    report.add(CellProblem(FILE, number, column, shown(None, value), code, f"feature {number} {reason}"))


def _polygon(number: int, geometry: Any, report: Report) -> BaseGeometry | None:
    def refuse(code: str, reason: str) -> None:
        _problem(report, number, "geometry", "", code, reason)

    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        refuse("not_a_polygon", f"has the geometry {kind!r}; wanted Polygon or MultiPolygon")
        return None
    try:
        rings = list(_rings(geometry))
        points = [(float(point[0]), float(point[1])) for ring in rings for point in ring]
    except (TypeError, ValueError, IndexError, KeyError):
        refuse("broken_polygon", "has coordinates that are not pairs of numbers")
        return None
    if not points or len(points) > MOST_POINTS:
        refuse("broken_polygon", f"has {len(points)} points; wanted 4 to {MOST_POINTS}")
        return None
    outside = [point for point in points if not inside(*point)]
    if outside:
        _refuse_place(outside[0], len(outside), len(points), number, report)
        return None
    if any(len(ring) < 4 or list(ring[0]) != list(ring[-1]) for ring in rings):
        refuse("unclosed_ring", "has a ring whose last point is not its first, or with fewer than 4 points; close it")
        return None
    try:
        polygon = shape(geometry)
    except (ShapelyError, GEOSException, ValueError) as error:
        refuse("broken_polygon", f"cannot be read: {error}")
        return None
    if not polygon.is_valid or polygon.area == 0:
        refuse("broken_polygon", f"is no proper area: {explain_validity(polygon)}; draw it again")
        return None
    return polygon


def _refuse_place(point: tuple[float, float], bad: int, of: int, number: int, report: Report) -> None:
    lon, lat = point
    if abs(lon) > 180 or abs(lat) > 180:
        code, reason = "wrong_crs", f"holds ({lon:g}, {lat:g}), no degrees: convert it to WGS-84 (EPSG:4326)"
    elif swapped(lon, lat):
        code, reason = "swapped_lon_lat", f"holds ({lon:g}, {lat:g}): longitude comes first"
    else:
        code, reason = "out_of_range", f"holds ({lon:g}, {lat:g}), outside the country"
    _problem(report, number, "geometry", f"{lon:g}, {lat:g}", code, f"{reason} ({bad} of {of} points)")


def _rings(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    coordinates = geometry["coordinates"]
    for polygon in [coordinates] if geometry["type"] == "Polygon" else coordinates:
        yield from polygon
