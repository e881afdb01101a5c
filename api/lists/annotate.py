"""The list given back: the same sheets and cells as text, the bad ones red with the reason as a comment."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

from api.lists.findings import BadListCell
from api.lists.reading import Sheet

MOST_CELLS = 300_000
"""Of a larger list only the header rows and the rows with bad cells are given back, at their own places."""
MOST_MARKED = 20_000
MOST_COMMENTS = 2_000
PROBLEMS_SHEET = "问题清单 Problems"
CSV_SHEET = "名单"
_HEADERS = ("工作表 Sheet", "单元格 Cell", "表头 Header", "内容 Value", "说明", "Reason")
_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_TEXT = "@"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
LONGEST_NAME = 31


def annotated(sheets: Sequence[Sheet], lines: Mapping[str, int], bad: Sequence[BadListCell]) -> bytes:
    """An .xlsx of the list with every bad cell marked, and a sheet that lists them.

    Parameters
    ----------
    lines : mapping
        Sheet → row of its header, counted from 1; other sheets are left out.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    text = book.add_format({"num_format": _TEXT})
    red = book.add_format({"num_format": _TEXT, "bg_color": "#FFC7CE", "font_color": "#9C0006"})
    bold = book.add_format({"bold": True})
    listed = bad[:MOST_MARKED]
    _problems(book.add_worksheet(PROBLEMS_SHEET), listed, len(bad), bold)
    marks: dict[str, dict[int, dict[int, BadListCell]]] = {}
    for one in listed:
        if one.row and one.letters:
            marks.setdefault(one.sheet, {}).setdefault(one.row, {}).setdefault(_position(one.letters), one)
    total = sum(len(row) for sheet in sheets if sheet.name in lines for row in sheet.rows)
    comments = 0
    taken = {PROBLEMS_SHEET.casefold()}
    for sheet in sheets:
        if sheet.name not in lines:
            continue
        page, own = book.add_worksheet(_page_name(sheet.name, taken)), marks.get(sheet.name, {})
        for line, row in enumerate(sheet.rows, start=1):
            if total > MOST_CELLS and line > lines[sheet.name] and line not in own:
                continue
            for position, cell in enumerate(row):
                fault = own.get(line, {}).get(position)
                if cell or fault:
                    page.write_string(line - 1, position, cell[:32_767], red if fault else text)
                if fault and comments < MOST_COMMENTS:
                    comments += 1
                    page.write_comment(line - 1, position, f"{fault.zh}\n{fault.en}")
    book.close()
    return out.getvalue()


def _problems(page: object, bad: Sequence[BadListCell], total: int, bold: object) -> None:
    write = page.write_string  # type: ignore[attr-defined]
    for position, header in enumerate(_HEADERS):
        write(0, position, header, bold)
    for line, one in enumerate(bad, start=1):
        for position, cell in enumerate((one.sheet, one.cell, one.header, one.value, one.zh, one.en)):
            write(line, position, cell)
    if total > len(bad):
        write(len(bad) + 1, 0, f"另有 {total - len(bad):,} 处未列出 and {total - len(bad):,} more")


def _page_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows and no other sheet has; a hostile file may carry any."""
    plain = _NOT_IN_NAMES.sub(" ", name).strip("' ")[:LONGEST_NAME] or CSV_SHEET
    found, number = plain, 1
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        found = f"{plain[: LONGEST_NAME - 6]} {number}"
    taken.add(found.casefold())
    return found


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
