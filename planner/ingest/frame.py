"""A table whose cells have been read, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

TEXT_ONLY = frozenset({Kind.ID, Kind.COUNTY, Kind.AREA, Kind.AREAS, Kind.IDS, Kind.NATIONAL_ID, Kind.PHONE})


@dataclass(frozen=True, slots=True)
class Frame:
    """Cells of a table by column name.

    Attributes
    ----------
    lines : list of int
        Line of each row as a person counts it.
    texts, values : mapping
        Column name → cells as written and as read; ``None`` not given, ``BAD`` not readable.
    headers : mapping
        Column name → header as written.
    """

    table: Table
    lines: list[int]
    texts: dict[str, tuple[str, ...]]
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

    def failing(self, name: str, is_bad: Callable[[Any], bool]) -> Iterator[tuple[int, Any]]:
        """Row index and value of the cells that fail a test, which is run once per distinct value."""
        cells = self.values.get(name, [])
        bad = {value for value in set(cells) if value is not None and value is not BAD and is_bad(value)}
        if bad:
            yield from ((index, value) for index, value in enumerate(cells) if value in bad)

    def pairs(self, one: str, other: str) -> Iterator[tuple[int, Any, Any]]:
        """Row index and both values where both columns are given and readable."""
        if not (self.has(one) and self.has(other)):
            return
        for index, (a, b) in enumerate(zip(self.values[one], self.values[other], strict=True)):
            if a is not None and b is not None and a is not BAD and b is not BAD:
                yield index, a, b

    def known_ids(self, name: str) -> frozenset[str]:
        """Every text of a key column, readable or not, so that one bad id is not reported twice."""
        return frozenset(map(clean, self.texts.get(name, ())))

    def problem(self, index: int, column: str, code: str, reason: str) -> CellProblem:
        """A problem of one cell; the reason is preceded by the value."""
        contract = self.table.column(column)
        value = shown(contract, self.texts[column][index]) if column in self.texts else ""
        header = self.headers.get(column, column)
        return CellProblem(self.table.name, self.lines[index], header, value, code, f"{value!r} {reason}")


def read_frame(raw: RawTable, table: Table, context: CellContext, report: Report) -> Frame:
    """Read every cell of a table; each bad one becomes a problem."""
    positions = match_headers(table, raw.headers, report)
    texts: dict[str, tuple[str, ...]] = {}
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
    memo: dict[str, Any] = {}
    faults: dict[str, BadCell] = {}
    for cell in set(cells):
        text = clean(cell)
        try:
            if not text and not column.may_be_empty:
                raise BadCell("missing", f"is empty; {frame.table.name} needs {column.name} in every row")
            memo[cell] = read(text) if text else None
        except BadCell as fault:
            memo[cell] = BAD
            faults[cell] = fault
    frame.texts[column.name] = cells
    frame.values[column.name] = values = list(map(memo.__getitem__, cells))
    if faults:
        for index, cell in enumerate(cells):
            if cell in faults:
                report.add(frame.problem(index, column.name, faults[cell].code, faults[cell].reason))
    if numbers and column.kind in TEXT_ONLY:
        for index in sorted(numbers):
            if values[index] is not BAD:
                values[index] = BAD
                report.add(frame.problem(index, column.name, "number_typed_id", NUMBER_TYPED))
