"""Instances are read with the rounding of their format; what a scenario cannot say is refused by name."""

from __future__ import annotations

from fractions import Fraction
from math import dist, floor
from pathlib import Path

import numpy as np
import pytest

from planner.convert import read_instance
from planner.errors import BadInput
from tests.builders.instances import solomon_text, vrplib_text

TRIANGLE = "1 0 0\n2 3 4\n3 1 1"
DEMANDS = "1 0\n2 7\n3 5"


def _file(folder: Path, text: str, name: str = "made-up.vrp") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _three(folder: Path, **extra: str) -> Path:
    return _file(folder, vrplib_text(3, 10, NODE_COORD_SECTION=TRIANGLE, DEMAND_SECTION=DEMANDS, **extra))


def test_euclidean_distances_are_rounded_to_the_nearest_unit(tmp_path: Path) -> None:
    instance = read_instance(_three(tmp_path))
    assert instance.distance.tolist() == [[0, 5, 1], [5, 0, 4], [1, 4, 0]]  # √13 = 3.61 and √2 = 1.41
    assert (instance.demands, instance.vehicles[0].capacity, instance.vehicles[0].count) == ((0, 7, 5), 10, None)


def test_solomon_distances_are_truncated_to_a_tenth(tmp_path: Path) -> None:
    instance = read_instance(_file(tmp_path, solomon_text(), "made-up.txt"))
    assert instance.points is not None and instance.windows is not None
    a, b = instance.points[1].tolist(), instance.points[2].tolist()
    assert instance.distance[1, 2] == floor(dist(a, b) * 10)
    assert (instance.grains_per_unit, instance.service, instance.vehicles[0].count) == (10, 10, 6)


def test_the_length_of_a_route_is_in_units_of_the_file(tmp_path: Path) -> None:
    assert read_instance(_three(tmp_path)).length((1, 2)) == 5 + 4 + 1
    solomon = read_instance(_file(tmp_path, solomon_text(), "made-up.txt"))
    assert solomon.length((1,)) == Fraction(2 * int(solomon.distance[0, 1]), 10)


def test_an_explicit_matrix_is_taken_as_given(tmp_path: Path) -> None:
    weights = {
        "EDGE_WEIGHT_TYPE": "EXPLICIT", "EDGE_WEIGHT_FORMAT": "LOWER_ROW", "EDGE_WEIGHT_SECTION": "9\n8 7\n",
        "NODE_COORD_SECTION": "",
    }  # fmt: skip
    instance = read_instance(_file(tmp_path, vrplib_text(3, 20, **weights)))
    assert np.array_equal(instance.distance, [[0, 9, 8], [9, 0, 7], [8, 7, 0]])
    assert instance.points is None


def test_like_vehicles_of_a_mixed_fleet_are_one_type_with_exact_prices(tmp_path: Path) -> None:
    fleet = {
        "VEHICLES": "3", "CAPACITY_SECTION": "1 10\n2 20\n3 10", "VEHICLES_FIXED_COST_SECTION": "1 5\n2 9\n3 5",
        "VEHICLES_UNIT_DISTANCE_COST_SECTION": "1 1.1\n2 1.2\n3 1.1",
    }  # fmt: skip
    instance = read_instance(_three(tmp_path, CAPACITY="", **fleet))
    small, large = instance.vehicles
    assert (small.capacity, small.fixed, small.per_unit, small.count) == (10, 5, Fraction(11, 10), 2)
    assert (large.capacity, large.count, instance.cost((2,), 1)) == (20, 1, 9 + Fraction(12, 10) * 2)


@pytest.mark.parametrize(
    ("extra", "column", "code"),
    [
        ({"DEMAND_SECTION": "1 0\n2 0\n3 5"}, "DEMAND_SECTION node 2", "not_expressible"),
        ({"DEPOT_SECTION": "1\n2\n-1"}, "DEPOT_SECTION", "not_expressible"),
        ({"DISTANCE": "200"}, "DISTANCE", "not_expressible"),
        ({"BACKHAUL_SECTION": "1 0\n2 1\n3 1"}, "BACKHAUL", "not_expressible"),
        ({"TIME_WINDOW_SECTION": "1 0 9\n2 8 3\n3 0 9"}, "TIME_WINDOW_SECTION node 2", "end_before_start"),
        ({"SERVICE_TIME_SECTION": "1 0\n2 3\n3 4"}, "SERVICE_TIME_SECTION", "not_expressible"),
        ({"DEMAND_SECTION": "1 0\n2 1.5\n3 5"}, "DEMAND_SECTION", "not_whole"),
        ({"CAPACITY": ""}, "CAPACITY", "missing"),
    ],
)
def test_what_a_scenario_cannot_say_is_refused_by_name(
    tmp_path: Path, extra: dict[str, str], column: str, code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_instance(_file(tmp_path, vrplib_text(3, 10, **{"DEMAND_SECTION": DEMANDS, **extra})))
    assert [(problem.column, problem.code) for problem in caught.value.problems] == [(column, code)]


@pytest.mark.parametrize(("text", "name"), [("", "a.vrp"), ("hello", "a.txt"), ("NAME : x\nEOF\n", "a.vrp")])
def test_a_file_that_is_no_instance_is_bad_input(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(BadInput):
        read_instance(_file(tmp_path, text, name))


def test_a_way_back_of_another_length_is_refused(tmp_path: Path) -> None:
    matrix = {
        "EDGE_WEIGHT_TYPE": "EXPLICIT", "EDGE_WEIGHT_FORMAT": "FULL_MATRIX",
        "EDGE_WEIGHT_SECTION": "0 1 2\n3 0 4\n2 4 0", "NODE_COORD_SECTION": "",
    }  # fmt: skip
    with pytest.raises(BadInput, match="way back"):
        read_instance(_file(tmp_path, vrplib_text(3, 20, **matrix)))
