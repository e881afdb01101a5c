from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from planner.errors import BadInput
from planner.verify.read.workbook import open_workbook


def _book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, column, cell, moment)
                elif cell is not None:
                    sheet.write(line, column, cell)
    book.close()
    return path


def test_settings_are_a_tree_and_values_of_overrides_are_typed(tmp_path: Path) -> None:
    rows = [["键", "值"], ["campaign.id", "007"], ["policy.pack", "bare"], ["policy.override.max_drops", "3"]]
    rows += [["policy.override.times", "{ max_ride_s = 60 }"], ["policy.override.stop_ban_from", '"none"']]
    book = open_workbook(_book(tmp_path / "s.xlsx", {"方案": rows}))
    assert book.settings["campaign"] == {"id": "007"}
    override = {"max_drops": 3, "times": {"max_ride_s": 60}, "stop_ban_from": "none"}
    assert book.settings["policy"] == {"pack": "bare", "override": override}


def test_cells_become_the_text_that_a_csv_file_would_hold(tmp_path: Path) -> None:
    moment = datetime(2020, 2, 24, 14, 0)
    rows = [
        ["员工编号", "可出发时间", None, "人数", "白名单"],
        ["W1", moment, None, 12, True],
        ["W2", "x", None, 1.5, False],
    ]
    book = open_workbook(_book(tmp_path / "s.xlsx", {"方案": [["campaign.id", "x"]], "员工": rows}))
    assert book.lines("workers") == [
        ["员工编号", "可出发时间", "", "人数", "白名单"],
        ["W1", "2020-02-24T14:00:00", "", "12", "true"],
        ["W2", "x", "", "1.5", "false"],
    ]
    assert book.lines("heat") is None


def test_a_workbook_without_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="方案"):
        open_workbook(_book(tmp_path / "s.xlsx", {"员工": [["员工编号"]]}))
