"""The report keeps every problem and no identity."""

from __future__ import annotations

import pytest

from planner.errors import BadInput
from planner.ingest.columns import table
from planner.ingest.report import SHOWN_CHARACTERS, Report, shown


def test_identities_are_masked() -> None:
    workers = table("workers")
    assert shown(workers.column("name"), "测试甲0001") == "测******"
    assert shown(workers.column("phone"), "10000000001") == "*********01"
    assert shown(workers.column("national_id"), "34120419000101001X") == "****************1X"
    assert shown(workers.column("national_id"), "123") == "***"


def test_a_number_of_a_person_is_masked_in_every_column() -> None:
    text = shown(table("workers").column("origin_adcode"), "34120419000101001X")
    assert "3412041900" not in text


def test_long_values_are_shortened_to_one_line() -> None:
    text = shown(None, "一\n" * 200)
    assert len(text) == SHOWN_CHARACTERS
    assert "\n" not in text


def test_all_problems_are_raised_at_once() -> None:
    report = Report()
    report.raise_if_any()
    report.file("sites", "missing_table", "the table sites is missing")
    report.row("stops", 3, "wrong_cell_count", "has 2 cells")
    with pytest.raises(BadInput) as caught:
        report.raise_if_any()
    assert [(p.table, p.row) for p in caught.value.problems] == [("sites", None), ("stops", 3)]
