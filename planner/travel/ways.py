"""From shortest-way trees to routes: the counties crossed in order, and points for drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit

from planner.domain.place import Place
from planner.domain.travel import PathStep, Route
from planner.travel.lines import FloatArray, Lines
from planner.travel.network import IntArray
from planner.travel.searches import FAR, trees_to
from planner.travel.shortest import Graph


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
    found: list[Route | None] = [None] * len(pairs)
    by_source: dict[int, list[int]] = defaultdict(list)
    for index, (start, _) in enumerate(pairs):
        by_source[start.node].append(index)
    targets = [np.array([pairs[index][1].node for index in asked], dtype=np.int64) for asked in by_source.values()]
    trees = trees_to(graph.weight, list(zip(by_source, targets, strict=True)))
    order, walks = list[int](), list[tuple[IntArray, IntArray]]()
    for asked, source, wanted, (weight, before) in zip(by_source.values(), by_source, targets, trees, strict=True):
        reached = weight[wanted] < FAR
        order += [index for index, here in zip(asked, reached.tolist(), strict=True) if here]
        walks.append(_walked(before, source, wanted[reached]))
    if order:
        nodes, amount = (np.concatenate(parts) for parts in zip(*walks, strict=True))
        made = _routes(graph, lines, adcode, points, [pairs[index] for index in order], _Walks(nodes, _ends(amount)))
        for index, route in zip(order, made, strict=True):
            found[index] = route
    return tuple(found)


@njit(cache=True)
def _walked(before, source, targets):  # type: ignore[no-untyped-def]
    """Nodes from a source to each target down the tree ``before``, one way after the other; how many each has."""
    amount = np.ones(len(targets), dtype=np.int64)
    for way in range(len(targets)):
        node = targets[way]
        while node != source:
            node = before[node]
            amount[way] += 1
    nodes, begin = np.empty(amount.sum(), dtype=np.int64), 0
    for way in range(len(targets)):
        node = targets[way]
        for at in range(begin + amount[way] - 1, begin - 1, -1):
            nodes[at] = node
            node = before[node] if at > begin else node
        begin += amount[way]
    return nodes, amount


@dataclass(frozen=True, slots=True)
class _Walks:
    """Nodes of ways, one way after the other; ``ends`` [w + 1]: where each begins, and the last ends."""

    nodes: IntArray
    ends: IntArray


def _ends(amount: IntArray) -> IntArray:
    """Where each of some stretches begins that follow on each other, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(amount)])


def _routes(
    graph: Graph,
    lines: Lines,
    adcode: npt.NDArray[np.str_],
    points: tuple[FloatArray, FloatArray],
    pairs: Sequence[tuple[Access, Access]],
    walks: _Walks,
) -> list[Route]:
    """Routes of pairs along their walks."""
    names = [*adcode.tolist(), *_others(adcode, pairs)]
    first, county, sums, whole = _steps(graph, lines, names, pairs, walks)
    steps = list(map(PathStep, [names[code] for code in county.tolist()], *sums.T.tolist()))
    spots = list(zip(points[0].tolist(), points[1].tolist(), strict=True))
    middle, edges = [spots[node] for node in walks.nodes.tolist()], walks.ends.tolist()
    cuts, routes = first.tolist(), []
    for way, ((start, stop), (metres, motorway, seconds)) in enumerate(zip(pairs, whole.tolist(), strict=True)):
        ends = (start.place.lon, start.place.lat), (stop.place.lon, stop.place.lat)
        course = _distinct([ends[0], *middle[edges[way] : edges[way + 1]], ends[1]])
        routes.append(Route(metres, seconds, motorway, tuple(steps[cuts[way] : cuts[way + 1]]), course))
    return routes


def _steps(
    graph: Graph, lines: Lines, names: Sequence[str], pairs: Sequence[tuple[Access, Access]], walks: _Walks
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Counties crossed: where those of each way begin [w + 1], which they are (by their place among ``names``), what
    lies in them, and in the way.

    What lies in a stretch is three columns: metres, metres of motorway, seconds. Neighbouring stretches in one county
    are joined, empty ones left out unless nothing else is there.
    """
    number = {code: at for at, code in enumerate(names)}
    way_of, crossing = _crossed(graph, lines, walks)
    here = np.array([_stays(*pair) for pair in pairs], dtype=np.bool_) & (np.diff(walks.ends) == 1)
    known = np.array(
        [[(number[side.place.adcode], side.metres, 0, side.seconds) for side in pair] for pair in pairs], dtype=np.int64
    )
    known[here, 0, 1:] = 0
    every = np.arange(len(pairs))
    way = np.concatenate([every, way_of, every[~here]])
    parts = np.concatenate([known[:, 0], _crossings(lines)[crossing], known[~here, 1]])
    order = np.argsort(way, kind="stable")
    way, parts = way[order], parts[order]
    begins = np.diff(way, prepend=-1) > 0
    kept = begins | (parts[:, 1:] > 0).any(axis=1)
    way, parts, begins = way[kept], parts[kept], begins[kept]
    new = np.flatnonzero(begins | (np.diff(parts[:, 0], prepend=-1) != 0))
    sums = np.add.reduceat(parts[:, 1:], new, axis=0)
    first = np.searchsorted(way[new], np.arange(len(pairs) + 1))
    return first, parts[new, 0], sums, np.add.reduceat(sums, first[:-1], axis=0)


def _crossed(graph: Graph, lines: Lines, walks: _Walks) -> tuple[IntArray, IntArray]:
    """Crossings of all lines on the walks in the order of travel, with the way that each is of."""
    inside = np.ones(max(len(walks.nodes) - 1, 0), dtype=np.bool_)
    inside[walks.ends[1:-1] - 1] = False
    begin, end = walks.nodes[:-1][inside], walks.nodes[1:][inside]
    line = graph.lines_between(begin, end)
    way = np.repeat(np.arange(len(walks.ends) - 1), np.diff(walks.ends) - 1)
    amount = np.diff(lines.cross_start)[line]
    ahead = lines.ends[line, 0] == begin
    first = np.where(ahead, lines.cross_start[line], lines.cross_start[line + 1] - 1)
    within = np.arange(amount.sum()) - np.repeat(_ends(amount)[:-1], amount)
    return np.repeat(way, amount), np.repeat(first, amount) + np.where(np.repeat(ahead, amount), within, -within)


def _others(adcode: npt.NDArray[np.str_], pairs: Sequence[tuple[Access, Access]]) -> list[str]:
    """Codes of places that are none of the network's."""
    return sorted({side.place.adcode for pair in pairs for side in pair}.difference(adcode.tolist()))


def _stays(start: Access, stop: Access) -> bool:
    """Whether two places are at one point."""
    return (start.place.lon, start.place.lat) == (stop.place.lon, stop.place.lat)


def _crossings(lines: Lines) -> IntArray:
    """County, metres, metres of motorway and seconds of all crossings, int64 [c, 4]; whole ones that add up to each
    line's."""
    line = np.repeat(np.arange(len(lines)), np.diff(lines.cross_start))
    begins = np.zeros(len(line), dtype=np.bool_)
    begins[lines.cross_start[:-1]] = True
    metres, seconds = (_shares(lines.cross_end, whole[line], begins) for whole in (lines.metres, lines.seconds))
    motorway = np.where(lines.motorway[line], metres, 0)
    return np.stack([lines.cross_node, metres, motorway, seconds], axis=1).astype(np.int64)


def _shares(ends: FloatArray, whole: IntArray, begins: npt.NDArray[np.bool_]) -> IntArray:
    """What lies between each end (a share of ``whole``) and the one before it on the same line."""
    upto = np.rint(ends * whole)
    before = np.where(begins, 0, np.roll(upto, 1))
    return np.asarray((upto - before).astype(np.int64))


def _distinct(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points of which no two neighbours are the same."""
    return (points[0], *[here for before, here in pairwise(points) if here != before])
