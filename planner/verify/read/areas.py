"""Sub-county areas of ``zones.geojson``."""

from __future__ import annotations

import json

from shapely.errors import GEOSException
from shapely.geometry import shape

from planner.domain.place import Level, ZoneArea
from planner.units import LocalClock


def read_areas(text: str, clock: LocalClock) -> tuple[ZoneArea, ...]:
    """Areas of a GeoJSON text with the properties of the table ``zones``.

    Raises
    ------
    ValueError
        Not GeoJSON, or a feature lacks a property or a polygon.
    """
    try:
        features = json.loads(text)["features"]
        return tuple(_area(number, feature, clock) for number, feature in enumerate(features, 1))
    except (KeyError, TypeError, GEOSException) as error:
        raise ValueError(f"not a FeatureCollection of zones: {error!r}") from error


def _area(number: int, feature: dict[str, dict[str, str]], clock: LocalClock) -> ZoneArea:
    facts = feature["properties"]
    until = facts.get("valid_to")
    return ZoneArea(
        area_id=facts.get("area_id") or f"area-{number}",
        adcode=facts["adcode"],
        level=Level.of(facts["level"]),
        from_at=clock.span_start(facts["valid_from"]),
        until_at=clock.span_end(until) if until else None,
        wkt=shape(feature["geometry"]).wkt,
    )
