"""Bounds proved again without a solver: weak duality in exact fractions.

For min Σ cost·x over rows and 0 ≤ x ≤ upper, any y with y ≥ 0 on ``>=`` rows and y ≤ 0 on ``<=`` rows gives
Σ rhs·y + Σ_j min(0, cost_j − Σ_i a_ij·y_i)·upper_j ≤ the cost of every x that keeps the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import ceil
from pathlib import Path

from planner.domain.violation import Violation
from planner.verify.read.bound import BoundLevel, read_bound_levels, read_published_bounds

broken = partial(Violation, "bounds")
_WRONG_SIGN = {"<=": lambda y: y > 0, ">=": lambda y: y < 0, "=": lambda _: False}


def check_bounds(plan_dir: Path) -> tuple[Violation, ...]:
    """Re-prove every bound of a plan folder from bound.json; violations carry the id ``bounds``.

    Raises
    ------
    BadPlanFolder
        bound.json or plan.json is missing or malformed.
    """
    levels, published = read_bound_levels(plan_dir), read_published_bounds(plan_dir)
    return (*_published(published, levels), *(violation for level in levels for violation in check_level(level)))


def _published(published: Mapping[str, int], levels: Sequence[BoundLevel]) -> Iterator[Violation]:
    proven = {level.name: level.value + level.constant for level in levels}
    for name, value in published.items():
        if name not in proven:
            yield broken(
                name, str(value), "a level of bound.json", "bound", f"the bound of {name} comes without a proof"
            )
        elif value > proven[name]:
            limit = str(proven[name])
            yield broken(
                name, str(value), limit, "bound", f"plan.json says {name} ≥ {value}, bound.json proves {limit}"
            )


def check_level(level: BoundLevel) -> Iterator[Violation]:
    """Signs of the duals, reduced costs of unlimited columns, and the value."""
    if len(level.duals) != len(level.rows):
        found, needed = str(len(level.duals)), str(len(level.rows))
        yield broken(level.name, found, needed, "duals", f"{level.name}: {found} duals for {needed} rows")
        return
    faults = [*_signs(level), *_columns(level)]
    yield from faults
    if not faults and level.value > (most := provable(level)):
        yield broken(
            level.name,
            str(level.value),
            str(most),
            "bound",
            f"{level.name}: {level.value} is claimed, {most} is proven",
        )


def _signs(level: BoundLevel) -> Iterator[Violation]:
    for row, dual in zip(level.rows, level.duals, strict=True):
        if row.sense not in _WRONG_SIGN:
            yield broken(level.name, row.sense, "<=, >= or =", "sense", f"{level.name}: row {row.row_id} has no sense")
        elif _WRONG_SIGN[row.sense](dual):
            needed = "≤ 0" if row.sense == "<=" else "≥ 0"
            message = f"{level.name}: the dual of row {row.row_id} ({row.sense}) is {dual}"
            yield broken(level.name, str(dual), needed, "dual", message)


def _columns(level: BoundLevel) -> Iterator[Violation]:
    for column in level.columns:
        if any(not 0 <= row < len(level.rows) for row, _ in column.terms):
            message = f"{level.name}: column {column.column_id} names a row that does not exist"
            yield broken(level.name, column.column_id, "known rows", "terms", message)
        elif column.upper is None and (reduced := reduced_cost(column.cost, column.terms, level.duals)) < 0:
            message = f"{level.name}: unlimited column {column.column_id} has the reduced cost {reduced}"
            yield broken(level.name, str(reduced), "≥ 0", "reduced cost", message)


def reduced_cost(cost: int, terms: Sequence[tuple[int, int]], duals: Sequence[Fraction]) -> Fraction:
    """cost − Σ coefficient × dual."""
    return cost - sum((coefficient * duals[row] for row, coefficient in terms), Fraction(0))


def provable(level: BoundLevel) -> int:
    """Largest whole number that the duals prove.

    Plans have whole x and all costs are whole, so the value may be rounded up; with no negative cost it is at least 0.
    """
    value = sum((row.rhs * dual for row, dual in zip(level.rows, level.duals, strict=True)), Fraction(0))
    for column in level.columns:
        if column.upper is not None:
            value += min(Fraction(0), reduced_cost(column.cost, column.terms, level.duals)) * column.upper
    least = 0 if all(column.cost >= 0 for column in level.columns) else ceil(value)
    return max(least, ceil(value))
