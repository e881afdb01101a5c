"""Headers: exact names in two languages, near misses asked about."""

from __future__ import annotations

import pytest

from planner.ingest.columns import TABLES, table, zh_headers
from planner.ingest.headers import match_headers, nearest, nearest_table, table_of
from planner.ingest.report import Report


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.name)
def test_chinese_headers_mean_the_same_as_english_ones(contract: object) -> None:
    name = contract.name  # type: ignore[attr-defined]
    report = Report()
    english = match_headers(table(name), list(zh_headers(name)), report)
    chinese = match_headers(table(name), list(zh_headers(name).values()), report)
    assert english == chinese
    assert not report.problems
    assert not report.warnings


def test_blanks_full_width_signs_and_asterisks_do_not_matter() -> None:
    report = Report()
    found = match_headers(table("no_show"), [" Origin_Adcode *", "未 到 率\n"], report)
    assert found == {"origin_adcode": 0, "rate": 1}
    assert not report.problems


def test_an_alias_is_read_and_said() -> None:
    report = Report()
    headers = [*zh_headers("workers").values()]
    headers[headers.index("手机号")] = "联系电话"
    assert match_headers(table("workers"), headers, report)["phone"] == 20
    assert report.warnings == ("workers: the column '联系电话' was read as phone",)


def test_the_telephone_of_a_relative_is_not_taken_for_the_workers() -> None:
    report = Report()
    headers = ["紧急联系人电话" if zh == "手机号" else zh for zh in zh_headers("workers").values()]
    assert "phone" not in match_headers(table("workers"), headers, report)
    assert {problem.code for problem in report.problems} == {"unknown_column", "missing_column"}


def test_a_misspelt_header_is_refused_with_the_nearest_known_one() -> None:
    report = Report()
    match_headers(table("no_show"), ["orgin_adcode", "rate"], report)
    unknown = next(problem for problem in report.problems if problem.code == "unknown_column")
    assert "'origin_adcode'" in unknown.reason
    assert unknown.column == "orgin_adcode"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (["origin_adcode", "rate", "rate"], "duplicate_column"),
        (["origin_adcode", "rate", "未到率"], "duplicate_column"),
        (["origin_adcode", "rate", ""], "unnamed_column"),
        (["origin_adcode"], "missing_column"),
    ],
)
def test_a_bad_header_row_is_refused(headers: list[str], code: str) -> None:
    report = Report()
    match_headers(table("no_show"), headers, report)
    assert [problem.code for problem in report.problems] == [code]


def test_what_is_far_from_every_name_has_no_suggestion() -> None:
    assert nearest("餐补", ["origin_adcode", "rate"]) is None


def test_sheets_are_known_by_both_names() -> None:
    assert table_of("员工") == table_of("Workers") == "workers"
    assert table_of("方案") == "scenario"
    assert table_of("Sheet1") is None
    assert nearest_table("worker") == "workers"
