"""Thickets: whatever is gathered, all ways are as long as they are without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.travel import UNREACHABLE
from planner.travel import shortest, thickets
from planner.travel.shortest import Graph, all_pairs, graph_of


def a_graph(seed: int, nodes: int, more: int) -> Graph:
    """A chain with lines across it, of which one node is cut off; some lines have no length."""
    draw = np.random.default_rng(seed)
    ends = np.stack([np.arange(nodes - 1), np.arange(1, nodes)], axis=1)
    ends = np.concatenate([ends, draw.integers(0, nodes, (more, 2))])
    ends = ends[(ends[:, 0] != ends[:, 1]) & ~(ends == nodes // 2).any(axis=1)]
    metres, seconds = draw.integers(0, 9, len(ends)), draw.integers(0, 9, len(ends))
    return graph_of(ends, metres, seconds, nodes, np.ones(len(ends), dtype=np.bool_))


@pytest.fixture(autouse=True)
def _small_thickets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thickets, "LEAST", 3)
    monkeypatch.setattr(thickets, "GATES_SHARE", 4.0)
    monkeypatch.setattr(shortest, "_CHUNK", 4)


@given(st.integers(0, 10_000), st.integers(8, 60), st.integers(0, 80), st.integers(2, 9), st.integers(1, 3))
def test_what_is_gathered_changes_no_distance(seed: int, nodes: int, more: int, sparse: int, asked: int) -> None:
    graph = a_graph(seed, nodes, more)
    wanted, local = np.arange(0, nodes, asked), np.arange(nodes) % sparse > 0
    plain, gathered = all_pairs(graph, wanted), all_pairs(graph, wanted, local)
    assert np.array_equal(plain.metres, gathered.metres)
    assert np.array_equal(plain.seconds, gathered.seconds)


def test_a_thicket_has_the_gates_that_its_lines_lead_to() -> None:
    graph = a_graph(1, 12, 0).weight
    (found,) = thickets.thickets(graph, np.isin(np.arange(12), [1, 2, 3, 8]), np.arange(12))
    assert found.inner.tolist() == [1, 2, 3]
    assert found.gates.tolist() == [0, 4]


def test_a_thicket_behind_too_many_gates_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thickets, "GATES_SHARE", 0.5)
    graph = a_graph(1, 12, 0).weight
    assert not thickets.thickets(graph, np.isin(np.arange(12), [1, 2, 3]), np.arange(12))


def test_nothing_leads_out_of_a_thicket_without_gates() -> None:
    graph = graph_of(np.array([[0, 1], [1, 2]]), np.array([5, 5]), np.array([1, 1]), 4, np.ones(2, dtype=np.bool_))
    found = all_pairs(graph, np.arange(4), np.arange(4) < 3)
    assert found.metres[0].tolist() == [0, 5, 10, UNREACHABLE]
    assert found.metres[3].tolist() == [UNREACHABLE] * 3 + [0]
