"""Bounds proved again without a solver: weak duality in exact fractions.

For min Σ cost·x over rows and 0 ≤ x ≤ upper, any y with y ≥ 0 on ``>=`` rows and y ≤ 0 on ``<=`` rows gives
Σ rhs·y + Σ_j min(0, cost_j − Σ_i a_ij·y_i)·upper_j ≤ the cost of every x that keeps the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import lcm

from planner.domain.violation import Violation
from planner.verify.read.bound import BoundColumn, BoundLevel

broken = partial(Violation, "bounds")


def check_bounds(
    levels: Sequence[BoundLevel], published: Mapping[str, int], refused: Mapping[str, int]
) -> tuple[Violation, ...]:
    """Re-prove every bound that a plan publishes; violations carry the id ``bounds``.

    Parameters
    ----------
    published : mapping
        Level name → bound of plan.json.
    refused : mapping
        Level name → persons who may not travel whatever the plan; bound.json speaks of the others alone.
    """
    proven = {level.name: level.value + refused.get(level.name, 0) for level in levels}
    return (*_published(published, proven), *(violation for level in levels for violation in check_level(level)))


def _published(published: Mapping[str, int], proven: Mapping[str, int]) -> Iterator[Violation]:
    for name, value in published.items():
        if name not in proven:
            message = f"the bound of {name} comes without a proof"
            yield broken(name, str(value), "a level of bound.json", "bound", message)
        elif value > proven[name]:
            message = f"plan.json says {name} ≥ {value}, bound.json proves {proven[name]}"
            yield broken(name, str(value), str(proven[name]), "bound", message)


def check_level(level: BoundLevel) -> Iterator[Violation]:
    """Signs of the duals, reduced costs of unlimited columns, and the value."""
    if len(level.duals) != len(level.rows):
        found, needed = str(len(level.duals)), str(len(level.rows))
        yield broken(level.name, found, needed, "duals", f"{level.name}: {found} duals for {needed} rows")
        return
    faults = [*_signs(level), *_columns(level)]
    yield from faults
    if not faults and level.value > (most := provable(level)):
        message = f"{level.name}: {level.value} is claimed, {most} is proven"
        yield broken(level.name, str(level.value), str(most), "bound", message)


def _signs(level: BoundLevel) -> Iterator[Violation]:
    for row, dual in zip(level.rows, level.duals, strict=True):
        if row.sense not in ("<=", ">=", "="):
            yield broken(level.name, row.sense, "<=, >= or =", "sense", f"{level.name}: row {row.row_id} has no sense")
        elif (row.sense == "<=" and dual > 0) or (row.sense == ">=" and dual < 0):
            needed = "≤ 0" if row.sense == "<=" else "≥ 0"
            message = f"{level.name}: the dual of row {row.row_id} ({row.sense}) is {dual}"
            yield broken(level.name, str(dual), needed, "dual", message)


def _columns(level: BoundLevel) -> Iterator[Violation]:
    scale, duals = _whole_duals(level)
    for column in level.columns:
        if any(not 0 <= row < len(level.rows) for row, _ in column.terms):
            message = f"{level.name}: column {column.column_id} names a row that does not exist"
            yield broken(level.name, column.column_id, "known rows", "terms", message)
        elif column.upper is None and (reduced := _scaled_reduced_cost(column, scale, duals)) < 0:
            cost = Fraction(reduced, scale)
            message = f"{level.name}: unlimited column {column.column_id} has the reduced cost {cost}"
            yield broken(level.name, str(cost), "≥ 0", "reduced cost", message)
        elif column.upper is not None and column.upper < 0:
            message = f"{level.name}: column {column.column_id} has the upper limit {column.upper}"
            yield broken(level.name, str(column.upper), "≥ 0", "upper limit", message)


def _whole_duals(level: BoundLevel) -> tuple[int, list[int]]:
    """Common denominator and the duals as multiples of it: whole numbers keep the sums exact and fast."""
    scale = lcm(*(dual.denominator for dual in level.duals))
    return scale, [dual.numerator * (scale // dual.denominator) for dual in level.duals]


def _scaled_reduced_cost(column: BoundColumn, scale: int, duals: Sequence[int]) -> int:
    return column.cost * scale - sum(coefficient * duals[row] for row, coefficient in column.terms)


def provable(level: BoundLevel) -> int:
    """Largest whole number that the duals prove.

    Plans have whole x and all costs are whole, so the value may be rounded up; persons and fen are never negative, even
    where floor prices are (they leave room for rounding), so it is at least 0.
    """
    scale, duals = _whole_duals(level)
    value = sum(row.rhs * dual for row, dual in zip(level.rows, duals, strict=True))
    for column in level.columns:
        if column.upper is not None:
            value += min(0, _scaled_reduced_cost(column, scale, duals)) * column.upper
    return max(0, -(-value // scale))
