"""The workbook of a published timetable: complete, and nothing live inside."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl

from planner.publish.issue_book import issue_workbook
from tests.publish.hostile import FORMULAS
from tests.publish.issues import hostile, made_up, overnight

SHEETS = ["概览 overview", "车次 trips", "时刻 stop times", "台账 ledger", "到达 arrivals"]


def test_every_trip_and_halt_is_listed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issue_workbook(made_up())))
    assert book.sheetnames == SHEETS
    assert book["车次 trips"].max_row == 2 + len(made_up().trips)
    assert book["时刻 stop times"].max_row == 2 + len(made_up().stop_times)


def test_the_overview_says_which_version_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issue_workbook(overnight())))
    told = {row[0]: row[1] for row in book["概览 overview"].iter_rows(values_only=True)}
    assert (told["版本 version"], told["发布时间 published"]) == ("1", "2020-02-16 18:00+08:00")


def test_of_fifty_payloads_none_becomes_a_formula_or_a_link() -> None:
    for payload in FORMULAS:
        content = issue_workbook(hostile(payload))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
        assert not [sheet for sheet in sheets if re.search("<f[ >]|<hyperlink", sheet)], payload
        book = openpyxl.load_workbook(io.BytesIO(content))
        live = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
        assert not live, payload
