"""One worksheet from a typed table: Chinese header, English beneath, a format per column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook: what people typed stays text."""
LONGEST_CELL = 32_000
"""Excel holds 32,767 characters in a cell."""


class Form(StrEnum):
    """How a column is written."""

    TEXT = "text"
    INT = "int"
    MOMENT = "moment"
    KM = "km"
    YUAN = "yuan"
    SHARE = "share"
    """Thousandths, shown as per cent."""


DIVISORS = {Form.KM: 1_000, Form.YUAN: 100, Form.SHARE: 1_000}
"""Stored whole numbers to one unit of what is shown."""


@dataclass(frozen=True, slots=True)
class Head:
    """One column: both names, form, width in characters."""

    zh: str
    en: str
    form: Form = Form.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``style`` is plain, title (a band over the rows that follow) or note; ``depth`` folds it."""

    cells: tuple[object, ...]
    style: str = "plain"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet. ``offset_s`` turns moments into local wall time."""

    title: str
    heads: tuple[Head, ...]
    lines: Iterable[Line]
    offset_s: int


class Book:
    """Writes tables into an open workbook, one worksheet each, top to bottom."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        numbers = {
            Form.TEXT: "@", Form.INT: "#,##0", Form.MOMENT: "yyyy-mm-dd hh:mm", Form.KM: "#,##0.0",
            Form.YUAN: "#,##0.00", Form.SHARE: "0.0%",
        }  # fmt: skip
        styles = {
            "plain": {},
            "title": {"bold": True, "bg_color": "#DCE8F1", "top": 1, "top_color": "#8CA6B8"},
            "note": {"font_color": "#5B6B79", "italic": True},
        }
        self._formats = {
            (style, form): workbook.add_format({**font, **look, "num_format": number})
            for style, look in styles.items()
            for form, number in numbers.items()
        }
        self._head_zh = workbook.add_format(
            {**font, "bold": True, "bg_color": "#0B4F78", "font_color": "#FFFFFF", "text_wrap": True}
        )
        self._head_en = workbook.add_format({**font, "font_size": 9, "bg_color": "#EAF1F6", "font_color": "#5B6B79"})

    def add(self, table: Table) -> None:
        """Write one table as the next worksheet."""
        sheet = self._workbook.add_worksheet(table.title)
        for column, head in enumerate(table.heads):
            sheet.set_column(column, column, head.width)
        sheet.freeze_panes(2, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        for column, head in enumerate(table.heads):
            sheet.write_string(0, column, head.zh, self._head_zh)
        for column, head in enumerate(table.heads):
            sheet.write_string(1, column, head.en, self._head_en)
        for row, line in enumerate(table.lines, start=2):
            if line.depth:
                sheet.set_row(row, None, None, {"level": line.depth})
            for column, (head, value) in enumerate(zip(table.heads, line.cells, strict=False)):
                self._write(sheet, row, column, value, line.style, head.form, table.offset_s)

    def _write(
        self, sheet: Any, row: int, column: int, value: object, style: str, form: Form, offset_s: int
    ) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_CELL], self._formats[style, Form.TEXT])
        elif value is None:
            if style == "title":
                sheet.write_blank(row, column, None, self._formats[style, form])
        elif isinstance(value, int):
            self._write_number(sheet, row, column, value, style, form, offset_s)
        else:
            raise ValueError(f"{value!r} cannot stand in column {column}; text, whole number or nothing can")

    def _write_number(
        self, sheet: Any, row: int, column: int, value: int, style: str, form: Form, offset_s: int
    ) -> None:
        look = self._formats[style, form]
        if form is Form.MOMENT:
            local = datetime.fromtimestamp(value + offset_s, UTC).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, look)
        else:
            sheet.write_number(row, column, value / DIVISORS.get(form, 1), look)
