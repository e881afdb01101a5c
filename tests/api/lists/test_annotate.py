"""The list given back: cells in their places, bad ones marked, nothing live."""

from __future__ import annotations

import io

import openpyxl
import pytest

from api.lists import annotate
from api.lists.annotate import PROBLEMS_SHEET, annotated
from api.lists.findings import BadListCell
from api.lists.reading import Sheet


def bad(row: int, letters: str, sheet: str = "名单") -> BadListCell:
    """A bad cell."""
    return BadListCell(sheet, row, letters, "表头", "值", "bad_name", "不是姓名", "is no name")


def opened(sheets: list[Sheet], lines: dict[str, int], cells: list[BadListCell]) -> openpyxl.Workbook:
    """The workbook as another reader sees it."""
    return openpyxl.load_workbook(io.BytesIO(annotated(sheets, lines, cells)))


def test_bad_cells_are_red_and_carry_their_reason() -> None:
    sheet = Sheet("名单", False, [["姓名", "电话"], ["1", "2"], ["3", "4"]], set())
    book = opened([sheet], {"名单": 1}, [bad(3, "B")])
    page = book["名单"]
    assert [[cell.value for cell in row] for row in page.rows] == sheet.rows
    assert page["B3"].comment.text == "不是姓名\nis no name" and page["B3"].fill.fgColor.rgb == "FFFFC7CE"
    assert page["A3"].comment is None and book[PROBLEMS_SHEET]["B2"].value == "B3"


def test_a_formula_stays_text() -> None:
    cells = ["=1+1", "=HYPERLINK(\"http://x\")", "+1", "@x", "http://x"]
    page = opened([Sheet("名单", False, [["姓名"] * 5, cells], set())], {"名单": 1}, [bad(2, "A")])["名单"]
    assert [(cell.value, cell.data_type) for cell in page[2]] == [(text, "s") for text in cells]
    assert all(cell.hyperlink is None for cell in page[2])


def test_of_a_large_list_only_bad_rows_come_back_at_their_own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["姓名"], *[[f"测试{i}"] for i in range(50)]]
    monkeypatch.setattr(annotate, "MOST_CELLS", 10)
    page = opened([Sheet("名单", False, rows, set())], {"名单": 1}, [bad(40, "A")])["名单"]
    assert page["A1"].value == "姓名" and page["A40"].value == "测试38" and page["A39"].value is None


def test_any_sheet_name_is_made_one_that_excel_allows() -> None:
    names = ["a/b:c*d?e[f]", "名" * 60, "History", PROBLEMS_SHEET, "'x'", "\x01", "a/b:c*d?e[f]"]
    sheets = [Sheet(name, False, [["姓名"]], set()) for name in names]
    book = opened(sheets, dict.fromkeys(names, 1), [bad(1, "A", names[0])])
    assert len(book.sheetnames) == len(set(book.sheetnames)) == len(names) + 1
