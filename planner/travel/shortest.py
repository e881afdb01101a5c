"""Shortest ways over lines, exact in metres and seconds.

One float64 weight holds both: metres × 2²⁴ + seconds. All values are integers, sums stay below 2⁵³ and
are therefore exact; the smallest weight is the least distance and, among equals, the least time. So a
pair's metres and seconds do not depend on which of several equal ways a search finds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planner.domain.travel import UNREACHABLE
from planner.travel.lines import FloatArray, Lines
from planner.travel.network import IntArray

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

    def line_between(self, a: int, b: int) -> int:
        """Line that the graph uses between neighbouring nodes ``a`` and ``b``."""
        low, high = (a, b) if a < b else (b, a)
        return int(self.line[np.searchsorted(self.keys, low * self.weight.shape[0] + high)])


def graph_of(
    ends: IntArray, metres: IntArray, seconds: IntArray, nodes: int, usable: npt.NDArray[np.bool_]
) -> Graph:
    """Graph of the usable lines; of several between two nodes the shortest (then quickest) counts."""
    index = np.flatnonzero(usable)
    low, high = ends[index].min(axis=1), ends[index].max(axis=1)
    weight = (metres[index] * SECONDS_SPAN + seconds[index]).astype(np.float64)
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


def metres_seconds(weight: FloatArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Take a weight apart; infinite ones become ``UNREACHABLE`` twice."""
    reached = np.isfinite(weight)
    whole = np.where(reached, weight, 0.0).astype(np.int64)
    metres = np.where(reached, whole >> SECONDS_BITS, UNREACHABLE).astype(np.int32)
    seconds = np.where(reached, whole & (SECONDS_SPAN - 1), UNREACHABLE).astype(np.int32)
    return metres, seconds


def all_pairs(graph: Graph, nodes: IntArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Metres and seconds between all ``nodes``, int32 [k, k]; chunked to bound memory."""
    metres = np.empty((len(nodes), len(nodes)), dtype=np.int32)
    seconds = np.empty_like(metres)
    for begin in range(0, len(nodes), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        weight = dijkstra(graph.weight, directed=True, indices=nodes[part])[:, nodes]
        metres[part], seconds[part] = metres_seconds(weight)
    return metres, seconds
