"""Lines as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from planner.travel.lines import great_circle_array_m, joined, two_county_lines
from planner.units import great_circle_m


def test_great_circles_agree_with_the_scalar_function() -> None:
    found = great_circle_array_m(np.array([121.5]), np.array([29.9]), np.array([106.5]), np.array([29.5]))
    assert found[0] == pytest.approx(great_circle_m(121.5, 29.9, 106.5, 29.5), abs=1e-6)


def test_a_line_between_two_counties_lies_half_in_each() -> None:
    lines = two_county_lines(
        np.array([[0, 1], [2, 3]]), np.array([10, 20]), np.array([1, 2]), np.array([[5, 5], [5, 6]])
    )
    assert lines.cross_start.tolist() == [0, 1, 3]
    assert lines.cross_node.tolist() == [5, 5, 6]
    assert lines.cross_end.tolist() == [1.0, 0.5, 1.0]


def test_joined_lines_keep_their_crossings() -> None:
    one = two_county_lines(np.array([[0, 1]]), np.array([10]), np.array([1]), np.array([[5, 6]]))
    two = two_county_lines(np.array([[2, 3]]), np.array([20]), np.array([2]), np.array([[7, 8]]))
    both = joined([one, two])
    assert len(both) == 2
    assert both.cross_node[both.cross_start[1] : both.cross_start[2]].tolist() == [7, 8]
