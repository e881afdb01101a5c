"""Shortest ways: exact, symmetric, the same by every method."""

from __future__ import annotations

import numpy as np

from planner.domain.travel import UNREACHABLE
from planner.travel.lines import two_county_lines
from planner.travel.shortest import all_pairs, graph_of, open_lines

ENDS = np.array([[0, 1], [1, 2], [0, 2], [2, 0], [3, 4]])
METRES = np.array([10, 10, 20, 20, 5])
SECONDS = np.array([3, 3, 9, 7, 1])
OPEN = np.ones(5, dtype=np.bool_)


def test_of_equal_distances_the_quickest_counts() -> None:
    found = all_pairs(graph_of(ENDS, METRES, SECONDS, 5, OPEN), np.arange(5))
    assert found.metres[0, 2] == 20
    assert found.seconds[0, 2] == 6


def test_of_two_lines_between_the_same_nodes_the_better_one_is_used() -> None:
    graph = graph_of(ENDS[2:4], METRES[2:4], SECONDS[2:4], 3, OPEN[:2])
    assert all_pairs(graph, np.array([0, 2])).seconds[0, 1] == 7
    assert graph.lines_between(np.array([2]), np.array([0])).tolist() == [1]


def test_no_way_is_said_in_both_tables() -> None:
    found = all_pairs(graph_of(ENDS, METRES, SECONDS, 5, OPEN), np.array([0, 3]))
    assert found.metres[0, 1] == found.seconds[0, 1] == UNREACHABLE


def test_a_line_of_no_length_is_a_way() -> None:
    graph = graph_of(np.array([[0, 1]]), np.array([0]), np.array([0]), 2, OPEN[:1])
    assert all_pairs(graph, np.arange(2)).metres[0, 1] == 0


def test_lines_that_cross_a_sealed_county_are_shut() -> None:
    lines = two_county_lines(ENDS[:2], METRES[:2], SECONDS[:2], np.array([[7, 8], [8, 9]]))
    assert open_lines(lines, np.array([7])).tolist() == [False, True]
    assert open_lines(lines, np.array([8])).tolist() == [False, False]
