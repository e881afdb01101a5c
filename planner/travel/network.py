"""The shipped road network between county seats, as arrays."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.data_files import data_path
from planner.domain.place import Link
from planner.errors import TravelError
from planner.travel.settings import RoadSettings

IntArray = npt.NDArray[np.int64]


class EdgeKind(IntEnum):
    """What a line of the network stands for."""

    NEIGHBOUR = 0
    SECOND = 1
    TRUNK = 2
    LINK = 3
    LOCAL = 4


@dataclass(frozen=True, slots=True)
class Network:
    """Seats of the counties of February 2020 and the lines between them.

    Attributes
    ----------
    adcode : str array [n]
        County of each node, ascending.
    lon, lat : float64 arrays [n]
        Seat, WGS-84 degrees.
    edge : int64 array [m, 2]
        Nodes that a line joins.
    kind : int64 array [m]
        ``EdgeKind``.
    straight_m : int64 array [m]
        Great-circle metres.
    cross_start : int64 array [m + 1]
        Where the crossings of each line begin in ``cross_node`` and ``cross_end``.
    cross_node, cross_end : int64, float64 arrays [c]
        Counties that a line crosses, in order from its first node, and the share of the line at which
        each of them ends (the last is 1).
    polygon_code : str array [p]; polygon_start : int64 array [p + 1]; polygon_node : int64 array [k]
        County polygons of the geometry source and the counties of February 2020 that share each.
    polygon_lon, polygon_lat : float64 arrays [k]
        Where several share a polygon, the one whose point is nearest holds a place.
    """

    adcode: npt.NDArray[np.str_]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    edge: IntArray
    kind: IntArray
    straight_m: IntArray
    cross_start: IntArray
    cross_node: IntArray
    cross_end: npt.NDArray[np.float64]
    polygon_code: npt.NDArray[np.str_]
    polygon_start: IntArray
    polygon_node: IntArray
    polygon_lon: npt.NDArray[np.float64]
    polygon_lat: npt.NDArray[np.float64]

    def nodes_of(self, codes: Iterable[str]) -> IntArray:
        """Nodes of the county codes that the network knows; others have no node and are left out."""
        wanted = np.array(sorted(codes), dtype="U6")
        at = np.minimum(np.searchsorted(self.adcode, wanted), len(self.adcode) - 1)
        return at[self.adcode[at] == wanted] if len(wanted) else np.empty(0, dtype=np.int64)

    def node(self, adcode: str, what: str) -> int:
        """Node of one county.

        Raises
        ------
        TravelError
            The county is not in the list of February 2020.
        """
        found = self.nodes_of([adcode])
        if not len(found):
            raise TravelError(
                f"{what}: county {adcode!r} is not in the road network (counties of February 2020 without "
                "Taiwan, Hong Kong, Macau and Sansha); correct its adcode (data/reference/code_changes.csv "
                "maps newer codes)"
            )
        return int(found[0])


@lru_cache(maxsize=1)
def load_network() -> Network:
    """Network of ``data/travel/network.npz``; read once per process."""
    with np.load(data_path("travel", "network.npz"), allow_pickle=False) as stored:
        wide = {name: stored[name].astype(np.int64) for name in stored.files if stored[name].dtype.kind in "iu"}
        return Network(
            adcode=stored["adcode"],
            lon=stored["lon"],
            lat=stored["lat"],
            edge=wide["edge"],
            kind=wide["edge_kind"],
            straight_m=wide["edge_straight_m"],
            cross_start=wide["cross_start"],
            cross_node=wide["cross_node"],
            cross_end=wide["cross_end"] / 65_535,
            polygon_code=stored["polygon_code"],
            polygon_start=wide["polygon_start"],
            polygon_node=wide["polygon_node"],
            polygon_lon=stored["polygon_lon"],
            polygon_lat=stored["polygon_lat"],
        )


@lru_cache(maxsize=1)
def shipped_links() -> tuple[Link, ...]:
    """Bridges, ferries and tunnels of ``data/travel/links.csv``; metres and seconds seat to seat."""
    with data_path("travel", "links.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Link(row["from_adcode"], row["to_adcode"], row["kind"], int(row["distance_m"]), int(row["drive_s"]))
            for row in csv.DictReader(file)
        )


def line_lengths(network: Network, roads: RoadSettings) -> tuple[IntArray, IntArray]:
    """Road metres and driving seconds of every line of the network, int64 [m] each."""
    trunk = network.kind == EdgeKind.TRUNK
    factor = np.where(trunk, roads.detour * roads.trunk_share, roads.detour)
    metres = np.maximum(1, np.ceil(network.straight_m * factor)).astype(np.int64)
    seconds = np.where(trunk, metres * 3.6 / roads.trunk_kmh, town_road_s(metres, roads.county_town_m, roads))
    return metres, np.maximum(1, np.ceil(seconds)).astype(np.int64)


def town_road_s(metres: IntArray, town_m: int, roads: RoadSettings) -> npt.NDArray[np.float64]:
    """Seconds for ``metres`` of which the first ``town_m`` are driven at town speed."""
    slow = np.minimum(metres, town_m)
    return slow * 3.6 / roads.local_kmh + (metres - slow) * 3.6 / roads.county_kmh
