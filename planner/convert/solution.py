"""A plan of a converted scenario, written back as a solution of its instance (CVRPLIB's .sol form)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from planner.convert.instance import Instance
from planner.convert.scenario import fleet_of, node_of
from planner.domain.plan import Plan
from planner.errors import BadUsage


@dataclass(frozen=True, slots=True)
class Solution:
    """Routes of a plan in the instance's own terms.

    Attributes
    ----------
    routes : tuple of (int, tuple of int)
        Type of vehicle, and customers in order of pick-up.
    cost : Fraction
        The instance's own objective, from its own matrix.
    split : tuple of int
        Customers that more than one route visits: this is then a solution of the split-delivery problem.
    unserved : tuple of (int, int)
        Customers with persons left behind: such a solution is not comparable.
    """

    routes: tuple[tuple[int, tuple[int, ...]], ...]
    cost: Fraction
    split: tuple[int, ...]
    unserved: tuple[tuple[int, int], ...]


def solution_of(instance: Instance, plan: Plan) -> Solution:
    """Read the routes of a plan.

    Raises
    ------
    BadUsage
        The plan is not one of this instance.
    """
    fleets = {fleet_of(number): number for number in range(len(instance.vehicles))}
    try:
        customer_of = {cohort.cohort_id: node_of(cohort.pickup_id) for cohort in plan.cohorts}
        vehicle_of = {trip.trip_id: fleets[str(trip.fleet_id)] for trip in plan.trips}
    except (KeyError, ValueError) as error:
        raise BadUsage(f"the plan is not one of instance {instance.name}: {error}") from error
    boarded: dict[str, dict[int, int]] = defaultdict(dict)
    for load in plan.loads:
        boarded[load.trip_id].setdefault(customer_of[load.cohort_id], load.board_seq)
    routes = tuple(
        (vehicle_of[trip_id], tuple(sorted(seq_of, key=lambda node, seqs=seq_of: (seqs[node], node))))  # type: ignore[misc]
        for trip_id, seq_of in sorted(boarded.items())
    )
    visits = Counter(node for _, route in routes for node in route)
    left: Counter[int] = Counter()
    for row in plan.unserved:
        left[customer_of[row.cohort_id]] += row.persons
    return Solution(
        routes=routes,
        cost=sum((instance.cost(route, vehicle) for vehicle, route in routes), Fraction(0)),
        split=tuple(sorted(node for node, times in visits.items() if times > 1)),
        unserved=tuple(sorted(left.items())),
    )


def write_solution(solution: Solution, instance: Instance, path: Path) -> None:
    """Write a ``.sol`` file: routes, ``Cost``, and as comments what keeps it from being compared as it stands."""
    import vrplib

    data: dict[str, str] = {"Cost": decimal_text(solution.cost), "Comment": comment(solution)}
    if len(instance.vehicles) > 1:
        data["Vehicles"] = " ".join(str(vehicle + 1) for vehicle, _ in solution.routes)
    vrplib.write_solution(path, [list(route) for _, route in solution.routes], data)


def comment(solution: Solution) -> str:
    """Whether the solution may be compared with published ones, in words."""
    said = []
    if solution.unserved:
        names = ", ".join(f"{node} ({persons} persons)" for node, persons in solution.unserved)
        said.append(f"incomplete: customers left behind: {names}")
    if solution.split:
        said.append(f"split deliveries (SDVRP): customers on several routes: {' '.join(map(str, solution.split))}")
    return "; ".join(said) or "no customer is split"


def decimal_text(value: Fraction) -> str:
    """A cost without needless decimals."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0").rstrip(".")
