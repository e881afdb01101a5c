"""Shared offers between regions: a linear program over the whole campaign in broad strokes says who needs which seats.

It weighs every service against coaches by likely prices, with the vehicle time that all fleets have together. The
dual of a service's seats is the price at which it would go to whoever pays most; the primal says who that is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.engines.linear import LinearProgram, LinearStatus, solve
from planner.optimise.master import most_through_hubs, orderable, usable_per_unit
from planner.optimise.problem import vehicle_seconds

LEFT_CENTS = 4_000_000
"""Price of a person left behind, halved from tier to tier: dearer than any ride."""
DEAREST_RATIO = 1.5
"""Rides dearer than so many direct coach seats are left aside; shortage of coaches seldom pays for more."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What the program says.

    Attributes
    ----------
    riders : mapping
        Service (index) → region → persons.
    by_coach : tuple of float
        Persons of each cohort who take a direct coach, in the order of the cohorts.
    prices : mapping
        Service (index) → fen for which one more seat would be worth opening, 0 or more.
    """

    riders: Mapping[int, Mapping[int, float]]
    by_coach: tuple[float, ...]
    prices: Mapping[int, float]


def share_services(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    region_of: Sequence[int],
    direct: DirectWays,
    ways: LinehaulWays,
) -> Shares:
    """Solve the relaxed choice of services and read off who rides what.

    Parameters
    ----------
    cohorts : sequence of Cohort
        Everybody, counted together as coarsely as the regions allow.
    region_of : sequence of int
        Region of each cohort.
    """
    program = LinearProgram()
    coaches = program.row("coach_time", "<=", sum(vehicle_seconds(scenario, fleet) for fleet in scenario.fleets))
    covers = [program.row(f"cover:{n}", "=", cohort.persons) for n, cohort in enumerate(cohorts)]
    by_coach: dict[int, int] = {}
    for n, cohort in enumerate(cohorts):
        program.column(f"left:{n}", LEFT_CENTS >> min(cohort.tier, 3), None, [(covers[n], 1)])
        if direct.practical[n]:
            terms = [(covers[n], 1), (coaches, int(direct.share_s[n]))]
            by_coach[n] = program.column(f"direct:{n}", int(direct.estimate[n]), None, terms)
    rides, rooms = _add_services(scenario, policy, direct, ways, program, covers)
    result = solve(program)
    if result.status is not LinearStatus.OPTIMAL:
        raise RuntimeError(f"the sharing of services is {result.status}, though leaving people behind is allowed")
    riders: dict[int, Counter[int]] = defaultdict(Counter)
    for service, cohort_no, column in rides:
        if result.x[column] > 1e-6:
            riders[service][region_of[cohort_no]] += result.x[column]
    return Shares(
        {service: dict(counted) for service, counted in riders.items()},
        tuple(float(result.x[by_coach[n]]) if n in by_coach else 0.0 for n in range(len(cohorts))),
        {service: max(0.0, -float(result.duals[row])) for service, row in rooms.items()},
    )


def _add_services(
    scenario: Scenario,
    policy: Policy,
    direct: DirectWays,
    ways: LinehaulWays,
    program: LinearProgram,
    covers: Sequence[int],
) -> tuple[list[tuple[int, int, int]], dict[int, int]]:
    """Columns (service, cohort, column) of all rides worth a look, and the row of each service's seats."""
    rides: list[tuple[int, int, int]] = []
    rooms: dict[int, int] = {}
    for number in orderable(scenario, policy)[0]:
        service, seats = scenario.services[number], usable_per_unit(scenario, policy, scenario.services[number])
        mine = np.flatnonzero(ways.practical & (ways.service == number))
        worth = [way for way in mine.tolist() if _worth(direct, ways, way, service.seat_cents)]
        if not worth:
            continue
        rooms[number] = room = program.row(f"room:{number}", "<=", 0)
        whole = program.row(f"units:{number}", "<=", 0)
        program.column(f"open:{number}", service.fixed_cents, 1, [(whole, -service.units)])
        program.column(f"carriages:{number}", service.unit_cents, service.units, [(room, -seats), (whole, 1)])
        most = most_through_hubs(scenario, policy, service)
        hub = None if most is None else program.row(f"hub:{number}", "<=", most)
        for way in worth:
            cohort = int(ways.cohort[way])
            terms = [(covers[cohort], 1), (room, 1), *([] if hub is None else [(hub, 1)])]
            cents = int(ways.estimate[way]) + service.seat_cents
            rides.append((number, cohort, program.column(f"ride:{number}:{cohort}", cents, None, terms)))
    return rides, rooms


def _worth(direct: DirectWays, ways: LinehaulWays, way: int, seat_cents: int) -> bool:
    cohort = ways.cohort[way]
    cents = int(ways.estimate[way]) + seat_cents
    return not direct.practical[cohort] or cents <= DEAREST_RATIO * int(direct.estimate[cohort])
