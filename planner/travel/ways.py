"""From shortest-way trees to routes: the counties crossed in order, and points for drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from planner.domain.place import Place
from planner.domain.travel import PathStep, Route
from planner.travel.lines import FloatArray, Lines
from planner.travel.shortest import Graph

_CHUNK = 128
_Step = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Access:
    """A place, the graph node it stands at, and the way from one to the other."""

    place: Place
    node: int
    metres: int
    seconds: int


def ways(
    graph: Graph,
    lines: Lines,
    adcode: npt.NDArray[np.str_],
    points: tuple[FloatArray, FloatArray],
    pairs: Sequence[tuple[Access, Access]],
) -> tuple[Route | None, ...]:
    """Route of each pair, ``None`` where no way exists.

    Parameters
    ----------
    adcode : str array [n]
        County codes that ``lines.cross_node`` refers to.
    points : pair of float64 arrays [nodes]
        Longitude and latitude of every graph node.
    """
    maker = _Maker(graph, lines, adcode, points)
    found: list[Route | None] = [None] * len(pairs)
    by_source: dict[int, list[int]] = defaultdict(list)
    for index, (start, _) in enumerate(pairs):
        by_source[start.node].append(index)
    sources = sorted(by_source)
    for begin in range(0, len(sources), _CHUNK):
        part = sources[begin : begin + _CHUNK]
        reach, before = dijkstra(graph.weight, directed=True, indices=part, return_predecessors=True)
        for row, source in enumerate(part):
            for index in by_source[source]:
                if np.isfinite(reach[row, pairs[index][1].node]):
                    found[index] = maker.route(*pairs[index], before[row])
    return tuple(found)


class _Maker:
    """Builds routes; remembers the steps of every line it has met."""

    def __init__(
        self, graph: Graph, lines: Lines, adcode: npt.NDArray[np.str_], points: tuple[FloatArray, FloatArray]
    ) -> None:
        self._graph, self._lines, self._adcode = graph, lines, adcode
        self._lon, self._lat = points
        self._steps: dict[tuple[int, int], tuple[_Step, ...]] = {}

    def route(self, start: Access, stop: Access, before: npt.NDArray[np.int32]) -> Route:
        """Route from ``start`` to ``stop`` along the tree ``before`` (predecessor of every node)."""
        nodes = [stop.node]
        while nodes[-1] != start.node:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        steps = _merged(self._all_steps(start, stop, nodes))
        middle = [(float(self._lon[node]), float(self._lat[node])) for node in nodes]
        ends = ((start.place.lon, start.place.lat), (stop.place.lon, stop.place.lat))
        return Route(
            distance_m=sum(step.distance_m for step in steps),
            drive_s=sum(step.drive_s for step in steps),
            motorway_m=sum(step.motorway_m for step in steps),
            steps=steps,
            points=_distinct([ends[0], *middle, ends[1]]),
        )

    def _all_steps(self, start: Access, stop: Access, nodes: list[int]) -> Iterator[_Step]:
        if (start.place.lon, start.place.lat) == (stop.place.lon, stop.place.lat) and len(nodes) == 1:
            yield (start.place.adcode, 0, 0, 0)
            return
        yield (start.place.adcode, start.metres, 0, start.seconds)
        for a, b in pairwise(nodes):
            if (a, b) not in self._steps:
                self._steps[a, b] = self._line_steps(a, b)
            yield from self._steps[a, b]
        yield (stop.place.adcode, stop.metres, 0, stop.seconds)

    def _line_steps(self, a: int, b: int) -> tuple[_Step, ...]:
        """Counties of one line in travel order; whole metres and seconds that add up to the line's."""
        line = self._graph.line_between(a, b)
        part = slice(self._lines.cross_start[line], self._lines.cross_start[line + 1])
        ends = self._lines.cross_end[part]
        metres = np.diff(np.rint(ends * self._lines.metres[line]), prepend=0).astype(int)
        seconds = np.diff(np.rint(ends * self._lines.seconds[line]), prepend=0).astype(int)
        motorway = metres if self._lines.motorway[line] else np.zeros_like(metres)
        codes = self._adcode[self._lines.cross_node[part]]
        steps = [
            (str(code), int(m), int(w), int(s)) for code, m, w, s in zip(codes, metres, motorway, seconds, strict=True)
        ]
        return tuple(steps if self._lines.ends[line, 0] == a else reversed(steps))


def _merged(steps: Iterator[_Step]) -> tuple[PathStep, ...]:
    """Join neighbouring steps of one county; leave out empty ones unless nothing else is there."""
    found: list[list[int]] = []
    codes: list[str] = []
    for code, metres, motorway, seconds in steps:
        if codes and codes[-1] == code:
            for at, value in enumerate((metres, motorway, seconds)):
                found[-1][at] += value
        elif metres or seconds or not codes:
            codes.append(code)
            found.append([metres, motorway, seconds])
    return tuple(PathStep(code, m, w, s) for code, (m, w, s) in zip(codes, found, strict=True))


def _distinct(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])
