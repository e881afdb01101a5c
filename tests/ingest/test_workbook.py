"""Workbooks: the same scenario as from a folder; numbers typed as ids, bombs and strange sheets refused."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.ingest.columns import table
from planner.ingest.report import Report
from planner.ingest.workbook import MOST_INFLATED_BYTES, cell_text, check_archive
from tests.ingest.worlds import problems_of, world

SETTINGS = {
    "campaign.id": "toy", "campaign.name": "小世界", "campaign.timezone": "Asia/Shanghai",
    "campaign.start": "2020-02-22", "campaign.end": "2020-02-29", "campaign.as_of": "2020-02-20T08:00+08:00",
    "campaign.destination_adcode": "330200", "policy.pack": "toy-pack.toml", "policy.override.max_pickups": "2",
    "network.provider": "great-circle",
}  # fmt: skip


def workbook(folder: Path, chinese: bool = True, **extra: list[list[object]]) -> Path:
    """The world's tables as a workbook beside its folder; ``extra`` adds or replaces sheets by title."""
    path = folder.parent / "world.xlsx"
    sheets: dict[str, list[list[object]]] = {"方案": [["键", "值"], *([k, v] for k, v in SETTINGS.items())]}
    for file in sorted(folder.glob("*.csv")):
        contract = table(file.stem)
        with file.open(encoding="utf-8", newline="") as stream:
            rows: list[list[object]] = [list(row) for row in csv.reader(stream)]
        if chinese:
            rows[0] = [contract.column(str(name)).zh for name in rows[0]]
        sheets[contract.zh if chinese else contract.name] = rows
    sheets.update(extra)
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for line, row in enumerate(rows):
            for position, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, position, cell)
                else:
                    sheet.write(line, position, cell)
    book.close()
    return path


def _contents(scenario: Scenario) -> Scenario:
    return replace(scenario, sha256="", policy_pack="", warnings=())


@pytest.mark.parametrize("chinese", [True, False])
def test_a_workbook_holds_what_the_folder_holds(tmp_path: Path, chinese: bool) -> None:
    folder = world(tmp_path)
    assert _contents(read_scenario(workbook(folder, chinese))) == _contents(read_scenario(folder))


def test_codes_typed_as_numbers_are_refused_with_their_own_message(tmp_path: Path) -> None:
    path = workbook(world(tmp_path), 未到率=[["出发地代码", "未到率"], [3412, 0.14], ["34", 0.1]])
    problems = problems_of(path)
    assert [(p.table, p.row, p.column, p.code, p.value) for p in problems] == [
        ("no_show", 2, "出发地代码", "number_typed_id", "3412")
    ]
    assert "set the column to Text" in problems[0].reason


def test_dates_and_times_of_excel_are_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["地区代码", "等级", "起始", "截止"], ["34", "高风险", date(2020, 2, 20), datetime(2020, 2, 24, 12, 30)],
    ]  # fmt: skip
    scenario = read_scenario(workbook(world(tmp_path), 风险等级=rows))
    clock = scenario.campaign.clock
    zone = scenario.zones[0]
    assert clock.iso(zone.from_at) == "2020-02-20T00:00+08:00"
    assert zone.until_at is not None
    assert clock.iso(zone.until_at) == "2020-02-24T12:30+08:00"


def test_strange_sheets_are_refused_and_notes_are_not(tmp_path: Path) -> None:
    path = workbook(world(tmp_path), 说明=[["请填写"]], Sheet9=[], worker=[["worker_id"]], 员工名册甲=[["x"]])
    assert [(p.code, p.value) for p in problems_of(path)] == [
        ("unknown_table", "worker"),
        ("unknown_table", "员工名册甲"),
    ]


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    path = workbook(world(tmp_path), no_show=[["origin_adcode", "rate"], ["34", "0.1"]])
    assert [p.code for p in problems_of(path)] == ["duplicate_table"]


def test_cells_right_of_the_headers_are_noticed(tmp_path: Path) -> None:
    path = workbook(world(tmp_path), 未到率=[["出发地代码", "未到率", ""], ["34", "0.1", "遗漏"]])
    assert [(p.table, p.row, p.code) for p in problems_of(path)] == [("no_show", 2, "wrong_cell_count")]


def test_settings_are_checked_as_in_the_folder(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["键", "值"],
        *([k, v] for k, v in SETTINGS.items() if k != "campaign.id"),
        ["costs.x", "1"],
    ]
    codes = {(p.column, p.code) for p in problems_of(workbook(world(tmp_path), 方案=rows))}
    assert codes == {("campaign.id", "missing"), ("costs.x", "unknown_key")}


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["键", "值"], *([k, v] for k, v in SETTINGS.items()), ["campaign.id", "two"]]
    assert [(p.row, p.code) for p in problems_of(workbook(world(tmp_path), 方案=rows))] == [(12, "duplicate")]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"not a zip file")
    (tmp_path / "b.txt").write_text("x")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    codes = [problems_of(tmp_path / name)[0].code for name in ("a.xlsx", "b.txt", "c.xlsx", "nothing.xlsx")]
    assert codes == ["broken_workbook", "unknown_file", "broken_workbook", "missing_file"]


def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (MOST_INFLATED_BYTES // 10))
    report = Report()
    assert not check_archive(path, report)
    assert [p.code for p in report.problems] == ["too_large"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (12.0, "12"), (0.14, "0.14"), (date(2020, 2, 24), "2020-02-24"), (time(8, 30), "08:30"),
        (datetime(2020, 2, 24, 13, 59, 59, 999_999), "2020-02-24T14:00"), (timedelta(hours=24), "24:00"), ("甲", "甲"),
    ],
)  # fmt: skip
def test_cells_are_written_as_the_csv_files_write_them(value: object, text: str) -> None:
    assert cell_text(value) == text
