"""Counties of February 2020 under a point, although the polygons carry later codes."""

from __future__ import annotations

from functools import lru_cache
from math import cos, hypot, radians

from changes import changes, february_2020
from common import OUTPUT, nearest_polygon, polygon_at, read_rows

POLYGON_YEAR = 2022
"""The polygons carry the codes of the end of this year."""


@lru_cache(maxsize=1)
def counties() -> dict[str, dict[str, str]]:
    """Rows of ``counties.csv``, which is built first."""
    return {row["adcode"]: row for row in read_rows(OUTPUT / "counties.csv")}


@lru_cache(maxsize=1)
def _former() -> dict[str, list[str]]:
    former: dict[str, list[str]] = {}
    for change in changes():
        if change.year <= POLYGON_YEAR:
            former.setdefault(change.new, []).append(change.old)
    return former


def county_of_2020(lon: float, lat: float) -> str:
    """County at a point; where a polygon holds several former counties, the one whose seat is nearest."""
    code = polygon_at(lon, lat) or nearest_polygon(lon, lat)
    candidates = [*_former().get(code, []), *([code] if code in february_2020() else [])]
    if not candidates:
        if code in counties():
            return code
        raise SystemExit(f"no county of February 2020 at {lon}, {lat} (polygon {code})")
    return min(candidates, key=lambda adcode: _apart(adcode, lon, lat))


def _apart(adcode: str, lon: float, lat: float) -> float:
    """Degrees of latitude between a point and a county's seat; good enough to compare."""
    row = counties()[adcode]
    return hypot((float(row["lon"]) - lon) * cos(radians(lat)), float(row["lat"]) - lat)
