"""A plane without a place on Earth is laid out so that roads are never shorter than straight lines."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from planner.convert.instance import Instance, VehicleType
from planner.convert.layout import lay_out
from planner.errors import BadInput
from planner.units import great_circle_m

TYPE = (VehicleType(10, Fraction(0), Fraction(1), None),)


def _instance(distance: list[list[int]], points: list[list[float]] | None) -> Instance:
    places = None if points is None else np.array(points)
    many = len(distance)
    return Instance("x", np.array(distance), 1, places, (0, *[1] * (many - 1)), TYPE, None, 0, "as given")


def test_no_straight_line_is_longer_than_its_road() -> None:
    instance = _instance([[0, 5, 1], [5, 0, 4], [1, 4, 0]], [[0, 0], [3, 4], [1, 1]])
    layout = lay_out(instance)
    for a, b in ((0, 1), (0, 2), (1, 2)):
        straight = great_circle_m(*layout.degrees[a], *layout.degrees[b])
        assert 110 < straight <= int(instance.distance[a, b]) * layout.metres
    assert layout.metres == 1000


def test_long_distances_get_shorter_units() -> None:
    layout = lay_out(_instance([[0, 150_000], [150_000, 0]], [[0, 0], [150_000, 0]]))
    assert (layout.metres, layout.drive_s(1)) == (100, 4)  # 3.6 s, rounded up


def test_a_matrix_without_coordinates_is_laid_on_a_grid() -> None:
    layout = lay_out(_instance([[0, 2, 3], [2, 0, 4], [3, 4, 0]], None))
    assert len(set(layout.degrees)) == 3


def test_distances_that_no_places_could_have_are_refused() -> None:
    with pytest.raises(BadInput, match="do not suit the coordinates"):
        lay_out(_instance([[0, 1, 9], [1, 0, 9], [9, 9, 0]], [[0, 0], [9_000, 0], [0, 1]]))
    with pytest.raises(BadInput, match="at most"):
        lay_out(_instance([[0, 3_000_000], [3_000_000, 0]], [[0, 0], [1, 0]]))
