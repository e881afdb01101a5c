"""Largest flow and least cut by OR-Tools, behind names instead of numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Arc = tuple[str, str, int]
"""Tail, head, capacity."""


def min_cut(arcs: Sequence[Arc], source: str, sink: str) -> frozenset[str]:
    """Names on the source side of the least cut that lies nearest to the source.

    Parameters
    ----------
    arcs : sequence of Arc
        Capacities are whole and not negative.
    """
    numbers: dict[str, int] = {source: 0, sink: 1}
    for tail, head, _ in arcs:
        numbers.setdefault(tail, len(numbers))
        numbers.setdefault(head, len(numbers))
    from ortools.graph.python import max_flow

    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(
        np.array([numbers[tail] for tail, _, _ in arcs], dtype=np.int32),
        np.array([numbers[head] for _, head, _ in arcs], dtype=np.int32),
        np.array([capacity for _, _, capacity in arcs], dtype=np.int64),
    )
    if flow.solve(0, 1) != flow.OPTIMAL:
        raise RuntimeError(f"no largest flow over {len(arcs)} arcs was found; capacities are whole, so there is one")
    names = list(numbers)
    return frozenset(names[number] for number in flow.get_source_side_min_cut())
