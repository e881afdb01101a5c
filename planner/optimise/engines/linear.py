"""A linear or mixed-integer program in integers, solved by HiGHS behind our own status words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimise.engines.arrays import F64

if TYPE_CHECKING:
    from scipy import optimize


class LinearStatus(StrEnum):
    """What the engine can say."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_SOLUTION = "no_solution"


@dataclass(frozen=True, slots=True)
class Row:
    """Σ terms (sense) rhs, sense one of ``<=``, ``>=``, ``=``."""

    name: str
    sense: str
    rhs: int


@dataclass(frozen=True, slots=True)
class Column:
    """A variable in [0, upper]; ``upper`` ``None`` means no limit. ``terms``: (row number, coefficient)."""

    name: str
    cost: int
    upper: int | None
    terms: tuple[tuple[int, int], ...]
    integer: bool = False


@dataclass(slots=True)
class LinearProgram:
    """Minimise Σ cost · x; built row by row and column by column."""

    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)

    def row(self, name: str, sense: str, rhs: int) -> int:
        """Add a row and return its number."""
        self.rows.append(Row(name, sense, rhs))
        return len(self.rows) - 1

    def column(
        self, name: str, cost: int, upper: int | None, terms: list[tuple[int, int]], integer: bool = False
    ) -> int:
        """Add a column and return its number."""
        self.columns.append(Column(name, cost, upper, tuple(terms), integer))
        return len(self.columns) - 1


@dataclass(frozen=True, slots=True)
class LinearResult:
    """Values of the columns and duals of the rows (LP only), with the status."""

    status: LinearStatus
    value: float
    x: F64
    duals: F64


def solve(program: LinearProgram, time_limit_s: float | None = None, gap: float = 0.0) -> LinearResult:
    """Solve with the HiGHS inside SciPy; duals come with linear programs only.

    OR-Tools 9.15 and the highspy wheel carry clashing copies of HiGHS, so a process can load only one of them;
    SciPy's copy lives with both.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds; an integer program may then be ``FEASIBLE`` only.
    gap : float
        Relative gap at which an integer program may stop.
    """
    if not program.columns:
        return LinearResult(LinearStatus.OPTIMAL, 0.0, np.empty(0), np.zeros(len(program.rows)))
    cost = np.array([c.cost for c in program.columns], dtype=np.float64)
    upper = np.array([np.inf if c.upper is None else c.upper for c in program.columns], dtype=np.float64)
    limit_s = np.inf if time_limit_s is None else max(time_limit_s, 0.01)
    if any(c.integer for c in program.columns):
        return _solve_integer(program, cost, upper, limit_s, gap)
    return _solve_linear(program, cost, upper, limit_s)


def load_optimisers() -> ModuleType:
    """SciPy's optimisers, a fifth of all that a run imports: whoever waits for something else may load them then."""
    from scipy import optimize

    return optimize


def _matrix(program: LinearProgram) -> sparse.csr_array:
    """Coefficients, rows × columns."""
    sizes = [len(c.terms) for c in program.columns]
    columns = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.array([row for c in program.columns for row, _ in c.terms], dtype=np.int64)
    values = np.array([value for c in program.columns for _, value in c.terms], dtype=np.float64)
    return sparse.csr_array((values, (rows, columns)), shape=(len(program.rows), len(sizes)))


def _solve_integer(program: LinearProgram, cost: F64, upper: F64, limit_s: float, gap: float) -> LinearResult:
    low = np.array([-np.inf if r.sense == "<=" else r.rhs for r in program.rows], dtype=np.float64)
    high = np.array([np.inf if r.sense == ">=" else r.rhs for r in program.rows], dtype=np.float64)
    optimize = load_optimisers()
    # Presolving takes longer than the rest and gains little: on the choice of services for 100,000 persons the answer
    # within 0.2 % stands after 5.5 s instead of 21 s.
    result = optimize.milp(
        cost,
        integrality=np.array([c.integer for c in program.columns], dtype=np.int64),
        bounds=optimize.Bounds(np.zeros(len(cost)), upper),
        constraints=optimize.LinearConstraint(_matrix(program), low, high),
        options={"time_limit": limit_s, "mip_rel_gap": gap, "presolve": False},
    )
    return _answer(result, np.empty(0))


def _solve_linear(program: LinearProgram, cost: F64, upper: F64, limit_s: float) -> LinearResult:
    rhs = np.array([r.rhs for r in program.rows], dtype=np.float64)
    senses = np.array([r.sense for r in program.rows])
    sign = np.where(senses == ">=", -1.0, 1.0)
    flipped = sparse.csr_array(sparse.diags_array(sign) @ _matrix(program)) if len(sign) else _matrix(program)
    result = solve_sparse(cost, upper, flipped, sign * rhs, senses == "=", limit_s)
    return LinearResult(result.status, result.value, result.x, sign * result.duals)


def solve_sparse(
    cost: F64,
    upper: F64,
    matrix: sparse.csr_array,
    right: F64,
    equal: npt.NDArray[np.bool_],
    limit_s: float = np.inf,
) -> LinearResult:
    """Minimise cost · x over 0 ≤ x ≤ upper, matrix · x = right where ``equal`` and ≤ elsewhere; duals by row."""
    if not len(cost):  # nobody may travel
        return LinearResult(LinearStatus.OPTIMAL, 0.0, np.empty(0), np.zeros(len(right)))
    optimize, less = load_optimisers(), ~equal
    table: Any = matrix  # the type stubs of linprog know dense tables alone
    result = optimize.linprog(
        cost,
        A_ub=table[less] if less.any() else None,
        b_ub=right[less] if less.any() else None,
        A_eq=table[equal] if equal.any() else None,
        b_eq=right[equal] if equal.any() else None,
        bounds=[(0.0, most) for most in upper.tolist()],
        method="highs",
        options={"time_limit": limit_s},
    )
    duals = np.zeros(len(right))
    if result.status == 0:
        if equal.any():
            duals[equal] = result.eqlin.marginals
        if less.any():
            duals[less] = result.ineqlin.marginals
    return _answer(result, duals)


def _answer(result: optimize.OptimizeResult, duals: F64) -> LinearResult:
    """SciPy's status numbers in our words; "stopped by time" may still hold a solution."""
    x = np.empty(0) if result.x is None else np.asarray(result.x, dtype=np.float64)
    if result.status == 0:
        word = LinearStatus.OPTIMAL
    elif result.status == 2:
        word = LinearStatus.INFEASIBLE
    else:
        word = LinearStatus.FEASIBLE if len(x) else LinearStatus.NO_SOLUTION
    return LinearResult(word, float(result.fun) if len(x) else float("nan"), x, duals)
