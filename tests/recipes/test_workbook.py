"""The workbook is the folder in Chinese."""

from pathlib import Path

from openpyxl import load_workbook

from planner.ingest import read_scenario
from planner.recipes import build_scenario


def test_sheets_and_headers_are_chinese(tmp_path: Path) -> None:
    book = load_workbook(build_scenario("toy", None, 1, "workbook", tmp_path / "a"), read_only=True)
    assert book.sheetnames == ["方案", "员工", "企业", "厂区", "站点", "客车", "班次"]
    header, first = list(book["员工"].iter_rows(max_row=2, values_only=True))
    row = dict(zip(header, first, strict=False))
    assert (row["姓名"], row["健康码"], row["身份证号"][6:10]) == ("测试甲00001", "绿码", "1900")


def test_a_workbook_holds_the_same_scenario_as_the_folder(tmp_path: Path) -> None:
    folder = read_scenario(build_scenario("wuxing-flight", None, 2, "lists", tmp_path / "a"))
    workbook = read_scenario(build_scenario("wuxing-flight", None, 2, "workbook", tmp_path / "b"))
    for table in ("workers", "enterprises", "sites", "stops", "fleets", "services", "zones", "campaign"):
        assert getattr(folder, table) == getattr(workbook, table), table
    assert folder.policy_override == workbook.policy_override
