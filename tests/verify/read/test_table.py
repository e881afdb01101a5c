from __future__ import annotations

from dataclasses import dataclass

from planner.errors import CellProblem
from planner.verify.read import cells
from planner.verify.read.table import Column, read_rows


@dataclass(frozen=True, slots=True)
class Row:
    """Two columns, in another order than the file's."""

    name: str
    size: int


COLUMNS = (Column("name", cells.text), Column("size", cells.optional(cells.count, 1), needed=False))


def _read(*lines: list[str]) -> tuple[tuple[Row, ...], list[CellProblem]]:
    problems: list[CellProblem] = []
    return read_rows("things", lines, COLUMNS, Row, problems), problems


def test_columns_are_found_by_name_and_may_be_missing_if_not_needed() -> None:
    assert _read(["size", "more", "name"], ["2", "x", " a "]) == ((Row("a", 2),), [])
    assert _read(["name"], ["a"]) == ((Row("a", 1),), [])


def test_every_bad_cell_is_noted_and_its_row_left_out() -> None:
    rows, problems = _read(["name", "size"], ["", "-1"], ["a", "2"], ["b", "x"], ["c"], ["", ""])
    assert rows == (Row("a", 2),)
    assert [(p.row, p.column, p.code) for p in problems] == [
        (2, "name", "bad_value"), (2, "size", "bad_value"), (4, "size", "bad_value"), (5, None, "ragged"),
        (6, "name", "bad_value"),
    ]  # fmt: skip


def test_a_missing_column_is_noted_once() -> None:
    assert [(p.row, p.column, p.code) for p in _read(["size"], ["1"], ["2"])[1]] == [(1, "name", "missing_column")]
