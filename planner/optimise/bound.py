"""Lower bounds on every level of the objective, by linear relaxation with floor prices.

The relaxation keeps coverage, the offered services (seats, carriages, fixed costs relaxed to fractions), the
trips that fleets may make at all where each has a limit; minimum loads are relaxed away. Each person pays at least
the floor of ``CoachPrices.floor``. Every accepted plan is a point of it, so its optimum bounds them all. Rows,
columns and duals are kept in integers and fractions: ``verify --bound`` re-proves the value by weak duality, without
a solver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.limits import Limits, Progress
from planner.domain.plan import Bound, ObjectiveLevel
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.engines.linear import LinearProgram, LinearResult, LinearStatus, solve
from planner.optimise.master import alike, orderable, usable_per_unit

METHOD = "linear relaxation with floor prices"
SHARE_SCALE = 1_000_000
"""Coach shares (1 / usable seats) are counted in millionths, rounded down."""
DUAL_SCALE = 1 << 40
"""Duals are rounded to this grid; exact arithmetic on them keeps the bound valid."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Bounds by level and what re-proves them (``bound.json``)."""

    bounds: tuple[Bound, ...]
    proof: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Relaxation:
    program: LinearProgram
    left: dict[int, list[int]]
    """Columns of persons left behind, by tier."""
    prices: list[int]


def prove_bounds(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    direct: DirectWays,
    ways: LinehaulWays,
    levels: Sequence[ObjectiveLevel],
    limits: Limits,
    restricted: bool = False,
) -> Certificate:
    """Bound each level over all plans at least as good on the levels before it.

    Parameters
    ----------
    cohorts : sequence of Cohort
        The eligible ones; persons refused by the funnel count as left in every plan and are added by the caller.
    levels : sequence of ObjectiveLevel
        ``unserved_tier_t`` … then ``cost``, with the plan's values over the same cohorts.
    """
    relaxation = _relax(scenario, policy, cohorts, direct, ways)
    program = relaxation.program
    bounds, proofs = [], []
    for level in levels:
        limits.report(Progress("bound", 0.0, message=level.name))
        tier = int(level.name.rsplit("_", 1)[1]) if level.name.startswith("unserved_tier_") else None
        columns = set(relaxation.left.get(tier, ())) if tier is not None else set()
        costs = [(int(j in columns) if tier is not None else price) for j, price in enumerate(relaxation.prices)]
        staged = _with_costs(program, costs)
        result = solve(staged)
        value, proof = _certify(staged, result, level.name)
        bounds.append(_bound(level, value, restricted))
        proofs.append(proof)
        if tier is not None:
            _cap_left(program, relaxation.left.get(tier, []), tier, level.value)
    return Certificate(tuple(bounds), {"method": METHOD, "levels": proofs})


def _bound(level: ObjectiveLevel, value: int, restricted: bool) -> Bound:
    gap = 0.0 if level.value <= 0 else max(0.0, (level.value - value) / level.value)
    return Bound(level.name, value, METHOD, gap, restricted)


def _cap_left(program: LinearProgram, columns: list[int], tier: int, value: int) -> None:
    """From here on, only plans that leave no more of this tier behind than the published one."""
    row = program.row(f"left_at_most:{tier}", "<=", value)
    for j in columns:
        column = program.columns[j]
        program.columns[j] = type(column)(column.name, column.cost, column.upper, (*column.terms, (row, 1)))


def _with_costs(program: LinearProgram, costs: list[int]) -> LinearProgram:
    columns = [type(c)(c.name, cost, c.upper, c.terms) for c, cost in zip(program.columns, costs, strict=True)]
    return LinearProgram(list(program.rows), columns)


def _relax(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], direct: DirectWays, ways: LinehaulWays
) -> _Relaxation:
    """Rows and columns shared by all levels."""
    program = LinearProgram()
    trips = _trip_row(scenario, program)
    prices: list[int] = []
    left: dict[int, list[int]] = {}
    coach: dict[int, int] = {}
    groups = alike(scenario, cohorts, range(len(cohorts)))  # the floor of a group is the least among its cohorts
    group_of = {member: group for group, members in enumerate(groups) for member in members}
    rows = [program.row(f"cover:{g}", "=", sum(cohorts[m].persons for m in ms)) for g, ms in enumerate(groups)]
    for g, members in enumerate(groups):
        left.setdefault(cohorts[members[0]].tier, []).append(program.column(f"left:{g}", 0, None, [(rows[g], 1)]))
        prices.append(0)
        able = [m for m in members if direct.possible[m]]
        if able:
            terms = [(rows[g], 1)]
            if trips is not None:
                terms.append((trips, SHARE_SCALE // max(int(direct.seats[m]) for m in able)))
            program.column(f"direct:{g}", 0, None, terms)
            prices.append(min(int(direct.floor[m]) for m in able))
            if trips is None:
                coach[g] = prices[-1]
    _add_services(scenario, policy, program, prices, group_of, rows, ways, coach)
    return _Relaxation(program, left, prices)


def _trip_row(scenario: Scenario, program: LinearProgram) -> int | None:
    """Loaded trips of all fleets, where every fleet has a limit on them."""
    if not scenario.fleets or any(f.max_trips is None for f in scenario.fleets):
        return None
    most = sum(f.count * (f.max_trips or 0) for f in scenario.fleets)
    return program.row("coach_trips", "<=", most * SHARE_SCALE)


def _add_services(
    scenario: Scenario,
    policy: Policy,
    program: LinearProgram,
    prices: list[int],
    group_of: Mapping[int, int],
    rows: list[int],
    ways: LinehaulWays,
    coach: Mapping[int, int],
) -> None:
    """Columns of every service that may be ordered, fractions of it allowed.

    ``coach`` holds the price of groups whose direct coach nothing limits: a ride that costs as much can be left out,
    since no optimum needs it. Minimum loads are relaxed away, so that leaving it out takes nothing from others.
    """
    for number in orderable(scenario, policy)[0]:
        service = scenario.services[number]
        mine = np.flatnonzero(ways.service == number)
        if not len(mine):
            continue
        room = program.row(f"room:{service.service_id}", "<=", 0)
        whole = program.row(f"units:{service.service_id}", "<=", 0)
        program.column(f"open:{service.service_id}", 0, 1, [(whole, -service.units)])
        prices.append(service.fixed_cents)
        program.column(
            f"carriages:{service.service_id}",
            0,
            service.units,
            [(room, -usable_per_unit(scenario, policy, service)), (whole, 1)],
        )
        prices.append(service.unit_cents)
        best: dict[int, int] = {}
        for way in mine:
            group = group_of[int(ways.cohort[way])]
            best[group] = min(best.get(group, 1 << 60), int(ways.floor[way]))
        for group, cents in sorted(best.items()):
            if cents + service.seat_cents < coach.get(group, 1 << 60):
                program.column(f"ride:{service.service_id}:{group}", 0, None, [(rows[group], 1), (room, 1)])
                prices.append(cents + service.seat_cents)


def _certify(program: LinearProgram, result: LinearResult, name: str) -> tuple[int, dict[str, object]]:
    """Exact weak-duality value of the rounded duals, and the proof that a checker repeats."""
    usable = result.status is LinearStatus.OPTIMAL and len(result.duals) == len(program.rows)
    duals = [_clean(row.sense, dual) for row, dual in zip(program.rows, result.duals, strict=True)] if usable else []
    if not usable:
        duals = [0] * len(program.rows)
    duals = _repair(program, duals)
    value = Fraction(sum(row.rhs * y for row, y in zip(program.rows, duals, strict=True)), DUAL_SCALE)
    for column in program.columns:
        reduced = _reduced(column.cost, column.terms, duals)
        if column.upper is not None and reduced < 0:
            value += Fraction(reduced * column.upper, DUAL_SCALE)
    whole = max(0, -((-value.numerator) // value.denominator))
    return whole, _proof(program, duals, name, whole)


def _clean(sense: str, dual: float) -> int:
    """A dual on the grid, with the sign that its row allows."""
    y = round(dual * DUAL_SCALE)
    if sense == "<=":
        return min(y, 0)
    return max(y, 0) if sense == ">=" else y


def _reduced(cost: int, terms: Sequence[tuple[int, int]], duals: list[int]) -> int:
    return cost * DUAL_SCALE - sum(duals[row] * value for row, value in terms)


def _repair(program: LinearProgram, duals: list[int]) -> list[int]:
    """Lower coverage duals until no unlimited column has a negative reduced cost."""
    fixed = list(duals)
    for column in program.columns:
        if column.upper is not None:
            continue
        reduced = _reduced(column.cost, column.terms, fixed)
        if reduced < 0:
            row, _ = next((r, v) for r, v in column.terms if v == 1 and program.rows[r].sense == "=")
            fixed[row] += reduced
    return fixed


def _proof(program: LinearProgram, duals: list[int], name: str, value: int) -> dict[str, object]:
    return {
        "name": name,
        "value": value,
        "rows": [{"id": r.name, "sense": r.sense, "rhs": r.rhs} for r in program.rows],
        "columns": [
            {"id": c.name, "cost": c.cost, "upper": c.upper, "terms": [list(t) for t in c.terms]}
            for c in program.columns
        ],
        "duals": [str(Fraction(y, DUAL_SCALE)) for y in duals],
    }
