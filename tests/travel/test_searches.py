"""Searches: least weights and trees as scipy finds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planner.travel.searches import FAR, WORTH_A_THREAD, least_weights, tree_to, trees_to


def graph_of(seed: int, nodes: int) -> csr_matrix:
    """A graph with about two lines to a node; some nodes stay alone."""
    draw = np.random.default_rng(seed)
    ends = draw.integers(0, nodes, (2, nodes))
    weights = draw.integers(1, 1 << 40, nodes)
    made = csr_matrix((np.concatenate([weights, weights]), (np.concatenate(ends), np.concatenate(ends[::-1]))),
                      shape=(nodes, nodes))  # fmt: skip
    made.setdiag(0)
    return made


@given(st.integers(0, 10_000), st.integers(2, 40))
def test_least_weights_are_those_of_scipy(seed: int, nodes: int) -> None:
    graph, every = graph_of(seed, nodes), np.arange(nodes)
    expected = dijkstra(graph.astype(np.float64), indices=every)
    found = least_weights(graph, every, every)
    assert np.array_equal(np.where(found < FAR, found, np.inf), expected)


@given(st.integers(0, 10_000), st.integers(2, 40))
def test_the_way_to_a_target_does_not_depend_on_what_else_is_asked(seed: int, nodes: int) -> None:
    graph, every = graph_of(seed, nodes), np.arange(nodes)
    weight, before = tree_to(graph, 0, every)
    for target in np.flatnonzero(weight < FAR).tolist():
        alone, tree = tree_to(graph, 0, np.array([target]))
        assert alone[target] == weight[target]
        while target:
            assert tree[target] == before[target]
            target = int(before[target])


@pytest.mark.parametrize("cores", [2, 3])
def test_least_weights_do_not_depend_on_the_cores_at_work(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for number in (1, cores):
        monkeypatch.setattr("planner.travel.searches._cores", lambda number=number: number)
        every = np.arange(cores * WORTH_A_THREAD + 1)
        found.append(least_weights(graph_of(7, len(every)), every, every))
    assert np.array_equal(*found) and (found[0] < FAR).sum() > len(found[0])


def test_trees_of_many_sources_are_those_of_each_alone_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.travel.searches._cores", lambda: 2)
    count = 7 * WORTH_A_THREAD
    graph, draw = graph_of(7, count), np.random.default_rng(3)
    asked = [(source, draw.integers(0, count, 3)) for source in range(count)]
    for (source, targets), (weight, before) in zip(asked, trees_to(graph, asked), strict=True):
        alone, tree = tree_to(graph, source, targets)
        assert np.array_equal(weight, alone) and np.array_equal(before, tree)


def test_nothing_is_reached_beyond_the_limit() -> None:
    line = csr_matrix(np.array([[0, 5, 0], [5, 0, 5], [0, 5, 0]], dtype=np.int64))
    assert least_weights(line, np.array([0]), np.arange(3), limit=5).tolist() == [[0, 5, FAR]]
    assert least_weights(line, np.array([0]), np.arange(3), limit=10).tolist() == [[0, 5, 10]]
