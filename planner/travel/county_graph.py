"""Embedded road travel: county seats, corridors between them, islands, and every place of the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.place import Link, Place, ZoneArea
from planner.domain.travel import UNREACHABLE, Matrix, Route
from planner.travel.areas import SealableAreas
from planner.travel.islands import grounds, shipped_islands
from planner.travel.lines import FloatArray, Lines, great_circle_array_m, joined, network_lines
from planner.travel.links import county_link_lines, island_link_lines
from planner.travel.local import Nodes, local_lengths, local_lines
from planner.travel.network import IntArray, Network, load_network, shipped_links
from planner.travel.passed import line_levels, strictest_passed
from planner.travel.settings import RoadSettings
from planner.travel.shortest import Graph, Pairs, all_pairs, graph_of, open_lines
from planner.travel.ways import Access, ways

_Point = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class _Anchors:
    """Where asked places stand: a node each, and metres and seconds from the place to that node."""

    node: IntArray
    metres: IntArray
    seconds: IntArray
    point: IntArray
    """Number of the distinct point: places at one point are no way apart."""


class CountyGraph:
    """``TravelSource`` over the shipped county network (see ``data/travel``).

    The network is fixed when the source is made: county seats, islands, links, and the places given. A
    place asked for later that is none of them hangs on the nearest node of its ground; so no answer
    depends on which places are asked together, and distances stay a metric.

    Parameters
    ----------
    places : sequence of Place
        Stops, sites and depots of the scenario.
    links : sequence of Link
        Bridges, ferries and tunnels of the scenario, besides the shipped ones. Their opening hours are
        not known here.
    areas : sequence of ZoneArea
        Sub-county areas that may be sealed: a line whose straight course touches one is then closed, and so
        is every line of a place inside. A county whose seat lies inside keeps what does not pass its seat.

    Raises
    ------
    TravelError
        A county is unknown, or a link is faster than 120 km/h.
    """

    name = "county-graph"

    def __init__(
        self,
        places: Sequence[Place],
        links: Sequence[Link] = (),
        roads: RoadSettings | None = None,
        areas: Sequence[ZoneArea] = (),
    ) -> None:
        self._roads, self._areas = roads or RoadSettings(), SealableAreas(areas)
        self._network = load_network()
        self._node_at = _seat_points(self._network)
        self._first_place = first = len(self._node_at) + len(shipped_islands())
        new = self._number(places, first)
        self._nodes = _all_nodes(self._network, new)
        parts = [
            network_lines(self._network, self._roads),
            county_link_lines(self._network, (*shipped_links(), *links), self._roads),
            island_link_lines(self._network, shipped_islands()),
            local_lines(self._network, self._nodes, first, self._roads),
        ]
        self._lines: Lines = joined(parts)
        self._graphs: dict[frozenset[str], Graph] = {}

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        """All pairs; see ``TravelSource.matrix``."""
        anchors = self._anchors(places)
        # First occurrence order: when all nodes differ, rows already stand in the order asked.
        _, index, inverse = np.unique(anchors.node, return_index=True, return_inverse=True)
        order = np.argsort(index)
        nodes, at = anchors.node[index[order]], np.argsort(order)[inverse]
        local = np.arange(len(self._nodes.lon)) >= self._first_place
        found = all_pairs(self._graph(sealed), nodes, local).spread(at)
        if anchors.metres.any():
            self._cut_off(found, places, anchors, sealed)
            apart = (found.metres < UNREACHABLE) & (anchors.point[:, None] != anchors.point[None, :])
            found.metres[apart] += (anchors.metres[:, None] + anchors.metres[None, :])[apart].astype(np.int32)
            found.seconds[apart] += (anchors.seconds[:, None] + anchors.seconds[None, :])[apart].astype(np.int32)
        return Matrix(tuple(places), found.metres, found.seconds)

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        """The way of each pair; see ``TravelSource.routes``."""
        ends = [self._anchors([pair[side] for pair in pairs]) for side in (0, 1)]
        access = [
            [
                Access(pair[side], int(found.node[row]), int(found.metres[row]), int(found.seconds[row]))
                for side, found in enumerate(ends)
            ]
            for row, pair in enumerate(pairs)
        ]
        points = (self._nodes.lon, self._nodes.lat)
        cut = [self._hangs_shut(found, [pair[side] for pair in pairs], sealed) for side, found in enumerate(ends)]
        found = ways(self._graph(sealed), self._lines, self._network.adcode, points, [(a, b) for a, b in access])
        apart = [_point(start) != _point(stop) for start, stop in pairs]
        shut = (cut[0] | cut[1]) & np.array(apart, dtype=np.bool_)
        return tuple(None if closed else way for way, closed in zip(found, shut, strict=True))

    def passed(
        self, places: Sequence[Place], sealed: frozenset[str], levels: Mapping[str, int]
    ) -> npt.NDArray[np.int8]:
        """Highest level on each way; see ``TravelSource.passed``."""
        of_county = np.array([levels.get(str(code), 0) for code in self._network.adcode], dtype=np.int8)
        anchors = self._anchors(places)
        nodes, at = np.unique(anchors.node, return_inverse=True)
        on_ways = strictest_passed(self._graph(sealed), line_levels(self._lines, of_county), nodes)[np.ix_(at, at)]
        own = np.array([levels.get(place.adcode, 0) for place in places], dtype=np.int8)
        return np.maximum(on_ways, np.maximum(own[:, None], own[None, :]))

    def _graph(self, sealed: frozenset[str]) -> Graph:
        if sealed not in self._graphs:
            lines = self._lines
            usable = open_lines(lines, self._network.nodes_of(sealed)) & ~self._areas.crossed(sealed, *self._courses())
            self._graphs[sealed] = graph_of(lines.ends, lines.metres, lines.seconds, len(self._nodes.lon), usable)
        return self._graphs[sealed]

    def _courses(self) -> tuple[FloatArray, FloatArray]:
        """Both ends of every line, degrees [m, 2] each: its course is drawn straight between them."""
        points = np.stack([self._nodes.lon, self._nodes.lat], axis=1)
        return points[self._lines.ends[:, 0]], points[self._lines.ends[:, 1]]

    def _hangs_shut(self, anchors: _Anchors, places: Sequence[Place], sealed: frozenset[str]) -> npt.NDArray[np.bool_]:
        """Whether the line from each place to its node touches a sealed area."""
        points = np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2)
        nodes = np.stack([self._nodes.lon[anchors.node], self._nodes.lat[anchors.node]], axis=1)
        return (anchors.metres > 0) & self._areas.crossed(sealed, points, nodes)

    def _cut_off(self, found: Pairs, places: Sequence[Place], anchors: _Anchors, sealed: frozenset[str]) -> None:
        """Nothing leads to or from a place whose line to its node is shut, but to its own point."""
        shut = self._hangs_shut(anchors, places, sealed)
        apart = (shut[:, None] | shut[None, :]) & (anchors.point[:, None] != anchors.point[None, :])
        found.metres[apart] = found.seconds[apart] = UNREACHABLE

    def _number(self, places: Sequence[Place], first: int) -> list[Place]:
        """Give each new point a node from ``first`` on; places at one point (and seats) share theirs."""
        new: list[Place] = []
        for place in places:
            if _point(place) not in self._node_at:
                self._node_at[_point(place)] = first + len(new)
                new.append(place)
        return new

    def _anchors(self, places: Sequence[Place]) -> _Anchors:
        node = np.empty(len(places), dtype=np.int64)
        metres, seconds = np.zeros_like(node), np.zeros_like(node)
        points: dict[_Point, int] = {}
        number = np.array([points.setdefault(_point(place), len(points)) for place in places], dtype=np.int64)
        for index, place in enumerate(places):
            known = self._node_at.get(_point(place))
            if known is None:
                node[index], metres[index], seconds[index] = self._hang(place)
            else:
                node[index] = known
        return _Anchors(node, metres, seconds, number)

    def _hang(self, place: Place) -> tuple[int, int, int]:
        """Nearest node of the ground that the place stands on, road metres and seconds to it."""
        alone = _all_nodes(self._network, [place])
        near = np.flatnonzero(self._nodes.ground == alone.ground[-1])
        straight = great_circle_array_m(alone.lon[-1:], alone.lat[-1:], self._nodes.lon[near], self._nodes.lat[near])
        best = int(np.argmin(straight))
        metres, seconds = local_lengths(straight[best : best + 1], self._roads)
        return int(near[best]), int(metres[0]), int(seconds[0])


def _point(place: Place) -> _Point:
    return (round(place.lon, 6), round(place.lat, 6), place.adcode)


def _seat_points(network: Network) -> dict[_Point, int]:
    seats = zip(network.lon.tolist(), network.lat.tolist(), network.adcode.tolist(), strict=True)
    return {(round(lon, 6), round(lat, 6), code): node for node, (lon, lat, code) in enumerate(seats)}


def _all_nodes(network: Network, places: Sequence[Place]) -> Nodes:
    """Seats, islands and ``places`` as nodes."""
    islands = shipped_islands()
    seats = len(network.adcode)
    of_islands = np.array([network.node(one.adcode, one.name) for one in islands], dtype=np.int64)
    of_places = np.array([network.node(one.adcode, one.place_id) for one in places], dtype=np.int64)
    return Nodes(
        lon=np.concatenate([network.lon, [one.lon for one in islands], [one.lon for one in places]]),
        lat=np.concatenate([network.lat, [one.lat for one in islands], [one.lat for one in places]]),
        county=np.concatenate([np.arange(seats), of_islands, of_places]),
        ground=np.concatenate([np.arange(seats + len(islands)), grounds(places, of_places, seats)]),
    )
