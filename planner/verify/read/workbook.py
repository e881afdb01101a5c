"""An Excel workbook with the standard library alone: sheets of an .xlsx file as lines of text."""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from planner.errors import BadInput, CellProblem
from planner.verify.read.chinese import SCENARIO_SHEET, plain, sheet_table

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]+)\d+")
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(45, 48)))
_DATE_SIGNS = re.compile(r"[ymdhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_KEY_HEADERS = frozenset({"key", "键", "项目"})
_TEXT_SECTIONS = (["campaign"], ["policy"], ["network"])
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
MOST_INFLATED_BYTES = 400_000_000


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets by table name, and the tree of the sheet ``scenario`` (方案)."""

    settings: Mapping[str, Any]
    sheets: Mapping[str, Sequence[Sequence[str]]]

    def lines(self, table: str) -> Sequence[Sequence[str]] | None:
        """Lines of a table, header first; ``None`` if there is no such sheet."""
        return self.sheets.get(table)


def open_workbook(path: Path) -> Workbook:
    """Read every sheet of a workbook.

    Raises
    ------
    BadInput
        Not an .xlsx file, too large, or without a sheet of settings.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_INFLATED_BYTES:
                raise _bad(path, f"unpacks to more than {MOST_INFLATED_BYTES:,} bytes; use a folder of CSV files")
            sheets = {sheet_table(title): lines for title, lines in _sheets(archive)}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError) as error:
        raise _bad(path, f"is not a readable .xlsx workbook: {error}") from error
    if SCENARIO_SHEET not in sheets:
        raise _bad(path, "has no sheet scenario (方案) of keys and values")
    return Workbook(_tree(sheets.pop(SCENARIO_SHEET)), sheets)


def _bad(path: Path, reason: str) -> BadInput:
    return BadInput([CellProblem(path.name, None, None, "", "broken_workbook", f"{path.name} {reason}")])


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, list[list[str]]]]:
    targets = {
        rel.get("Id", ""): rel.get("Target", "").removeprefix("/xl/")
        for rel in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    shared, dates = _shared_strings(archive), _date_styles(archive)
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        with archive.open(f"xl/{targets[sheet.get(_REL, '')]}") as file:
            rows = [_row(element, shared, dates) for _, element in ElementTree.iterparse(file) if _clear(element)]
        width = max((i + 1 for i, cell in enumerate(rows[0]) if cell.strip()), default=0) if rows else 0
        yield sheet.get("name", ""), [(row + [""] * (width - len(row)))[:width] for row in rows]


def _clear(element: ElementTree.Element) -> bool:
    return element.tag == f"{_MAIN}row"


def _row(row: ElementTree.Element, shared: Sequence[str], dates: frozenset[int]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_MAIN}c"):
        match = _CELL.match(cell.get("r", ""))
        column = _column_number(match.group(1)) if match else len(cells)
        cells.extend([""] * (column - len(cells)))
        cells.append(_text(cell, shared, dates))
    row.clear()
    return cells


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ElementTree.Element, shared: Sequence[str], dates: frozenset[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return shared[int(value)]
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "n" and value:
        return _number(float(value), int(cell.get("s", "0")) in dates)
    return value


def _number(value: float, is_date: bool) -> str:
    if is_date and value < 1:
        return f"{round(value * 1440) // 60:02d}:{round(value * 1440) % 60:02d}"
    if is_date:
        moment = _EPOCH + timedelta(seconds=round(value * 86_400))
        return moment.strftime("%Y-%m-%d" if value.is_integer() else "%Y-%m-%dT%H:%M:%S")
    return str(int(value)) if value.is_integer() else repr(value)


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Indexes of cell styles whose number format shows a date or time."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {
        int(form.get("numFmtId", "0"))
        for form in root.iter(f"{_MAIN}numFmt")
        if _DATE_SIGNS.search(_QUOTED.sub("", form.get("formatCode", "")))
    }
    styles = root.find(f"{_MAIN}cellXfs")
    found = enumerate(styles if styles is not None else ())
    return frozenset(i for i, style in found if int(style.get("numFmtId", "0")) in formats | _BUILT_IN_DATES)


def _tree(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Keys such as ``campaign.start`` and their values as a tree."""
    tree: dict[str, Any] = {}
    for row in rows:
        key, value = ((*(cell.strip() for cell in row), "", ""))[:2]
        if not key or plain(key) in _KEY_HEADERS:
            continue
        *path, last = key.split(".")
        branch = tree
        for name in path:
            branch = branch.setdefault(name, {})
        branch[last] = value if path in _TEXT_SECTIONS else _toml_value(value)
    return tree


def _toml_value(text: str) -> Any:
    """Value of an override, written as in scenario.toml; anything else is plain text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
