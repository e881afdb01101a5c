"""A scenario as one Excel workbook with Chinese sheet names, headers and words; the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from planner.ingest.columns import SCENARIO_SHEET_ZH, Kind, table
from planner.recipes.tables import TableData, cell_text
from planner.recipes.toml_text import inline

_CREATED = datetime(2020, 2, 1)
"""Excel writes a moment of creation; a fixed one keeps the bytes the same."""
_NUMBERS = frozenset({Kind.INTEGER, Kind.LON, Kind.LAT})
_TEXT_SECTIONS = ("campaign", "policy", "network")


def write_workbook(document: Mapping[str, object], tables: list[TableData], path: Path) -> Path:
    """Write the sheet of settings, then one sheet per table; returns ``path``."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED, "title": "", "author": "ReturnLine"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(SCENARIO_SHEET_ZH)
    sheet.write_row(0, 0, ("键", "值"), bold)
    for line, (key, value) in enumerate(_settings(document), start=1):
        sheet.write_row(line, 0, (key, value))
    for data in tables:
        contract = table(data.name)
        sheet = book.add_worksheet(contract.zh)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [contract.column(name).zh for name in data.columns], bold)
        cells = [_cells(data.name, name, column) for name, column in zip(data.columns, data.data, strict=True)]
        for line, row in enumerate(zip(*cells, strict=True), start=1):
            for position, cell in enumerate(row):
                if cell != "":
                    if isinstance(cell, str):
                        sheet.write_string(line, position, cell)
                    else:
                        sheet.write_number(line, position, cell)
    book.close()
    return path


def _settings(document: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    """Keys such as ``campaign.start``; rules as TOML writes them, names and dates as plain text."""
    for key, value in document.items():
        name = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from _settings(value, f"{name}.")
        elif isinstance(value, str) and name.split(".", maxsplit=1)[0] in _TEXT_SECTIONS and name.count(".") == 1:
            yield name, value
        else:
            yield name, inline(value)


def _cells(table_name: str, column_name: str, values: object) -> list[str | int | float]:
    """Cells as Excel should hold them: numbers as numbers, all else as text in Chinese words."""
    column = table(table_name).column(column_name)
    listed: list[object] = list(values)  # type: ignore[call-overload]
    if column.kind in _NUMBERS:
        return ["" if value is None else value for value in listed]  # type: ignore[misc]
    words = {choice.value: choice.zh for choice in column.choices}
    if column.kind is Kind.BOOLEAN:
        words = {"true": "是", "false": "否"}
    texts = (cell_text(value) for value in listed)
    return [words.get(text, text) for text in texts]
