"""Public routing instances both ways: VRPLIB and Solomon files in as coach-only scenarios, plans out as .sol files."""

from planner.convert.instance import Instance, VehicleType
from planner.convert.reading import read_instance
from planner.convert.scenario import INSTANCE_NAMES, write_scenario
from planner.convert.solution import Solution, solution_of, write_solution

__all__ = [
    "INSTANCE_NAMES", "Instance", "Solution", "VehicleType", "read_instance", "solution_of", "write_scenario",
    "write_solution",
]  # fmt: skip
