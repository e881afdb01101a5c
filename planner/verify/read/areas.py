"""Sub-county areas of ``zones.geojson``, taken to WGS-84."""

from __future__ import annotations

import json
from typing import Any

from shapely import transform
from shapely.errors import GEOSException
from shapely.geometry import shape

from planner.domain.place import Level, ZoneArea
from planner.units import LocalClock
from planner.verify.read.datum import DATUMS, GCJ02, to_wgs84


def read_areas(text: str, clock: LocalClock, datum: str = "wgs84") -> tuple[ZoneArea, ...]:
    """Areas of a GeoJSON text with the properties of the table ``zones``.

    Parameters
    ----------
    datum : str
        That of the campaign; the file's own member ``datum`` stands above it.

    Raises
    ------
    ValueError
        Not GeoJSON, of an unknown datum, or a feature lacks a property or a polygon.
    """
    try:
        document = json.loads(text)
        datum = document.get("datum", datum)
        if datum not in DATUMS:
            raise ValueError(f"datum {datum!r} is neither wgs84 nor gcj02")
        return tuple(_area(number, feature, clock, datum) for number, feature in enumerate(document["features"], 1))
    except (AttributeError, KeyError, TypeError, GEOSException) as error:
        raise ValueError(f"not a FeatureCollection of zones: {error!r}") from error


def _area(number: int, feature: dict[str, dict[str, str]], clock: LocalClock, datum: str) -> ZoneArea:
    facts, drawn = feature["properties"], shape(feature["geometry"])
    if datum == GCJ02:
        drawn = transform(drawn, _points_to_wgs84)
    until = facts.get("valid_to")
    return ZoneArea(
        area_id=facts.get("area_id") or f"area-{number}",
        adcode=facts["adcode"],
        level=Level.of(facts["level"]),
        from_at=clock.span_start(facts["valid_from"]),
        until_at=clock.span_end(until) if until else None,
        wkt=drawn.wkt,
    )


def _points_to_wgs84(points: Any) -> Any:
    """The same array of longitudes and latitudes [n, 2], moved."""
    moved = points.copy()
    for row, (lon, lat) in enumerate(points.tolist()):
        moved[row] = to_wgs84(lon, lat)
    return moved
