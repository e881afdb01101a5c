"""The verdict on a file: which headers are not sure, which cells are bad, or who is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.lists.archive import Refused
from api.lists.contract import NEEDED, PERSON
from api.lists.findings import BadListCell, Listed, Verdict
from api.lists.frames import Judged, Setting, judge_sheet
from api.lists.headers import HeaderReading, Known, header_line, recognise
from api.lists.reading import Sheet
from api.lists.wording import CELLS_ZH
from planner.domain.demand import Stage
from planner.ingest.columns import Kind, table
from planner.ingest.frame import BAD, Frame
from planner.ingest.rawtable import MOST_COLUMNS
from planner.units import LocalClock

FACTS = tuple(
    column.name
    for column in table("workers").columns
    if not column.private and column.name not in ("worker_id", "enterprise_id")
)
"""Columns of a worker that planning reads and a list may give."""
_MOMENTS = frozenset({Kind.FROM, Kind.TO, Kind.MOMENT})


@dataclass(frozen=True, slots=True)
class _Part:
    """A sheet with its header."""

    sheet: Sheet
    line: int
    readings: tuple[HeaderReading, ...]


def judge(sheets: Sequence[Sheet], known: Known, setting: Setting) -> Verdict:
    """Judge the sheets of a file by themselves, without a look at other lists.

    Raises
    ------
    Refused
        No sheet has a header, or none has a row below it.
    """
    parts, skipped = _parts(sheets, known)
    if not parts:
        raise Refused("no_header")
    headers = tuple(reading for part in parts for reading in part.readings)
    wanted = _wanted(parts, setting)
    if wanted or any(reading.how == "asked" for reading in headers):
        return Verdict("asking", headers, wanted, skipped)
    judged = [(part, judge_sheet(part.sheet, part.line, part.readings, setting)) for part in parts]
    bad = [one for _, found in judged for one in found.bad] + _doubles_between(judged)
    where = {
        part.sheet.name: {r.column: (r.letters, r.header) for r in part.readings if r.column} for part in parts
    }
    rows = sum(len(found.frame) for _, found in judged)
    lines = {part.sheet.name: part.line + 1 for part in parts}
    if bad:
        return Verdict("refused", headers, (), skipped, tuple(bad), (), where, lines, rows)
    people = tuple(person for part, found in judged for person in _listed(part.sheet.name, found.frame, setting))
    if not people:
        raise Refused("no_rows")
    return Verdict("accepted", headers, (), skipped, (), people, where, lines, rows)


def _parts(sheets: Sequence[Sheet], known: Known) -> tuple[list[_Part], tuple[tuple[str, str], ...]]:
    parts, skipped = [], []
    for sheet in sheets:
        line = None if sheet.hidden or not sheet.rows else header_line(sheet.rows, known)
        if line is None:
            skipped.append((sheet.name, "hidden" if sheet.hidden else "no_header" if sheet.rows else "empty"))
            continue
        headers = _headers(sheet, line)
        parts.append(_Part(sheet, line, recognise(sheet.name, headers, _filled(sheet, line, headers), known)))
    return parts, tuple(skipped)


def _headers(sheet: Sheet, line: int) -> list[str]:
    """Headers without empty columns at the end; one merged over two rows stands in the upper one."""
    above = sheet.rows[line - 1] if line else []
    row = sheet.rows[line]
    headers = list(row)
    below = sheet.rows[line + 1 :]
    for position, header in enumerate(headers):
        over = above[position].strip() if position < len(above) else ""
        if not header.strip() and over and any(position < len(r) and r[position].strip() for r in below):
            headers[position] = over
    while headers and not headers[-1].strip() and not _any_below(sheet, line, len(headers) - 1):
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise Refused("too_wide", str(len(headers)))
    return headers


def _any_below(sheet: Sheet, line: int, position: int) -> bool:
    return any(position < len(row) and row[position].strip() for row in sheet.rows[line + 1 :])


def _filled(sheet: Sheet, line: int, headers: Sequence[str]) -> list[bool]:
    """Whether a column without header holds anything; one with a header counts as filled."""
    return [bool(header.strip()) or _any_below(sheet, line, i) for i, header in enumerate(headers)]


def _wanted(parts: Sequence[_Part], setting: Setting) -> tuple[str, ...]:
    """Needed columns that some sheet lacks and the form does not give."""
    read = [{reading.column for reading in part.readings if reading.column} for part in parts]
    lacking = {name for name in NEEDED if name not in setting.given_once and not all(name in has for has in read)}
    # what identifies a worker cannot be given once: with a doubtful header left it is asked, else it is missing
    return tuple(name for name in NEEDED if name in lacking)


def _doubles_between(judged: Sequence[tuple[_Part, Judged]]) -> list[BadListCell]:
    """Persons who stand in two sheets; within a sheet the planner's own check finds them."""
    first: dict[str, tuple[str, int]] = {}
    found = []
    for part, result in judged if len(judged) > 1 else ():
        frame = result.frame
        reading = next((r for r in part.readings if r.column == "national_id"), None)
        for index, number in frame.given("national_id"):
            sheet, line = first.setdefault(number, (part.sheet.name, frame.lines[index]))
            if sheet != part.sheet.name and reading is not None:
                reason = f"is the person of sheet {sheet!r}, row {line}; keep one of the two rows"
                found.append(
                    BadListCell(
                        part.sheet.name, frame.lines[index], reading.letters, reading.header, _masked(number),
                        "duplicate_person", CELLS_ZH["duplicate_person"], reason,
                    )
                )  # fmt: skip
    return found


def _masked(number: str) -> str:
    return "*" * max(0, len(number) - 2) + number[-2:]


def _listed(sheet: str, frame: Frame, setting: Setting) -> Iterator[Listed]:
    columns = {name: _texts(frame, name, setting.campaign.clock) for name in FACTS if frame.has(name)}
    names = tuple(columns)
    people = zip(*(frame.values[name] for name in PERSON), strict=True)
    rows = zip(*columns.values(), strict=True)
    for line, (name, number, phone), row in zip(frame.lines, people, rows, strict=True):
        facts = {key: text for key, text in zip(names, row, strict=True) if text}
        stage = facts.get("stage")
        withdrawn = None if stage is None else stage == Stage.WITHDRAWN
        yield Listed(sheet, line, name, number, phone, facts, withdrawn)


def _texts(frame: Frame, name: str, clock: LocalClock) -> list[str]:
    """Values of a column as the workers table writes them."""
    kind, values = frame.table.column(name).kind, frame.values[name]
    known = {value: fact_text(value, kind, clock) for value in set(values)}
    return list(map(known.__getitem__, values))


def fact_text(value: Any, kind: Kind, clock: LocalClock) -> str:
    """A value that was read, as a scenario's CSV writes it."""
    if value is None or value is BAD:
        return ""
    if kind in _MOMENTS:
        return clock.iso(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def with_faults(verdict: Verdict, bad: Sequence[BadListCell]) -> Verdict:
    """The verdict with what other lists show against it."""
    return replace(verdict, state="refused", bad=(*verdict.bad, *bad)) if bad else verdict


def cell_of(verdict: Verdict, person: Listed, column: str) -> tuple[str, str]:
    """Letters and header of a listed person's column."""
    return verdict.where.get(person.sheet, {}).get(column, ("", ""))
