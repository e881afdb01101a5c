"""Roads that no map gives: from places to county seats, and between places near each other.

A place is joined to the seat of its own county, to near seats of counties that share a land border with
it, and to other places around it, by straight lines times a local detour factor. Two places of
different counties are joined only where these counties border by land, and no line crosses a water of
``data/travel/waters.geojson``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Delaunay, QhullError, cKDTree

from planner.data_files import data_path
from planner.travel.lines import FloatArray, Lines, great_circle_array_m, two_county_lines
from planner.travel.network import EdgeKind, IntArray, Network, town_road_s
from planner.travel.settings import RoadSettings

WATER_DEG = 0.02
"""A line may touch a water outline for about 2 km: the outlines are that rough."""


@lru_cache(maxsize=1)
def waters() -> shapely.Geometry:
    """Union of the rough water outlines."""
    document = json.loads(data_path("travel", "waters.geojson").read_text(encoding="utf-8"))
    union = shapely.union_all([shapely.from_geojson(json.dumps(one["geometry"])) for one in document["features"]])
    shapely.prepare(union)
    return union


def land_neighbours(network: Network) -> tuple[IntArray, IntArray]:
    """Bordering counties of each county: starts [n + 1] and nodes."""
    pairs = network.edge[network.kind == EdgeKind.NEIGHBOUR]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.searchsorted(both[:, 0], np.arange(len(network.adcode) + 1)), both[:, 1]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Every node of a graph: the county seats, then the islands, then the places.

    Attributes
    ----------
    lon, lat : float64 arrays [n]
        WGS-84 degrees.
    county : int64 array [n]
        Node of the county that a node lies in.
    ground : int64 array [n]
        What a node stands on: the main ground of a county (its seat's node) or an island (its node).
    """

    lon: FloatArray
    lat: FloatArray
    county: IntArray
    ground: IntArray


def local_lines(network: Network, nodes: Nodes, first: int, roads: RoadSettings) -> Lines:
    """Lines of the places, which are the nodes from ``first`` on."""
    places = np.arange(first, len(nodes.lon))
    own = np.stack([places, nodes.ground[first:]], axis=1)
    near = _place_pairs(nodes.lon[first:], nodes.lat[first:], roads) + first
    pairs = np.concatenate([own, _seat_pairs(network, nodes, places), near])
    a, b = pairs[:, 0], pairs[:, 1]
    straight = great_circle_array_m(nodes.lon[a], nodes.lat[a], nodes.lon[b], nodes.lat[b])
    is_own = np.arange(len(pairs)) < len(own)
    keep = is_own | ((straight <= roads.near_limit_m) & _joined_by_land(network, nodes.ground[pairs]))
    keep[keep] &= is_own[keep] | ~_wet(nodes, pairs[keep])
    pairs = pairs[keep]
    metres, seconds = local_lengths(straight[keep], roads)
    return two_county_lines(pairs, metres, seconds, nodes.county[pairs])


def local_lengths(straight_m: FloatArray, roads: RoadSettings) -> tuple[IntArray, IntArray]:
    """Road metres and seconds of local lines; rounded up, at least 1."""
    metres = np.maximum(1, np.ceil(straight_m * roads.local_detour)).astype(np.int64)
    seconds = np.maximum(1, np.ceil(town_road_s(metres, roads.local_town_m, roads))).astype(np.int64)
    return metres, seconds


def _seat_pairs(network: Network, nodes: Nodes, places: IntArray) -> IntArray:
    """Each place that stands on no island, with the seats of the counties that border its own."""
    start, node = land_neighbours(network)
    places = places[nodes.ground[places] < len(network.adcode)]
    county = nodes.county[places]
    amount = (start[1:] - start[:-1])[county]
    owner = np.repeat(np.arange(len(places)), amount)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(amount) - amount, amount)
    return np.stack([places[owner], node[start[county][owner] + within]], axis=1)


def _place_pairs(lon: FloatArray, lat: FloatArray, roads: RoadSettings) -> IntArray:
    """Nearest places and Delaunay neighbours, int64 [m, 2]: short hops in every direction."""
    if len(lon) < 2:
        return np.empty((0, 2), dtype=np.int64)
    # Mercator keeps shapes, so that neighbours in the plane are neighbours on the ground.
    plane = np.stack([np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))], axis=1)
    amount = min(roads.near_places + 1, len(lon))
    _, near = cKDTree(plane).query(plane, k=amount)
    pairs: list[IntArray] = [np.stack([np.repeat(np.arange(len(lon)), amount), near.ravel()], axis=1)]
    if len(lon) > 3:
        try:
            corners = Delaunay(plane).simplices.astype(np.int64)
            pairs += [corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]
        except QhullError:
            # All places on one line: the nearest ones join them.
            pass
    found = np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0)
    return np.asarray(found[found[:, 0] != found[:, 1]], dtype=np.int64)


def _joined_by_land(network: Network, grounds: IntArray) -> npt.NDArray[np.bool_]:
    """Whether two grounds are one, or the main grounds of bordering counties."""
    span = int(max(grounds.max(initial=0), len(network.adcode))) + 1
    borders = network.edge[network.kind == EdgeKind.NEIGHBOUR]
    known = np.unique(borders.min(axis=1) * span + borders.max(axis=1))
    asked = grounds.min(axis=1) * span + grounds.max(axis=1)
    return np.asarray((grounds[:, 0] == grounds[:, 1]) | np.isin(asked, known))


def _wet(nodes: Nodes, pairs: IntArray) -> npt.NDArray[np.bool_]:
    points = np.stack([nodes.lon, nodes.lat], axis=1)
    lines = np.asarray(shapely.linestrings(np.stack([points[pairs[:, 0]], points[pairs[:, 1]]], axis=1)))
    touching = shapely.intersects(waters(), lines)
    crossed = np.zeros(len(lines))
    crossed[touching] = shapely.length(shapely.intersection(lines[touching], waters()))
    return np.asarray(crossed > WATER_DEG)
