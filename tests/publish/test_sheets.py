"""One worksheet from a typed table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from planner.publish.sheets import LONGEST_CELL, Book, Form, Head, Line, Table

HEADS = (
    Head("名", "name"), Head("数", "count", Form.INT), Head("时", "time", Form.MOMENT), Head("里", "km", Form.KM),
    Head("元", "yuan", Form.YUAN),
)  # fmt: skip


def written(path: Path, *rows: Line) -> list[tuple[object, ...]]:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        Book(workbook).add(Table("t", HEADS, rows, 28_800))
    return list(openpyxl.load_workbook(path)["t"].iter_rows(min_row=3, values_only=True))


def test_values_are_written_in_the_form_of_their_column(tmp_path: Path) -> None:
    rows = written(tmp_path / "t.xlsx", Line(("甲", 3, 1_582_524_000, 1_500, 12_345)))
    assert rows == [("甲", 3, datetime(2020, 2, 24, 14, 0), 1.5, 123.45)]


def test_text_stands_in_any_column_and_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    assert written(tmp_path / "t.xlsx", Line(("甲", "=1+1", None)))[0][:3] == ("甲", "=1+1", None)


def test_an_endless_text_is_cut(tmp_path: Path) -> None:
    text = written(tmp_path / "t.xlsx", Line(("长" * 50_000,)))[0][0]
    assert isinstance(text, str)
    assert len(text) == LONGEST_CELL


def test_a_fraction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"1\.5"):
        written(tmp_path / "t.xlsx", Line(("甲", 1.5)))
