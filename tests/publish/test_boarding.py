from __future__ import annotations

import io

import openpyxl

from planner.publish.boarding import COLUMNS, boarding_workbook
from tests.publish.hostile import FORMULAS
from tests.publish.issues import CLOCK

PERSON = {
    "seat": "1A", "name": "测试甲", "phone": "*******0001", "board": "甲地",
    "board_at": CLOCK.moment("2020-02-17T22:00"),
}  # fmt: skip


def rows(content: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_only_the_columns_asked_for_are_in_the_file() -> None:
    content = boarding_workbook("T1", ("seat", "name"), [PERSON], CLOCK.offset_s)
    assert rows(content)[0] == ("座位", "姓名")
    assert rows(content)[3] == ("1A", "测试甲")
    assert "0001" not in str(rows(content))


def test_times_are_local() -> None:
    found = rows(boarding_workbook("T1", ("seat", "board_at"), [PERSON], CLOCK.offset_s))
    assert str(found[3][1]) == "2020-02-17 22:00:00"


def test_of_fifty_payloads_none_is_live() -> None:
    people = [dict.fromkeys((name for name in COLUMNS if not name.endswith("_at")), text) for text in FORMULAS]
    book = openpyxl.load_workbook(io.BytesIO(boarding_workbook("=1+1", tuple(COLUMNS), people, CLOCK.offset_s)))
    assert len(people) >= 50 and book.worksheets[0].max_row == 3 + len(people)
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
