"""The coach work of a scenario as pick-up and delivery pairs, and routes of pairs as coach trips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.domain.fleet import Positioning
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment, TripLoad
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground
from planner.errors import BadUsage

NO_LIMIT_S = 1_000_000
"""Longest ride where no rule limits it."""
HALF_KM = 500

Ints = npt.NDArray[np.int64]
Halt = tuple[bool, int]
"""Whether a load is picked up (else set down), and which."""


@dataclass(frozen=True, slots=True)
class Load:
    """Persons who travel together; nodes are rows of the matrices, times seconds since the campaign's start."""

    shipment: int
    persons: int
    pickup: int
    drop: int
    pickup_from: int
    pickup_to: int
    drop_from: int
    drop_to: int


@dataclass(frozen=True, slots=True)
class PairProblem:
    """What every peer is given.

    ``cost`` in fen and ``duration`` in seconds [nodes, nodes]; ``longest_s``: longest route; ``vehicles``: so many
    are offered, about a quarter more than the least possible number, as solvers slow down with idle ones.
    """

    loads: tuple[Load, ...]
    cost: Ints
    duration: Ints
    capacity: int
    fixed_cents: int
    longest_s: int
    horizon_s: int
    vehicles: int


Solver = Callable[[PairProblem, float, int, int], list[list[Halt]]]
"""Problem, seconds, seed and threads to routes."""


def pair_problem(scenario: Scenario, policy: Policy, ground: Ground, shipments: Sequence[Shipment]) -> PairProblem:
    """Pairs of a coach-only scenario.

    Raises
    ------
    BadUsage
        The scenario holds what peers cannot be told: several fleets, paid empty runs, services, sealed ground.
    """
    if len(scenario.fleets) != 1 or scenario.fleets[0].positioning is not Positioning.NONE:
        raise BadUsage("peers need one fleet whose empty runs are not paid, as in recipe coach-17k")
    if scenario.services or len(ground.matrices) != 1 or any(s.role is not LegRole.DIRECT for s in shipments):
        raise BadUsage("peers plan coaches alone, on open ground; use a coach-only recipe such as coach-17k")
    fleet, times = scenario.fleets[0], policy.at(scenario.campaign.start_at).times
    row = ground.index()
    ids = sorted({place for s in shipments for place in (s.from_place, s.to_place)})
    node = {place: number for number, place in enumerate(ids)}
    at = np.array([row[place] for place in ids])
    pickups = np.array([place in {s.from_place for s in shipments} for place in ids])
    matrix = ground.matrices[0]
    metres = matrix.distance_m[np.ix_(at, at)].astype(np.int64)
    dwell = np.where(pickups, times.pickup_dwell_s, times.drop_dwell_s)
    duration = matrix.drive_s[np.ix_(at, at)].astype(np.int64) + dwell[:, None]
    cost = (metres * fleet.cents_per_km + HALF_KM) // 1000
    longest_s = (times.max_ride_s or NO_LIMIT_S) + times.pickup_dwell_s
    # Just longer than any route may last: penalties of solvers that go by averages stay in proportion.
    duration[~pickups[:, None] & pickups[None, :]] = longest_s + 1
    np.fill_diagonal(cost, 0)
    np.fill_diagonal(duration, 0)
    loads = tuple(load for number, s in enumerate(shipments) for load in _loads(s, number, node, fleet.seats, scenario))
    persons = sum(load.persons for load in loads)
    return PairProblem(
        loads=loads,
        cost=cost,
        duration=duration,
        capacity=fleet.seats,
        fixed_cents=fleet.fixed_cents,
        longest_s=longest_s,
        horizon_s=scenario.campaign.end_at - scenario.campaign.start_at,
        vehicles=5 * persons // (4 * fleet.seats) + 5,
    )


def _loads(s: Shipment, number: int, node: dict[str, int], seats: int, scenario: Scenario) -> list[Load]:
    """Full coaches of a shipment, and the rest."""
    start = scenario.campaign.start_at
    windows = [max(0, moment - start) for moment in (s.depart_from, s.depart_to, s.arrive_from, s.arrive_to)]
    sizes = [seats] * (s.persons // seats) + ([s.persons % seats] if s.persons % seats else [])
    return [Load(number, size, node[s.from_place], node[s.to_place], *windows) for size in sizes]


def trips_of(
    problem: PairProblem, routes: Sequence[Sequence[Halt]], shipments: Sequence[Shipment]
) -> tuple[RoutedTrip, ...]:
    """Coach trips of routes: a new one wherever a coach is empty, all pick-ups before all drops."""
    trips = []
    for route in routes:
        for stage in _stages(route):
            loads = [problem.loads[number] for picked, number in stage if picked]
            if sum(load.persons for load in loads) > problem.capacity:
                continue  # fits only when people board after others have alighted: left behind
            drops = [problem.loads[number] for picked, number in stage if not picked]
            persons: Counter[int] = Counter()
            for load in loads:
                persons[load.shipment] += load.persons
            trips.append(
                RoutedTrip(
                    LegRole.DIRECT, None, 0,
                    tuple(dict.fromkeys(shipments[load.shipment].from_place for load in loads)),
                    tuple(dict.fromkeys(shipments[load.shipment].to_place for load in drops)),
                    tuple(TripLoad(shipment, count) for shipment, count in sorted(persons.items())),
                )
            )  # fmt: skip
    return tuple(trips)


def _stages(route: Sequence[Halt]) -> list[list[Halt]]:
    stages: list[list[Halt]] = [[]]
    aboard: set[int] = set()
    for picked, number in route:
        if not aboard and stages[-1]:
            stages.append([])
        stages[-1].append((picked, number))
        if picked:
            aboard.add(number)
        else:
            aboard.remove(number)
    if aboard:
        raise ValueError(f"loads {sorted(aboard)} are picked up and never set down")
    return [stage for stage in stages if stage]


def routes_cost(problem: PairProblem, routes: Sequence[Sequence[Halt]]) -> int:
    """Fen of routes by the peers' own objective."""
    total = 0
    for route in routes:
        nodes = [problem.loads[n].pickup if picked else problem.loads[n].drop for picked, n in route]
        total += problem.fixed_cents + sum(int(problem.cost[a, b]) for a, b in pairwise(nodes))
    return total
