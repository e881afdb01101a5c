"""Plans are written back in the instance's own terms, with what keeps them from being compared."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import vrplib

from planner.convert import Instance, Solution, VehicleType, write_solution
from planner.convert.solution import comment, decimal_text

TYPES = (VehicleType(10, Fraction(0), Fraction(1), None), VehicleType(20, Fraction(5, 2), Fraction(1), 1))
DISTANCE = np.array([[0, 5, 1], [5, 0, 4], [1, 4, 0]])


def _instance(types: tuple[VehicleType, ...] = TYPES[:1], grains: int = 1) -> Instance:
    return Instance("x", DISTANCE, grains, None, (0, 7, 5), types, None, 0, "as given")


def test_a_solution_file_is_read_back_by_the_library_of_the_format(tmp_path: Path) -> None:
    solution = Solution(((0, (1, 2)),), Fraction(10), (), ())
    write_solution(solution, _instance(), tmp_path / "x.sol")
    found = vrplib.read_solution(tmp_path / "x.sol")
    assert (found["routes"], found["cost"]) == ([[1, 2]], 10)


def test_a_mixed_fleet_names_the_vehicle_of_every_route(tmp_path: Path) -> None:
    instance = _instance(TYPES)
    write_solution(Solution(((1, (1,)), (0, (2,))), Fraction(29, 2), (), ()), instance, tmp_path / "x.sol")
    assert "Vehicles: 2 1" in (tmp_path / "x.sol").read_text(encoding="utf-8")
    assert instance.cost((1,), 1) + instance.cost((2,), 0) == Fraction(29, 2)


def test_split_and_unserved_customers_are_told() -> None:
    assert comment(Solution((), Fraction(0), (), ())) == "no customer is split"
    told = comment(Solution((), Fraction(0), (3, 4), ((7, 2),)))
    assert "SDVRP" in told and "3 4" in told and "7 (2 persons)" in told and told.startswith("incomplete")


def test_costs_are_written_without_needless_decimals() -> None:
    assert [decimal_text(value) for value in (Fraction(12), Fraction(1213, 10), Fraction(5, 2))] == [
        "12", "121.3", "2.5",
    ]  # fmt: skip
