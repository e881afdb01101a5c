"""One sheet of a list as a frame of the planner: cells tidied, read and checked, each bad one found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from api.lists.cells import Places, tidy, wrong_residents
from api.lists.contract import list_table
from api.lists.findings import BadListCell
from api.lists.headers import HeaderReading
from api.lists.reading import Sheet
from api.lists.wording import cell_zh
from planner.domain.scenario import Campaign
from planner.errors import CellProblem
from planner.ingest import checks
from planner.ingest.campaign import read_settings
from planner.ingest.cells import BadCell, CellContext, clean
from planner.ingest.columns import Column
from planner.ingest.frame import Frame, read_frame
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.rawtable import RawTable, raw_table
from planner.ingest.report import Report, shown
from planner.reference import code_changes, counties

Found = dict[tuple[int, str], BadCell]
"""Line and column name → what is wrong there."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What cells of a list are judged by.

    Attributes
    ----------
    given_once : mapping
        Column → value for every worker of the list, where the list itself says nothing.
    """

    campaign: Campaign
    places: Places
    given_once: Mapping[str, str] = field(default_factory=dict)
    by_bureau: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A sheet that was read: its frame, and the bad cells."""

    frame: Frame
    bad: tuple[BadListCell, ...]


@cache
def gazetteer() -> Gazetteer:
    """Codes of February 2020."""
    return Gazetteer.of(counties(), ((change.new_adcode, change.old_adcode) for change in code_changes()))


def campaign_of(settings: Mapping[str, Any]) -> Campaign:
    """The campaign that stored settings describe; they were checked when they were stored."""
    report = Report()
    campaign = read_settings(settings, Path(), gazetteer(), report).campaign
    if campaign is None:
        raise ValueError(f"stored settings are no campaign: {report.problems[0].reason}")
    return campaign


def judge_sheet(sheet: Sheet, line: int, readings: Sequence[HeaderReading], setting: Setting) -> Judged:
    """Read the rows below a header.

    Parameters
    ----------
    line : int
        Index of the header's row.
    """
    report = Report()
    width = max(reading.position for reading in readings) + 1
    rows = [row[:width] if len(row) > width and not any(row[width:]) else row for row in sheet.rows[line:]]
    raw = raw_table("workers", rows, report)
    place = _Place(sheet, readings, setting)
    if raw is None:
        empty = RawTable("workers", (), [], ())
        return Judged(_frame(empty, setting, Report()), tuple(place.bad(p, line) for p in report.problems))
    lines = [number + line for number in raw.lines]
    bad = [place.bad(problem, line) for problem in report.problems]
    tidied, found = _tidied(raw, lines, sheet, readings, setting)
    report = Report()
    frame = _frame(tidied, setting, report)
    checks.order_of_times(frame, report)
    checks.horizon(frame, setting.campaign, report)
    checks.workers(frame, {}, report)
    _check_residents(frame, found)
    place.texts = dict(zip(lines, zip(*raw.columns, strict=True), strict=True)) if found or report.problems else {}
    bad += [place.named(number, name, fault.code, fault.reason) for (number, name), fault in found.items()]
    bad += [place.bad(p, 0) for p in report.problems if p.row is None or (p.row, p.column or "") not in found]
    return Judged(frame, tuple(sorted(bad, key=lambda one: (one.row, len(one.letters), one.letters))))


def judge_row(texts: Mapping[str, str], setting: Setting) -> tuple[Frame, Found]:
    """Read single facts of one worker; ``texts`` by column."""
    contract, found = list_table(setting.by_bureau), Found()
    cells: dict[str, str] = {}
    for name, text in texts.items():
        try:
            cells[name] = tidy(contract.column(name), setting.places)(clean(text), False) if clean(text) else ""
        except BadCell as fault:
            cells[name], found[1, name] = "", fault
    report = Report()
    raw = RawTable("workers", tuple(cells), [1], tuple((cell,) for cell in cells.values()))
    frame = _frame(raw, setting, report)
    checks.order_of_times(frame, report)
    checks.horizon(frame, setting.campaign, report)
    for problem in report.problems:
        if problem.row is not None:
            found.setdefault((1, problem.column or ""), BadCell(problem.code, problem.reason))
    return frame, found


def _frame(raw: RawTable, setting: Setting, report: Report) -> Frame:
    return read_frame(raw, list_table(setting.by_bureau), CellContext(setting.campaign.clock, gazetteer()), report)


def _tidied(
    raw: RawTable, lines: list[int], sheet: Sheet, readings: Sequence[HeaderReading], setting: Setting
) -> tuple[RawTable, Found]:
    """The columns that are used, under the planner's names and in its form, and what could not be brought into it."""
    numbers: dict[int, set[int]] = {}
    for row, position in sheet.numbers:
        numbers.setdefault(position, set()).add(row + 1)
    contract, found = list_table(setting.by_bureau), Found()
    columns: dict[str, tuple[str, ...]] = {}
    for reading in readings:
        if reading.column:
            column = contract.column(reading.column)
            cells, typed = raw.columns[reading.position], numbers.get(reading.position, set())
            columns[column.name] = _tidy_column(cells, lines, typed, column, (setting, found))
    for name, value in setting.given_once.items():
        present = columns.get(name, ("",) * len(lines))
        columns[name] = tuple(cell or ("" if (lines[i], name) in found else value) for i, cell in enumerate(present))
    return RawTable("workers", tuple(columns), lines, tuple(columns.values())), found


def _tidy_column(
    cells: tuple[str, ...], lines: list[int], typed: set[int], column: Column, into: tuple[Setting, Found]
) -> tuple[str, ...]:
    """Each distinct cell is tidied once."""
    setting, found = into
    make = tidy(column, setting.places)
    known: dict[str, str | BadCell] = {cell: _tidy_cell(make, cell, False) for cell in set(cells)}
    made = list(map(known.__getitem__, cells))
    if typed:
        for index, line in enumerate(lines):
            if line in typed:
                made[index] = _tidy_cell(make, cells[index], True)
    for index, result in enumerate(made):
        if isinstance(result, BadCell):
            found[lines[index], column.name] = result
            made[index] = ""
    return tuple(made)  # type: ignore[arg-type]


def _tidy_cell(make: Any, cell: str, number: bool) -> str | BadCell:
    text = clean(cell)
    try:
        made: str = make(text, number) if text else ""
    except BadCell as fault:
        return fault
    return made


def _check_residents(frame: Frame, found: Found) -> None:
    residents = [(frame.lines[i], number) for i, number in frame.given("national_id") if len(number) == 18]
    for (line, _), fault in zip(residents, wrong_residents([n for _, n in residents]), strict=True):
        if fault is not None:
            found[line, "national_id"] = fault


class _Place:
    """Turns problems of the planner's columns into cells of the file."""

    def __init__(self, sheet: Sheet, readings: Sequence[HeaderReading], setting: Setting) -> None:
        self._sheet = sheet.name
        self._read = {reading.column: reading for reading in readings if reading.column}
        self._contract = list_table(setting.by_bureau)
        self.texts: dict[int, tuple[str, ...]] = {}

    def bad(self, problem: CellProblem, shift: int) -> BadListCell:
        """A problem of the planner, ``shift`` rows further down."""
        line = 0 if problem.row is None else problem.row + shift
        return self.named(line, problem.column or "", problem.code, problem.reason)

    def named(self, line: int, name: str, code: str, reason: str) -> BadListCell:
        """Something wrong in a line and column."""
        reading = self._read.get(name)
        column = next((c for c in self._contract.columns if c.name == name), None)
        value = ""
        if reading is not None and line in self.texts:
            value = shown(column, self.texts[line][reading.position])
        value = "".join(sign if sign.isprintable() else "\ufffd" for sign in value)
        reason = "".join(sign if sign.isprintable() else "\ufffd" for sign in reason)
        header = reading.header if reading else (f"{column.zh} {column.name}" if column else name)
        letters = reading.letters if reading else ""
        return BadListCell(self._sheet, line, letters, header, value, code, cell_zh(code, column), reason)
