"""A linear or mixed-integer program in integers, solved by HiGHS behind our own status words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import highspy
import numpy as np

from planner.optimise.engines.arrays import F64


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


def solve(
    program: LinearProgram, seed: int, threads: int, time_limit_s: float | None, gap: float = 0.0
) -> LinearResult:
    """Solve with HiGHS.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds; an integer program may then be ``FEASIBLE`` only.
    gap : float
        Relative gap at which an integer program may stop.
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", seed % 2_147_483_647)
    highs.setOptionValue("threads", threads)
    highs.setOptionValue("mip_rel_gap", gap)
    if time_limit_s is not None:
        highs.setOptionValue("time_limit", max(time_limit_s, 0.01))
    highs.passModel(_model(program))
    highs.run()
    status = highs.getModelStatus()
    solution = highs.getSolution()
    known = highs.getInfo().primal_solution_status == 2
    words = {
        highspy.HighsModelStatus.kOptimal: LinearStatus.OPTIMAL,
        highspy.HighsModelStatus.kInfeasible: LinearStatus.INFEASIBLE,
    }
    word = words.get(status, LinearStatus.FEASIBLE if known else LinearStatus.NO_SOLUTION)
    return LinearResult(
        word,
        float(highs.getInfo().objective_function_value),
        np.array(solution.col_value, dtype=np.float64),
        np.array(solution.row_dual, dtype=np.float64),
    )


def _model(program: LinearProgram) -> highspy.HighsLp:
    """Column-wise HiGHS model."""
    infinity = highspy.kHighsInf
    columns = program.columns
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(program.rows)
    model.col_cost_ = np.array([c.cost for c in columns], dtype=np.float64)
    model.col_lower_ = np.zeros(len(columns))
    model.col_upper_ = np.array([infinity if c.upper is None else c.upper for c in columns], dtype=np.float64)
    model.row_lower_ = np.array([-infinity if r.sense == "<=" else r.rhs for r in program.rows], dtype=np.float64)
    model.row_upper_ = np.array([infinity if r.sense == ">=" else r.rhs for r in program.rows], dtype=np.float64)
    sizes = np.array([0, *(len(c.terms) for c in columns)], dtype=np.int64).cumsum()
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = sizes.astype(np.int32)
    model.a_matrix_.index_ = np.array([row for c in columns for row, _ in c.terms], dtype=np.int32)
    model.a_matrix_.value_ = np.array([value for c in columns for _, value in c.terms], dtype=np.float64)
    if any(c.integer for c in columns):
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if c.integer else kinds.kContinuous for c in columns]
    return model
