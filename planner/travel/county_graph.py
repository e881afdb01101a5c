"""Embedded road travel: county seats, corridors between them, and every place of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.place import Link, Place
from planner.domain.travel import UNREACHABLE, Matrix, Route
from planner.errors import TravelError
from planner.travel.lines import Lines, great_circle_array_m, joined, network_lines, two_county_lines
from planner.travel.local import local_lines
from planner.travel.network import IntArray, Network, load_network, shipped_links, town_road_s
from planner.travel.settings import RoadSettings
from planner.travel.shortest import Graph, all_pairs, graph_of, open_lines
from planner.travel.ways import Access, ways

_SPEED_LIMIT_KMH = 120.0
_LEAST_DETOUR = 0.98
"""A way shorter than this share of the great circle is refused as a typing error."""


@dataclass(frozen=True, slots=True)
class _Anchors:
    """Where asked places stand: a node each, and metres and seconds from the place to that node."""

    node: IntArray
    metres: IntArray
    seconds: IntArray
    point: npt.NDArray[np.int64]
    """Number of the distinct point: places at one point are no way apart."""


class CountyGraph:
    """``TravelSource`` over the shipped county network (see ``data/travel``).

    The network is fixed when the source is made: county seats, links, and the places given. A place
    asked for later that is none of them hangs on the nearest node of its county; so no answer depends
    on which places are asked together, and distances stay a metric.

    Parameters
    ----------
    places : sequence of Place
        Stops, sites and depots of the scenario.
    links : sequence of Link
        Bridges, ferries and tunnels of the scenario, besides the shipped ones.

    Raises
    ------
    TravelError
        A county is unknown, or a link is shorter than the straight line or faster than 120 km/h.
    """

    name = "county-graph"

    def __init__(
        self, places: Sequence[Place], links: Sequence[Link] = (), roads: RoadSettings | None = None
    ) -> None:
        self._roads = roads or RoadSettings()
        self._network = load_network()
        self._node_at = {
            (round(float(lon), 6), round(float(lat), 6), str(code)): node
            for node, (lon, lat, code) in enumerate(
                zip(self._network.lon, self._network.lat, self._network.adcode, strict=True)
            )
        }
        new = self._add_places(places)
        county = np.array([self._network.node(place.adcode, place.place_id) for place in new], dtype=np.int64)
        lon = np.array([place.lon for place in new], dtype=np.float64)
        lat = np.array([place.lat for place in new], dtype=np.float64)
        self._lon = np.concatenate([self._network.lon, lon])
        self._lat = np.concatenate([self._network.lat, lat])
        self._county = np.concatenate([np.arange(len(self._network.adcode)), county])
        parts = [network_lines(self._network, self._roads), link_lines(self._network, (*shipped_links(), *links))]
        if new:
            parts.append(local_lines(self._network, county, lon, lat, self._roads))
        self._lines: Lines = joined(parts)
        self._graphs: dict[frozenset[str], Graph] = {}

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        """All pairs; see ``TravelSource.matrix``."""
        anchors = self._anchors(places)
        nodes, at = np.unique(anchors.node, return_inverse=True)
        metres, seconds = all_pairs(self._graph(sealed), nodes)
        if len(nodes) != len(places) or not np.array_equal(at, np.arange(len(places))):
            metres, seconds = metres[np.ix_(at, at)], seconds[np.ix_(at, at)]
        if anchors.metres.any():
            reached = metres < UNREACHABLE
            reached &= anchors.point[:, None] != anchors.point[None, :]
            metres += np.where(reached, anchors.metres[:, None] + anchors.metres[None, :], 0).astype(np.int32)
            seconds += np.where(reached, anchors.seconds[:, None] + anchors.seconds[None, :], 0).astype(np.int32)
        return Matrix(tuple(places), metres, seconds)

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        """The way of each pair; see ``TravelSource.routes``."""
        start = self._anchors([pair[0] for pair in pairs])
        stop = self._anchors([pair[1] for pair in pairs])
        access = [
            (
                Access(a, int(start.node[i]), int(start.metres[i]), int(start.seconds[i])),
                Access(b, int(stop.node[i]), int(stop.metres[i]), int(stop.seconds[i])),
            )
            for i, (a, b) in enumerate(pairs)
        ]
        return ways(self._graph(sealed), self._lines, self._network.adcode, (self._lon, self._lat), access)

    def _graph(self, sealed: frozenset[str]) -> Graph:
        if sealed not in self._graphs:
            lines = self._lines
            usable = open_lines(lines, self._network.nodes_of(sealed))
            self._graphs[sealed] = graph_of(lines.ends, lines.metres, lines.seconds, len(self._lon), usable)
        return self._graphs[sealed]

    def _add_places(self, places: Sequence[Place]) -> list[Place]:
        """Give each new point a node; places at one point (and seats) share theirs."""
        new: list[Place] = []
        for place in places:
            key = _point(place)
            if key not in self._node_at:
                self._node_at[key] = len(self._network.adcode) + len(new)
                new.append(place)
        return new

    def _anchors(self, places: Sequence[Place]) -> _Anchors:
        node = np.empty(len(places), dtype=np.int64)
        away = np.zeros(len(places), dtype=np.int64)
        seconds = np.zeros(len(places), dtype=np.int64)
        points: dict[tuple[float, float, str], int] = {}
        number = np.array([points.setdefault(_point(place), len(points)) for place in places], dtype=np.int64)
        for index, place in enumerate(places):
            known = self._node_at.get(_point(place))
            if known is None:
                node[index], away[index], seconds[index] = self._hang(place)
            else:
                node[index] = known
        return _Anchors(node, away, seconds, number)

    def _hang(self, place: Place) -> tuple[int, int, int]:
        """Nearest node of the place's county, road metres and seconds to it."""
        county = self._network.node(place.adcode, place.place_id)
        near = np.flatnonzero(self._county == county)
        here = np.array([place.lon]), np.array([place.lat])
        straight = great_circle_array_m(*here, self._lon[near], self._lat[near])
        best = int(np.argmin(straight))
        metres = np.maximum(1, np.ceil(straight[best : best + 1] * self._roads.local_detour)).astype(np.int64)
        seconds = np.ceil(town_road_s(metres, self._roads.local_town_m, self._roads))
        return int(near[best]), int(metres[0]), max(1, int(seconds[0]))


def _point(place: Place) -> tuple[float, float, str]:
    return (round(place.lon, 6), round(place.lat, 6), place.adcode)


def link_lines(network: Network, links: Sequence[Link]) -> Lines:
    """Lines of bridges, ferries and tunnels, seat to seat.

    Raises
    ------
    TravelError
        A county is unknown, or metres and seconds of a link cannot be true.
    """
    ends = np.array([_link_nodes(network, link) for link in links], dtype=np.int64).reshape(-1, 2)
    metres = np.array([link.distance_m for link in links], dtype=np.int64)
    seconds = np.array([link.drive_s for link in links], dtype=np.int64)
    lon, lat = network.lon[ends], network.lat[ends]
    straight = great_circle_array_m(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])
    for link, least in zip(links, straight, strict=True):
        _check_link(link, float(least))
    return two_county_lines(ends, metres, seconds, ends)


def _link_nodes(network: Network, link: Link) -> list[int]:
    name = f"link {link.from_adcode}–{link.to_adcode}"
    return [network.node(code, name) for code in (link.from_adcode, link.to_adcode)]


def _check_link(link: Link, straight_m: float) -> None:
    name = f"link {link.from_adcode}–{link.to_adcode} ({link.kind})"
    if link.from_adcode == link.to_adcode:
        raise TravelError(f"{name} joins a county to itself; give two counties")
    if link.distance_m < _LEAST_DETOUR * straight_m:
        raise TravelError(
            f"{name}: distance_m {link.distance_m} is less than the straight line between the county seats, "
            f"{straight_m:.0f} m; give the distance from seat to seat"
        )
    if link.drive_s <= 0 or link.distance_m * 3.6 / link.drive_s > _SPEED_LIMIT_KMH:
        raise TravelError(
            f"{name}: drive_s {link.drive_s} means more than {_SPEED_LIMIT_KMH:.0f} km/h over {link.distance_m} m; "
            "give the time from seat to seat"
        )
