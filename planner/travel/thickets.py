"""Thickets: many places joined with each other by local roads, and with the rest of the graph through a few gates.

A way out of a thicket passes a gate. So the ways from its places to everywhere are the least sums over its gates, and a
search from a place only has to look where local roads are shorter than any way through a gate. All weights stay exact:
which nodes are gathered into thickets changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from planner.travel.searches import FAR, Ints, heap_rooms, in_parts, least_weights, spread

LEAST = 100
"""Fewer places are searched from one by one."""
GATES_SHARE = 0.25
"""Gates of a thicket, as a share of its places at most: each gate costs a search over the whole graph."""
_SHUT = FAR // 2
"""Stands for "not reached" where two weights are added."""


@dataclass(frozen=True, slots=True)
class Thicket:
    """A thicket and its gates.

    Attributes
    ----------
    inner : int64 array [i]
        Its nodes.
    gates : int64 array [g]
        The nodes outside that its lines lead to.
    apart : int64 array [g, n]
        Least weight from each gate to every node of the graph.
    """

    inner: Ints
    gates: Ints
    apart: Ints


def thickets(graph: csr_matrix, local: npt.NDArray[np.bool_], asked: Ints) -> tuple[Thicket, ...]:
    """Thickets among the ``local`` nodes (bool [n]) that hold many of the ``asked`` ones behind few gates."""
    inside = np.flatnonzero(local)
    number = np.full(len(local), -1, dtype=np.int64)
    number[inside] = connected_components(graph[inside][:, inside], directed=False)[1]
    found = number[asked]
    found = np.bincount(found[found >= 0], minlength=1)
    made = []
    for which in np.flatnonzero(found >= LEAST):
        inner = np.flatnonzero(number == which)
        around = np.unique(graph[inner].indices).astype(np.int64)
        gates = around[number[around] != which]
        if len(gates) <= found[which] * GATES_SHARE:
            apart = np.minimum(least_weights(graph, gates, np.arange(len(local))), _SHUT)
            made.append(Thicket(inner, gates, apart))
    return tuple(made)


def without(graph: csr_matrix, left_out: Sequence[Thicket]) -> csr_matrix:
    """The graph without the lines of thickets; where they are the shortest, their gates are joined instead."""
    size = graph.shape[0]
    open_ = np.ones(size, dtype=np.bool_)
    for one in left_out:
        open_[one.inner] = False
    begin, end, weight = _lines(graph)
    kept = open_[begin] & open_[end]
    rest = _joined(size, [(begin[kept], end[kept], weight[kept])])
    more = []
    for one in left_out:
        through = one.apart[:, one.gates]
        begin, end = np.nonzero(through < least_weights(rest, one.gates, one.gates))
        more.append((one.gates[begin], one.gates[end], through[begin, end]))
    return _joined(size, [_lines(rest), *more])


def _lines(graph: csr_matrix) -> tuple[Ints, Ints, Ints]:
    """From, to and weight of every line."""
    lines = graph.tocoo()
    return lines.row.astype(np.int64), lines.col.astype(np.int64), lines.data.astype(np.int64)


def _joined(size: int, lines: Sequence[tuple[Ints, Ints, Ints]]) -> csr_matrix:
    """A graph of lines (from, to, weight); of several between the same two nodes the least counts."""
    begin, end, weight = (np.concatenate(part) for part in zip(*lines, strict=True))
    key = begin * size + end
    order = np.lexsort((weight, key))
    first = order[np.diff(key[order], prepend=-1) > 0]
    return csr_matrix((weight[first], (begin[first], end[first])), shape=(size, size))


def inner_weights(graph: csr_matrix, thicket: Thicket, sources: Ints, targets: Ints) -> Ints:
    """Least weights from nodes of a thicket to any nodes, int64 [s, t]; ``FAR`` without a way."""
    lines, inner = graph[thicket.inner][:, thicket.inner], thicket.inner
    place = np.full(graph.shape[0], -1, dtype=np.int64)
    place[inner] = np.arange(len(inner))
    beyond = targets[place[targets] < 0]
    apart = np.ascontiguousarray(thicket.apart[:, np.concatenate([inner, beyond])])
    column = place[targets]
    column[column < 0] = np.arange(len(inner), len(inner) + len(beyond))

    def least(part: Ints) -> Ints:
        return np.asarray(_through(lines.indptr, lines.indices, lines.data, part, len(inner), apart, column))

    return in_parts(least, place[sources])


@njit(cache=True, nogil=True)
def _through(first, ahead, lengths, sources, inner, apart, column):  # type: ignore[no-untyped-def]
    """Weights through the gates, then a search over local roads that goes on only where these are shorter."""
    found = np.empty((len(sources), len(column)), dtype=np.int64)
    keys, nodes = heap_rooms(ahead)
    weight, before = np.empty(apart.shape[1], dtype=np.int64), np.empty(inner, dtype=np.int32)
    nowhere = np.zeros(inner, dtype=np.bool_)
    for row in range(len(sources)):
        source = sources[row]
        weight[:] = FAR
        for gate in range(len(apart)):
            here = apart[gate, source]
            for node in range(len(weight)):
                weight[node] = min(weight[node], here + apart[gate, node])
        for node in range(len(weight)):
            if weight[node] >= _SHUT:
                weight[node] = FAR
        spread(first, ahead, lengths, source, nowhere, 1, FAR, weight, before, keys, nodes)
        for at in range(len(column)):
            found[row, at] = weight[column[at]]
    return found
