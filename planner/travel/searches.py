"""Dijkstra's search, compiled: from each source until all wanted nodes are reached.

Weights are whole numbers, so least weights are exact. Of several equal ways the tree keeps the one that was found
first, which depends on the graph and the source alone: whatever is asked of a tree later, its ways are the same.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.sparse import csr_matrix

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]
FAR = 1 << 62
"""Stands for "not reached"."""
WORTH_A_THREAD = 32
"""Searches from fewer sources are over before another thread has begun."""


def least_weights(graph: csr_matrix, sources: Ints, targets: Ints, limit: int = FAR) -> Ints:
    """Least weights from each source to each target, int64 [s, t]; ``FAR`` beyond ``limit`` or without a way.

    Parameters
    ----------
    graph : csr_matrix of int64 [n, n]
        Weights of the lines from each node.
    """
    wanted, left = _wanted(graph.shape[0], targets)

    def least(part: Ints) -> Ints:
        return np.asarray(_least(graph.indptr, graph.indices, graph.data, part, targets, wanted, left, limit))

    return in_parts(least, sources.astype(np.int64))


def in_parts(least: Callable[[Ints], Ints], sources: Ints) -> Ints:
    """Rows of many sources, a part of them on each core where they are worth it; ``least`` lets go of the lock."""
    cores = _cores()
    if cores == 1 or len(sources) < cores * WORTH_A_THREAD:
        return least(sources)
    with ThreadPoolExecutor(cores) as threads:
        return np.concatenate(list(threads.map(least, np.array_split(sources, cores))))


def tree_to(graph: csr_matrix, source: int, targets: Ints) -> tuple[Ints, Nodes]:
    """Least weight of every node and the node before it, [n] each, final for the targets and all on the way to them.

    The node before is negative at the source and where no way leads.
    """
    wanted, left = _wanted(graph.shape[0], targets)
    weight, before = np.empty(len(wanted), dtype=np.int64), np.empty(len(wanted), dtype=np.int32)
    rooms = heap_rooms(graph.indices)
    _grow(graph.indptr, graph.indices, graph.data, source, wanted, left, FAR, weight, before, *rooms)
    return weight, before


def trees_to(graph: csr_matrix, asked: Sequence[tuple[int, Ints]]) -> Iterator[tuple[Ints, Nodes]]:
    """``tree_to`` of many sources with their targets, in order, on all cores a few ahead of whoever takes them."""
    cores = _cores()
    if cores == 1 or len(asked) < cores * WORTH_A_THREAD:
        yield from (tree_to(graph, source, targets) for source, targets in asked)
        return
    with ThreadPoolExecutor(cores) as threads:
        ahead = deque[Future[list[tuple[Ints, Nodes]]]]()
        for at in range(0, len(asked), WORTH_A_THREAD):
            ahead.append(threads.submit(_trees, graph, asked[at : at + WORTH_A_THREAD]))
            if len(ahead) > 2 * cores:
                yield from ahead.popleft().result()
        for left in ahead:
            yield from left.result()


def _trees(graph: csr_matrix, asked: Sequence[tuple[int, Ints]]) -> list[tuple[Ints, Nodes]]:
    return [tree_to(graph, source, targets) for source, targets in asked]


def _cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wanted(nodes: int, targets: Ints) -> tuple[npt.NDArray[np.bool_], int]:
    wanted = np.zeros(nodes, dtype=np.bool_)
    wanted[targets] = True
    return wanted, int(np.count_nonzero(wanted))


@njit(cache=True, nogil=True)
def heap_rooms(ahead):  # type: ignore[no-untyped-def]
    """Room for a heap: every line is put there once at most, and the source."""
    return np.empty(len(ahead) + 1, dtype=np.int64), np.empty(len(ahead) + 1, dtype=np.int32)


@njit(cache=True, nogil=True)
def _grow(  # type: ignore[no-untyped-def]
    first, ahead, lengths, source, wanted, left, limit, weight, before, keys, nodes
):
    """Search from a source until ``left`` wanted nodes are final; fills ``weight`` and ``before`` [n]."""
    weight[:], before[:] = FAR, -1
    spread(first, ahead, lengths, source, wanted, left, limit, weight, before, keys, nodes)


@njit(cache=True, nogil=True)
def spread(  # type: ignore[no-untyped-def]
    first, ahead, lengths, source, wanted, left, limit, weight, before, keys, nodes
):
    """As ``_grow``, but ``weight`` holds what is known already: the search goes on only where it finds less."""
    weight[source] = 0
    keys[0], nodes[0], size = 0, source, 1
    while size and left:
        here, node = keys[0], nodes[0]
        size -= 1
        key, moved, at = keys[size], nodes[size], 0
        while 2 * at + 1 < size:
            child = 2 * at + 1
            if child + 1 < size and keys[child + 1] < keys[child]:
                child += 1
            if keys[child] >= key:
                break
            keys[at], nodes[at] = keys[child], nodes[child]
            at = child
        keys[at], nodes[at] = key, moved
        if here > weight[node]:
            continue
        if wanted[node]:
            left -= 1
        for line in range(first[node], first[node + 1]):
            far = here + lengths[line]
            other = ahead[line]
            if far < weight[other] and far <= limit:
                weight[other], before[other] = far, node
                at = size
                size += 1
                while at and keys[(at - 1) // 2] > far:
                    keys[at], nodes[at] = keys[(at - 1) // 2], nodes[(at - 1) // 2]
                    at = (at - 1) // 2
                keys[at], nodes[at] = far, other


@njit(cache=True, nogil=True)
def _least(first, ahead, lengths, sources, targets, wanted, left, limit):  # type: ignore[no-untyped-def]
    found = np.empty((len(sources), len(targets)), dtype=np.int64)
    weight, before = np.empty(len(wanted), dtype=np.int64), np.empty(len(wanted), dtype=np.int32)
    keys, nodes = heap_rooms(ahead)
    for row in range(len(sources)):
        _grow(first, ahead, lengths, sources[row], wanted, left, limit, weight, before, keys, nodes)
        for column in range(len(targets)):
            found[row, column] = weight[targets[column]]
    return found
