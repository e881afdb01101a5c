"""The strictest level of the counties that shortest ways touch, for all pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.travel.lines import Lines
from planner.travel.network import IntArray
from planner.travel.searches import tree_to
from planner.travel.shortest import Graph

Levels = npt.NDArray[np.int8]


def line_levels(lines: Lines, of_county: Levels) -> Levels:
    """Highest level among the counties that each line crosses, int8 [m]."""
    if not len(lines):
        return np.zeros(0, dtype=np.int8)
    return np.asarray(np.maximum.reduceat(of_county[lines.cross_node], lines.cross_start[:-1]))


def strictest_passed(graph: Graph, of_line: Levels, nodes: IntArray) -> Levels:
    """Highest level of the lines on the shortest way between all ``nodes``, int8 [k, k]; 0 where no way exists.

    The trees are those that routes are made of: same graph, same source, so also among ways of equal length.
    """
    found = np.zeros((len(nodes), len(nodes)), dtype=np.int8)
    for row, source in enumerate(nodes.tolist()):
        _, before = tree_to(graph.weight, source, nodes)
        found[row] = _down_the_tree(graph, of_line, before.astype(np.int64))[nodes]
    return found


def _down_the_tree(graph: Graph, of_line: Levels, before: IntArray) -> Levels:
    """Highest level from the root to each node of a tree of predecessors (negative: root, or not reached)."""
    node = np.arange(len(before))
    parent = np.where(before < 0, node, before)
    key = np.minimum(node, parent) * len(before) + np.maximum(node, parent)
    at = np.minimum(np.searchsorted(graph.keys, key), max(len(graph.keys) - 1, 0))
    level = np.where(parent == node, 0, of_line[graph.line[at]]).astype(np.int8)
    # Each round doubles the stretch of way that a node has looked back over.
    while (parent != parent[parent]).any():
        level = np.maximum(level, level[parent])
        parent = parent[parent]
    return np.maximum(level, level[parent])
