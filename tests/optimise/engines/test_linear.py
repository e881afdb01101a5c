"""Linear and mixed-integer programs behind our own status words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.optimise.engines.linear import LinearProgram, LinearStatus, solve


def program(integer: bool = False) -> LinearProgram:
    """min 3a + 2b with a + b = 10, b ≤ 4 and 2a + b ≥ 15."""
    made = LinearProgram()
    cover, room, least = made.row("cover", "=", 10), made.row("room", "<=", 4), made.row("least", ">=", 15)
    made.column("a", 3, None, [(cover, 1), (least, 2)], integer)
    made.column("b", 2, None, [(cover, 1), (room, 1), (least, 1)], integer)
    return made


@pytest.mark.parametrize("integer", [False, True])
def test_the_optimum_is_found(integer: bool) -> None:
    result = solve(program(integer))
    assert result.status is LinearStatus.OPTIMAL
    assert result.value == pytest.approx(26) and result.x.tolist() == pytest.approx([6, 4])


def test_duals_have_the_sign_of_their_row_and_give_the_value() -> None:
    result = solve(program())
    assert result.duals[1] <= 0 <= result.duals[2]
    assert result.duals @ [10, 4, 15] == pytest.approx(result.value)


def test_whole_numbers_cost_what_fractions_do_not() -> None:
    made = LinearProgram()
    need = made.row("need", ">=", 5)
    made.column("coach", 7, 9, [(need, 2)], integer=True)
    assert solve(made).value == pytest.approx(21)
    made.columns[0] = type(made.columns[0])("coach", 7, 9, ((need, 2),))
    assert solve(made).value == pytest.approx(17.5)


@pytest.mark.parametrize("integer", [False, True])
def test_what_cannot_be_is_called_infeasible(integer: bool) -> None:
    made = program(integer)
    made.column("none", 0, 0, [(made.row("never", ">=", 1), 1)], integer)
    result = solve(made)
    assert result.status is LinearStatus.INFEASIBLE
    assert len(result.x) == 0


def test_a_program_without_columns_costs_nothing() -> None:
    made = LinearProgram()
    made.row("alone", "<=", 3)
    result = solve(made)
    assert (result.status, result.value, result.duals.tolist()) == (LinearStatus.OPTIMAL, 0.0, [0.0])


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 6)), min_size=1, max_size=5),
    st.integers(0, 20),
)
def test_filling_a_need_takes_the_cheapest_first(columns: list[tuple[int, int, int]], need: int) -> None:
    made = LinearProgram()
    row = made.row("need", ">=", need)
    for number, (cost, worth, upper) in enumerate(columns):
        made.column(str(number), cost, upper, [(row, worth)])
    made.column("left", 100, None, [(row, 1)])
    expected, open_need = 0.0, float(need)
    for cost, worth, upper in sorted(columns, key=lambda c: c[0] / c[1]):
        taken = min(upper, open_need / worth)
        expected, open_need = expected + cost * taken, open_need - worth * taken
    assert solve(made).value == pytest.approx(expected + 100 * open_need, abs=1e-6)


def test_a_run_does_not_import_the_optimisers_before_it_reads() -> None:
    told = "import sys, planner.runs; sys.exit('scipy.optimize' in sys.modules or 'ortools.graph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
