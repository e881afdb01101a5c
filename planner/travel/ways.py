"""From shortest-way trees to routes: the counties crossed in order, and points for drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.domain.place import Place
from planner.domain.travel import PathStep, Route
from planner.travel.lines import FloatArray, Lines
from planner.travel.network import IntArray
from planner.travel.searches import FAR, trees_to
from planner.travel.shortest import Graph

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
    targets = [np.array([pairs[index][1].node for index in asked], dtype=np.int64) for asked in by_source.values()]
    trees = trees_to(graph.weight, list(zip(by_source, targets, strict=True)))
    for asked, wanted, (weight, before) in zip(by_source.values(), targets, trees, strict=True):
        for index, reached in zip(asked, (weight[wanted] < FAR).tolist(), strict=True):
            if reached:
                found[index] = maker.route(*pairs[index], before)
    return tuple(found)


class _Maker:
    """Builds routes; remembers the steps of every line it has met."""

    def __init__(
        self, graph: Graph, lines: Lines, adcode: npt.NDArray[np.str_], points: tuple[FloatArray, FloatArray]
    ) -> None:
        self._graph, self._lines = graph, lines
        self._points = list(zip(points[0].tolist(), points[1].tolist(), strict=True))
        self._crossings = _crossings(lines, adcode)
        self._steps: dict[tuple[int, int], Sequence[_Step]] = {}

    def route(self, start: Access, stop: Access, before: npt.NDArray[np.int32]) -> Route:
        """Route from ``start`` to ``stop`` along the tree ``before`` (predecessor of every node)."""
        nodes = [stop.node]
        while nodes[-1] != start.node:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        steps, (metres, motorway, seconds) = _merged(self._all_steps(start, stop, nodes))
        middle = [self._points[node] for node in nodes]
        ends = ((start.place.lon, start.place.lat), (stop.place.lon, stop.place.lat))
        return Route(
            distance_m=metres,
            drive_s=seconds,
            motorway_m=motorway,
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

    def _line_steps(self, a: int, b: int) -> Sequence[_Step]:
        """Counties of one line in travel order."""
        line = self._graph.line_between(a, b)
        steps = self._crossings[self._lines.cross_start[line] : self._lines.cross_start[line + 1]]
        return steps if self._lines.ends[line, 0] == a else steps[::-1]


def _crossings(lines: Lines, adcode: npt.NDArray[np.str_]) -> list[_Step]:
    """Steps of all lines, one after the other; whole metres and seconds that add up to each line's."""
    line = np.repeat(np.arange(len(lines)), np.diff(lines.cross_start))
    begins = np.zeros(len(line), dtype=np.bool_)
    begins[lines.cross_start[:-1]] = True
    metres, seconds = (_shares(lines.cross_end, whole[line], begins) for whole in (lines.metres, lines.seconds))
    motorway = np.where(lines.motorway[line], metres, 0)
    codes = adcode[lines.cross_node].tolist()
    return list(zip(codes, metres.tolist(), motorway.tolist(), seconds.tolist(), strict=True))


def _shares(ends: FloatArray, whole: IntArray, begins: npt.NDArray[np.bool_]) -> IntArray:
    """What lies between each end (a share of ``whole``) and the one before it on the same line."""
    upto = np.rint(ends * whole)
    before = np.where(begins, 0, np.roll(upto, 1))
    return np.asarray((upto - before).astype(np.int64))


def _merged(steps: Iterator[_Step]) -> tuple[tuple[PathStep, ...], tuple[int, int, int]]:
    """Neighbouring steps of one county joined, empty ones left out unless nothing else is there; and their sums."""
    found: list[PathStep] = []
    here, long_m, fast_m, long_s = next(steps)
    whole_m, whole_fast_m, whole_s = long_m, fast_m, long_s
    for code, metres, motorway, seconds in steps:
        if code == here:
            long_m += metres
            fast_m += motorway
            long_s += seconds
        elif metres or seconds:
            found.append(PathStep(here, long_m, fast_m, long_s))
            here, long_m, fast_m, long_s = code, metres, motorway, seconds
        else:
            continue
        whole_m += metres
        whole_fast_m += motorway
        whole_s += seconds
    found.append(PathStep(here, long_m, fast_m, long_s))
    return tuple(found), (whole_m, whole_fast_m, whole_s)


def _distinct(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])
