"""An Excel workbook as raw tables: one sheet per table, and a sheet of keys and values for ``scenario.toml``."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Set
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from planner.ingest.campaign import SECTIONS, TABLE
from planner.ingest.cells import clean
from planner.ingest.headers import nearest_table, plain, table_of
from planner.ingest.rawtable import RawTable, raw_table
from planner.ingest.report import Report

MOST_INFLATED_BYTES = 200_000_000
"""A workbook that unpacks to more is refused before it is opened."""
MOST_RATIO = 200
_NOTES = frozenset({"说明", "填写说明", "readme", "notes", "数据字典"})
_KEY_HEADERS = (("key", "value"), ("键", "值"), ("项目", "内容"))


def check_archive(path: Path, report: Report) -> bool:
    """Whether the file is a workbook that unpacks to a bearable size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, OSError) as error:
        report.file(
            path.name, "broken_workbook", f"{path.name} is not an .xlsx file ({error}); save it from Excel again"
        )
        return False
    inflated = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if inflated > MOST_INFLATED_BYTES:
        reason = f"unpacks to {inflated:,} bytes; at most {MOST_INFLATED_BYTES:,} are read: use a folder of CSV files"
        report.file(path.name, "too_large", reason)
        return False
    if inflated > 10_000_000 and inflated / packed > MOST_RATIO:
        report.file(
            path.name, "too_large", f"unpacks to {inflated / packed:.0f} times its size; it is not a plain table"
        )
        return False
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        report.file(path.name, "broken_workbook", f"{path.name} is a zip file but no .xlsx workbook")
        return False
    return True


def read_workbook(path: Path, report: Report) -> tuple[dict[str, Any], dict[str, RawTable]]:
    """Settings tree and raw tables of a workbook."""
    if not check_archive(path, report):
        return {}, {}
    from python_calamine import CalamineError, CalamineWorkbook

    settings: dict[str, Any] = {}
    tables: dict[str, RawTable] = {}
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except CalamineError as error:
        report.file(path.name, "broken_workbook", f"{path.name} cannot be read ({error}); save it from Excel again")
        return {}, {}
    seen: dict[str, str] = {}
    for title, rows in sheets:
        name = table_of(title)
        if name is None:
            _unknown_sheet(title, rows, report)
        elif name in seen:
            report.file(name, "duplicate_table", f"the sheets {seen[name]!r} and {title!r} both hold {name}; keep one")
        else:
            seen[name] = title
            if name == TABLE:
                settings = _settings(rows, report)
            else:
                table = _sheet(name, rows, report)
                if table is not None:
                    tables[name] = table
    if TABLE not in seen:
        report.file(TABLE, "missing_table", "the workbook has no sheet 'scenario' (方案) of keys and values; add it")
    return settings, tables


def _unknown_sheet(title: str, rows: list[list[Any]], report: Report) -> None:
    if not any(cell != "" for row in rows for cell in row) or plain(title) in _NOTES:
        return
    near = nearest_table(title)
    hint = f"is it meant to be {near!r}?" if near else "rename it to a table of data/README.md, or to 说明 for notes"
    report.file(title, "unknown_table", f"the sheet {title!r} is no table; {hint}", title)


def _sheet(name: str, rows: list[list[Any]], report: Report) -> RawTable | None:
    if not any(cell != "" for row in rows for cell in row):
        return None
    texts = [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in rows]
    typed = {
        (line, position)
        for line, row in enumerate(rows)
        for position, cell in enumerate(row)
        if isinstance(cell, float | int) and not isinstance(cell, bool)
    }
    return sheet_table(name, texts, typed, report)


def sheet_table(name: str, texts: list[list[str]], typed: Set[tuple[int, int]], report: Report) -> RawTable | None:
    """Table of a sheet's rows as text, the header first.

    Parameters
    ----------
    typed : set of (int, int)
        Row and column, 0 being the first, of the cells that the workbook holds as numbers.
    """
    width = max((i + 1 for i, cell in enumerate(texts[0]) if clean(cell)), default=0)
    for line, row in enumerate(texts[1:], start=2):
        if any(clean(cell) for cell in row[width:]):
            report.row(name, line, "wrong_cell_count", f"has a cell right of the last header (column {width})")
    table = raw_table(name, [row[:width] for row in texts], report)
    if table is None:
        return None
    index_of = {line - 1: index for index, line in enumerate(table.lines)}
    numbers: dict[int, set[int]] = {}
    for line, position in typed:
        if line in index_of and position < width:
            numbers.setdefault(position, set()).add(index_of[line])
    return RawTable(table.name, table.headers, table.lines, table.columns, numbers)


def cell_text(value: object) -> str:
    """Text of a workbook cell, written as the CSV files write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        # Excel keeps days as binary fractions: 14:00 may come as 13:59:59.999999
        rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return rounded.isoformat(timespec="seconds" if rounded.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


def _settings(rows: list[list[Any]], report: Report) -> dict[str, Any]:
    """Tree of a sheet of keys such as ``campaign.start`` and their values."""
    tree: dict[str, Any] = {}
    for line, row in enumerate(rows, start=1):
        key, value = (clean(cell_text(cell)) for cell in (*row, "", "")[:2])
        if not key or (line == 1 and (plain(key), plain(value)) in _KEY_HEADERS):
            continue
        _put(tree, key, value, line, report)
    return tree


def _put(tree: dict[str, Any], key: str, value: str, line: int, report: Report) -> None:
    *path, last = key.split(".")
    branch = tree
    for step in path:
        nested = branch.setdefault(step, {})
        if not isinstance(nested, dict):
            report.row(TABLE, line, "wrong_type", f"the key {key} lies below a key that has a value")
            return
        branch = nested
    if last in branch:
        report.row(TABLE, line, "duplicate", f"the key {key} stands twice; keep one row")
    elif value:
        # campaign keys and names are text; rules, costs and objective take values as TOML writes them
        text_key = key in {f"{name}.{leaf}" for name in ("campaign", "policy", "network") for leaf in SECTIONS[name]}
        branch[last] = value if text_key else _toml_value(value)


def _toml_value(text: str) -> object:
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return text
