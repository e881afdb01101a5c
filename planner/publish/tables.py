"""The plan folder: written whole or not at all, and read back to the same plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from planner.domain.plan import Duty, Plan
from planner.domain.scenario import Scenario
from planner.errors import BadPlanFolder
from planner.publish.atomic import written_whole
from planner.publish.cells import Moments, Reader, cell_reader, column_writer
from planner.publish.contracts import PLAN_FILES, SHAPES_FILE, TABLES, PlanTable
from planner.publish.documents import read_documents, write_documents, write_shapes
from planner.units import LocalClock

TRIP_KIND = "trip"
_BLOCK = 4_096
"""Rows that are written together."""
_LAST = frozenset({"manifest", "unserved", "residuals"})
"""Tables that are known last: who sits where, who stays behind and why."""


def write_plan(plan: Plan, scenario: Scenario, folder: Path) -> None:
    """Write ``plan`` as the folder ``folder``; an earlier plan there is replaced at the end, in one step.

    Moments are written as local time of the campaign with offset.

    Raises
    ------
    BadPlanFolder
        ``folder`` holds something that is not a plan.
    ValueError
        A value cannot stand in its column, e.g. a fraction of a metre.
    """
    with written_whole(folder) as draft:
        write_files(plan, scenario, draft)


def write_files(
    plan: Plan,
    scenario: Scenario,
    folder: Path,
    written: Callable[[str], None] = lambda _: None,
    done: Callable[[], Container[str]] = frozenset,
) -> None:
    """Write the files of ``plan`` into ``folder``, which nobody takes for a plan yet.

    Parameters
    ----------
    written : callable, optional
        Takes the name of each file once it is whole; plan.json is the last.
    done : callable, optional
        Names of files that another process has written meanwhile (``write_early``), asked for once what it does not
        write is whole.

    Raises
    ------
    ValueError
        A value cannot stand in its column, e.g. a fraction of a metre.
    """
    moments, names = Moments(scenario.campaign.clock), None
    for table in sorted(TABLES, key=lambda table: table.attribute not in _LAST):
        if names is None and table.attribute not in _LAST:
            names = done()
        if names is None or table.file not in names:
            _write_table(folder / table.file, table, getattr(plan, table.attribute), moments)
            written(table.file)
    write_documents(plan, folder, written, names or ())


def write_early(
    rows: Mapping[str, Sequence[Any]], clock: LocalClock, folder: Path, written: Callable[[str], None]
) -> tuple[str, ...]:
    """Write the files of a plan that do not tell who sits where and who stays behind; their names.

    Parameters
    ----------
    rows : mapping
        Rows by field of ``Plan``.
    clock : LocalClock
        Local time of the campaign.
    written : callable
        Takes the name of each file once it is whole.
    """
    moments, names = Moments(clock), [SHAPES_FILE]
    for table in (table for table in TABLES if table.attribute not in _LAST):
        _write_table(folder / table.file, table, rows[table.attribute], moments)
        written(table.file)
        names.append(table.file)
    write_shapes(tuple(rows["shapes"]), folder, written)
    return tuple(names)


def read_plan(folder: Path, clock: LocalClock | None = None, only: frozenset[str] | None = None) -> Plan:
    """Read a plan folder; exactly what ``write_plan`` was given.

    Parameters
    ----------
    folder : Path
        A folder written by ``write_plan`` or by hand; columns that are not known are left aside.
    clock : LocalClock, optional
        Local time of moments written without offset; without it such a moment is an error.
    only : frozenset of str, optional
        Fields of ``Plan`` to read tables for; the other tables and the bound certificate stay empty.

    Raises
    ------
    BadPlanFolder
        A file or column is missing, or a cell cannot be read; names file, line, column and value.
    """
    missing = [name for name in PLAN_FILES if not (folder / name).is_file()]
    if missing:
        raise BadPlanFolder(f"{folder.name} lacks {', '.join(missing)}; plan again or copy it whole")
    wanted = [table for table in TABLES if only is None or table.attribute in only]
    rows = {table.attribute: _rows_in(table, _read_table(folder / table.file, table, clock)) for table in wanted}
    return replace(read_documents(folder, with_proof=only is None), **cast(dict[str, Any], rows))


def _duty_out(duty: Duty) -> Duty:
    if duty.kind == TRIP_KIND:
        return duty
    if duty.trip_id is not None:
        raise ValueError(f"duty {duty.vehicle_id} {duty.seq} is a {duty.kind} and cannot name trip {duty.trip_id}")
    return Duty(
        duty.vehicle_id, duty.seq, duty.kind, duty.from_place, duty.to_place,
        duty.depart_at, duty.arrive_at, duty.distance_m, duty.kind,
    )  # fmt: skip


def _rows_in(table: PlanTable, rows: Iterator[object]) -> tuple[object, ...]:
    if table.row_type is Duty:
        duties = cast(Iterator[Duty], rows)
        return tuple(d if d.kind == TRIP_KIND else replace(d, trip_id=None) for d in duties)
    return tuple(rows)


def _write_table(path: Path, table: PlanTable, rows: Sequence[Any], moments: Moments) -> None:
    """Rows as they stand in the file: the trip column of a duty names the trip, or what else it is."""
    writers = [column_writer(column, moments) for column in table.columns]
    values = attrgetter(*(column.field for column in table.columns))
    waiting = map(_duty_out, rows) if table.row_type is Duty else iter(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_csv_text([[column.name for column in table.columns]]))
        while block := list(islice(waiting, _BLOCK)):
            columns = zip(*map(values, block), strict=True)
            texts = [write(column) for write, column in zip(writers, columns, strict=True)]
            file.write(_csv_text(list(zip(*texts, strict=True))))


def _csv_text(lines: Sequence[Sequence[str]]) -> str:
    """Lines of a CSV file: quoted where they have to be, which hardly any has."""
    plain = "\n".join(map(",".join, lines)) + "\n"
    commas, ends = (len(lines[0]) - 1) * len(lines), len(lines)
    if (plain.count(","), plain.count("\n")) == (commas, ends) and not ('"' in plain or "\r" in plain):
        return plain
    text = io.StringIO(newline="")
    whole = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for cells in lines:
        # A bare carriage return is not quoted by the plain dialect and would end the line.
        (quoted if "\r" in "".join(cells) else whole).writerow(cells)
    return text.getvalue()


def _read_table(path: Path, table: PlanTable, clock: LocalClock | None) -> Iterator[object]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, strict=True)
        try:
            form = _Form.of(table, next(lines, []), clock)
            for cells in lines:
                yield form.row(cells, lines.line_num)
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadPlanFolder(f"{path.name} cannot be read as UTF-8 CSV: {error}") from error


@dataclass(frozen=True, slots=True)
class _Form:
    """How the lines of one file become rows: where each column stands and how its cells are read."""

    table: PlanTable
    width: int
    places: tuple[int, ...]
    readers: tuple[Reader, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, table: PlanTable, header: Sequence[str], clock: LocalClock | None) -> _Form:
        absent = [column.name for column in table.columns if column.name not in header]
        if absent:
            raise BadPlanFolder(f"{table.file} lacks {', '.join(absent)}; its header is {', '.join(header) or 'empty'}")
        places = tuple(header.index(column.name) for column in table.columns)
        readers = tuple(cell_reader(column, clock) for column in table.columns)
        return cls(table, len(header), places, readers, tuple(column.field for column in table.columns))

    def row(self, cells: Sequence[str], line: int) -> object:
        if len(cells) != self.width:
            raise BadPlanFolder(f"{self.table.file} line {line}: {len(cells)} cells, {self.width} needed")
        try:
            values = [read(cells[place]) for read, place in zip(self.readers, self.places, strict=True)]
            return self.table.row_type(**dict(zip(self.fields, values, strict=True)))
        except ValueError as error:
            raise BadPlanFolder(self.complaint(cells, line, error)) from error

    def complaint(self, cells: Sequence[str], line: int, error: ValueError) -> str:
        """Sentence that names the first cell of the row that cannot be read, else the row's contradiction."""
        for column, place, read in zip(self.table.columns, self.places, self.readers, strict=True):
            try:
                read(cells[place])
            except ValueError as fault:
                return f"{self.table.file} line {line}, column {column.name}, value {cells[place]!r}: {fault}"
        return f"{self.table.file} line {line}: {error}"
