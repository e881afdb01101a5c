"""Shortest ways over lines, exact in metres and seconds.

One whole number holds both: metres × 2²⁴ + seconds. The smallest weight is the least distance and, among equals,
the least time. So a pair's metres and seconds do not depend on which of several equal ways a search finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from planner.domain.travel import UNREACHABLE
from planner.travel.lines import Lines
from planner.travel.network import IntArray
from planner.travel.searches import FAR, least_weights
from planner.travel.thickets import inner_weights, thickets, without

SECONDS_BITS = 24
SECONDS_SPAN = 1 << SECONDS_BITS
"""Room for the seconds of one way: about half a year of driving."""
_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Graph:
    """Lines in use, as a symmetric sparse matrix, and which line joins two nodes."""

    weight: csr_matrix
    keys: IntArray
    line: IntArray

    def lines_between(self, a: IntArray, b: IntArray) -> IntArray:
        """Lines that the graph uses between neighbouring nodes ``a`` and ``b``, [m] each."""
        key = np.minimum(a, b) * self.weight.shape[0] + np.maximum(a, b)
        return np.asarray(self.line[np.searchsorted(self.keys, key)])


def graph_of(ends: IntArray, metres: IntArray, seconds: IntArray, nodes: int, usable: npt.NDArray[np.bool_]) -> Graph:
    """Graph of the usable lines; of several between two nodes the shortest (then quickest) counts."""
    index = np.flatnonzero(usable)
    low, high = ends[index].min(axis=1), ends[index].max(axis=1)
    weight = (metres[index] * SECONDS_SPAN + seconds[index]).astype(np.int64)
    key = low * nodes + high
    order = np.lexsort((weight, key))
    first = order[np.concatenate([[True], key[order][1:] != key[order][:-1]])] if len(order) else order
    low, high, weight = low[first], high[first], weight[first]
    matrix = csr_matrix(
        (np.concatenate([weight, weight]), (np.concatenate([low, high]), np.concatenate([high, low]))),
        shape=(nodes, nodes),
    )
    return Graph(matrix, key[first], index[first])


def open_lines(lines: Lines, sealed: IntArray) -> npt.NDArray[np.bool_]:
    """Lines that cross none of the county nodes in ``sealed``, bool [m]."""
    shut = np.isin(lines.cross_node, sealed).astype(np.int64)
    total = np.concatenate([[0], np.cumsum(shut)])
    return np.asarray(total[lines.cross_start[1:]] == total[lines.cross_start[:-1]])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Metres and seconds of all pairs, int32 [k, k]."""

    metres: npt.NDArray[np.int32]
    seconds: npt.NDArray[np.int32]

    @classmethod
    def blank(cls, count: int) -> Pairs:
        """Room for ``count`` points."""
        return cls(np.empty((count, count), dtype=np.int32), np.empty((count, count), dtype=np.int32))

    def put(self, rows: IntArray, columns: IntArray, weight: IntArray) -> None:
        """Write weights; ``FAR`` becomes ``UNREACHABLE`` twice."""
        reached, at = weight < FAR, np.ix_(rows, columns)
        self.metres[at] = np.where(reached, weight >> SECONDS_BITS, UNREACHABLE)
        self.seconds[at] = np.where(reached, weight & (SECONDS_SPAN - 1), UNREACHABLE)

    def spread(self, at: IntArray) -> Pairs:
        """Pairs of points that are numbered ``at`` here."""
        if np.array_equal(at, np.arange(len(self.metres))):
            return self
        return Pairs(self.metres[np.ix_(at, at)], self.seconds[np.ix_(at, at)])


def all_pairs(graph: Graph, nodes: IntArray, local: npt.NDArray[np.bool_] | None = None) -> Pairs:
    """Metres and seconds between all ``nodes``, exact; in chunks to bound memory.

    Parameters
    ----------
    nodes : int64 array [k]
        Different graph nodes.
    local : bool array [n], optional
        Nodes of the graph that may be gathered into thickets. Any choice gives the same result; places that hang
        together by local roads take a tenth of the time.
    """
    pairs, every = Pairs.blank(len(nodes)), np.arange(len(nodes))
    gathered = () if local is None else thickets(graph.weight, local, nodes)
    number = np.full(graph.weight.shape[0], -1, dtype=np.int64)
    for which, thicket in enumerate(gathered):
        number[thicket.inner] = which
    number = number[nodes]
    outer = np.flatnonzero(number < 0)
    rest = without(graph.weight, gathered) if gathered else graph.weight
    for part in _chunks(outer):
        pairs.put(part, outer, least_weights(rest, nodes[part], nodes[outer]))
    for which, thicket in enumerate(gathered):
        inner = np.flatnonzero(number == which)
        for part in _chunks(inner):
            pairs.put(part, every, inner_weights(graph.weight, thicket, nodes[part], nodes))
        for table in (pairs.metres, pairs.seconds):
            table[np.ix_(outer, inner)] = table[np.ix_(inner, outer)].T
    return pairs


def _chunks(values: npt.NDArray[np.generic]) -> list[npt.NDArray[Any]]:
    return [values[begin : begin + _CHUNK] for begin in range(0, len(values), _CHUNK)]
