"""Rows of one table: header against the columns asked for, every bad cell noted."""

from __future__ import annotations

import csv
import gc
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, is_dataclass
from inspect import isfunction, signature
from itertools import islice, repeat
from pathlib import Path
from typing import TypeVar, cast

from planner.errors import CellProblem
from planner.verify.read.cells import Parser, count, counted
from planner.verify.read.chinese import header_meanings, plain

Row = TypeVar("Row")
ABSENT = -1
BLOCK = 4_096
"""Lines that are read together."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column to read: its name in the file, the field of the row type that takes it, and its parser.

    A column that is not ``needed`` may be missing from the header; its cells then count as empty.
    """

    name: str
    parse: Parser
    field: str = ""
    needed: bool = True

    @property
    def target(self) -> str:
        """Field of the row type."""
        return self.field or self.name


def csv_lines(path: Path) -> Iterator[list[str]]:
    """Lines of a CSV file, header first: UTF-8, or what Chinese Excel writes (UTF-16, GB18030).

    Raises
    ------
    ValueError
        The bytes are in none of these, or not CSV.
    """
    try:
        yield from csv.reader(io.StringIO(_decode(path.read_bytes()), newline=""), strict=True)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ValueError(f"not a CSV file in UTF-8 or GB18030: {error}") from error


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def read_rows(
    table: str,
    lines: Iterable[Sequence[str]],
    columns: Sequence[Column],
    make: Callable[..., Row],
    problems: list[CellProblem],
) -> tuple[Row, ...]:
    """Rows of a table; bad cells go to ``problems`` and their rows are left out."""
    try:
        reader = iter(lines)
        meanings = header_meanings(table)
        header = [meanings.get(plain(name), name.strip()) for name in next(reader, [])]
        places = _places(table, header, columns, problems)
        if places is None:
            return ()
        with _rows_without_cycles():
            return tuple(_rows(table, reader, (columns, places, len(header)), make, problems))
    except ValueError as error:
        problems.append(CellProblem(table, None, None, "", "unreadable", str(error)))
        return ()


@contextmanager
def _rows_without_cycles() -> Iterator[None]:
    """Python looks for no cycles while many objects are made that have none: a quarter of the time of reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Memo(dict[str, object]):
    """Values of the cells of like columns: the same few texts stand in thousands of rows, each is parsed once."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self.parse = parse

    def __missing__(self, cell: str) -> object:
        value = self[cell] = self.parse(cell.strip())
        return value

    def values_of(self, column: Sequence[str]) -> Sequence[object]:
        """Values of many cells."""
        plain = counted(column) if self.parse is count else None
        return list(map(self.__getitem__, column)) if plain is None else plain


def _rows(
    table: str,
    reader: Iterator[Sequence[str]],
    form: tuple[Sequence[Column], Sequence[int], int],
    make: Callable[..., Row],
    problems: list[CellProblem],
) -> Iterator[Row]:
    """Rows block by block; a block in which anything is wrong is read again line by line."""
    columns, places, width = form
    names = [column.target for column in columns]
    memos = {column.parse: _Memo(column.parse) for column in columns}
    steps = [(place, memos[column.parse]) for place, column in zip(places, columns, strict=True)]

    def row(*values: object) -> Row:
        return make(**dict(zip(names, values, strict=True)))

    first, many = 2, _many(make, names)
    while lines := list(islice(reader, BLOCK)):
        whole = _whole_block(lines, width, steps, many)
        if whole is None:
            yield from _line_by_line(table, (first, lines, width), (columns, places, steps), row, problems)
        else:
            yield from whole
        first += len(lines)


def _many(make: Callable[..., Row], names: Sequence[str]) -> Callable[[Sequence[Sequence[object]]], list[Row]]:
    """How many rows are made of the values of their columns.

    Where the columns are the first fields of a record with slots that checks nothing itself, and the others have
    defaults, the slots are filled column by column: a third of the time that calling the record for every row takes.
    """
    known = list(fields(make)) if is_dataclass(make) else []
    others = known[len(names) :]
    if isfunction(make) and list(signature(make).parameters) == list(names):
        return lambda columns: list(map(make, *columns))
    plain = hasattr(make, "__slots__") and not hasattr(make, "__post_init__")
    if not plain or [field.name for field in known[: len(names)]] != names or any(f.default is MISSING for f in others):
        return lambda columns: [make(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]
    fill = [getattr(make, field.name).__set__ for field in known]

    def filled(columns: Sequence[Sequence[object]]) -> list[Row]:
        rows = cast(list[Row], list(map(object.__new__, repeat(cast(type, make), len(columns[0])))))
        defaults = (repeat(field.default) for field in others)
        for put, values in zip(fill, (*columns, *defaults), strict=True):
            deque(map(put, rows, values), maxlen=0)
        return rows

    return filled


def _whole_block(
    lines: Sequence[Sequence[str]],
    width: int,
    steps: Sequence[tuple[int, _Memo]],
    many: Callable[[Sequence[Sequence[object]]], list[Row]],
) -> list[Row] | None:
    """Rows of lines without a fault, column by column; ``None``: there is one."""
    if set(map(len, lines)) != {width}:
        return None
    columns = list(zip(*lines, strict=True))
    absent = ("",) * len(lines)
    try:
        return many([memo.values_of(absent if place == ABSENT else columns[place]) for place, memo in steps])
    except ValueError:
        return None


def _line_by_line(
    table: str,
    block: tuple[int, Sequence[Sequence[str]], int],
    form: tuple[Sequence[Column], Sequence[int], Sequence[tuple[int, _Memo]]],
    make: Callable[..., Row],
    problems: list[CellProblem],
) -> Iterator[Row]:
    """Rows of lines, numbered from the first; bad cells go to ``problems`` and their rows are left out."""
    (first, lines, width), (columns, places, steps) = block, form
    for number, cells in enumerate(lines, first):
        if len(cells) != width:
            if any(cell.strip() for cell in cells):
                reason = f"{len(cells)} cells under a header of {width}"
                problems.append(CellProblem(table, number, None, "", "ragged", reason))
            continue
        try:
            yield make(*(memo["" if place == ABSENT else cells[place]] for place, memo in steps))
        except ValueError as error:
            problems.extend(_bad_cells(table, number, cells, columns, places) or [_bad_row(table, number, error)])


def _bad_row(table: str, number: int, error: ValueError) -> CellProblem:
    return CellProblem(table, number, None, "", "contradiction", str(error))


def _bad_cells(
    table: str, number: int, cells: Sequence[str], columns: Sequence[Column], places: Sequence[int]
) -> list[CellProblem]:
    found = []
    for column, place in zip(columns, places, strict=True):
        cell = "" if place == ABSENT else cells[place].strip()
        try:
            column.parse(cell)
        except ValueError as error:
            found.append(CellProblem(table, number, column.name, cell[:40], "bad_value", str(error)))
    return found


def _places(
    table: str, header: Sequence[str], columns: Sequence[Column], problems: list[CellProblem]
) -> list[int] | None:
    missing = [column.name for column in columns if column.needed and column.name not in header]
    problems.extend(
        CellProblem(table, 1, name, "", "missing_column", f"{table} has no column {name}") for name in missing
    )
    if missing:
        return None
    return [header.index(column.name) if column.name in header else ABSENT for column in columns]
