"""A table whose cells have been read, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner.errors import CellProblem
from planner.ingest.cells import NUMBER_TYPED, BadCell, CellContext, clean, parser
from planner.ingest.contracts.column import Column, Kind, Table
from planner.ingest.headers import match_headers
from planner.ingest.rawtable import RawTable
from planner.ingest.report import Report, shown

BAD: Any = object()
"""Stands where a cell could not be read; its problem is already in the report."""

_TEXT_ONLY = frozenset({Kind.ID, Kind.COUNTY, Kind.AREA, Kind.AREAS, Kind.IDS, Kind.NATIONAL_ID, Kind.PHONE})


@dataclass(frozen=True, slots=True)
class Frame:
    """Cells of a table by column name.

    Attributes
    ----------
    lines : list of int
        Line of each row as a person counts it.
    texts, values : mapping
        Column name → cells as text and as read; ``None`` not given, ``BAD`` not readable.
    headers : mapping
        Column name → header as written.
    """

    table: Table
    lines: list[int]
    texts: dict[str, list[str]]
    values: dict[str, list[Any]]
    headers: dict[str, str]

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, name: str) -> bool:
        """Whether the column is there."""
        return name in self.values

    def given(self, name: str) -> Iterator[tuple[int, Any]]:
        """Row index and value of every cell of a column that is given and readable."""
        for index, value in enumerate(self.values.get(name, ())):
            if value is not None and value is not BAD:
                yield index, value

    def pairs(self, one: str, other: str) -> Iterator[tuple[int, Any, Any]]:
        """Row index and both values where both columns are given and readable."""
        if not (self.has(one) and self.has(other)):
            return
        for index, (a, b) in enumerate(zip(self.values[one], self.values[other], strict=True)):
            if a is not None and b is not None and a is not BAD and b is not BAD:
                yield index, a, b

    def known_ids(self, name: str) -> frozenset[str]:
        """Every text of a key column, readable or not, so that one bad id is not reported twice."""
        return frozenset(self.texts.get(name, ()))

    def problem(self, index: int, column: str, code: str, reason: str) -> CellProblem:
        """A problem of one cell; the reason is preceded by the value."""
        contract = self.table.column(column)
        value = shown(contract, self.texts[column][index]) if column in self.texts else ""
        header = self.headers.get(column, column)
        return CellProblem(self.table.name, self.lines[index], header, value, code, f"{value!r} {reason}")


def read_frame(raw: RawTable, table: Table, context: CellContext, report: Report) -> Frame:
    """Read every cell of a table; each bad one becomes a problem."""
    positions = match_headers(table, raw.headers, report)
    texts: dict[str, list[str]] = {}
    values: dict[str, list[Any]] = {}
    headers = {name: raw.headers[position] for name, position in positions.items()}
    frame = Frame(table, raw.lines, texts, values, headers)
    for column in table.columns:
        if column.name in positions:
            position = positions[column.name]
            _read_column(frame, column, raw.columns[position], raw.numbers.get(position, set()), context, report)
    return frame


def _read_column(
    frame: Frame, column: Column, cells: tuple[str, ...], numbers: set[int], context: CellContext, report: Report
) -> None:
    """Each distinct text is read once; 100 000 rows share few dates, ids of sites and colours."""
    read = parser(column, context)
    memo: dict[str, tuple[str, Any]] = {}
    faults: dict[str, BadCell] = {}
    for cell in set(cells):
        text = clean(cell)
        if not text:
            memo[cell] = ("", None if column.may_be_empty else BAD)
            if not column.may_be_empty:
                faults[cell] = BadCell("missing", f"is empty; {frame.table.name} needs {column.name} in every row")
            continue
        try:
            memo[cell] = (text, read(text))
        except BadCell as fault:
            memo[cell] = (text, BAD)
            faults[cell] = fault
    frame.texts[column.name] = [memo[cell][0] for cell in cells]
    frame.values[column.name] = values = [memo[cell][1] for cell in cells]
    if faults:
        for index, cell in enumerate(cells):
            if cell in faults:
                report.add(frame.problem(index, column.name, faults[cell].code, faults[cell].reason))
    if numbers and column.kind in _TEXT_ONLY:
        for index in sorted(numbers):
            if values[index] is not BAD:
                values[index] = BAD
                report.add(frame.problem(index, column.name, "number_typed_id", NUMBER_TYPED))
