from __future__ import annotations

import pytest

from planner.errors import BadInput
from planner.ingest.canonical import sheet_csv
from planner.ingest.columns import table

COLUMNS = [column for column in table("zones").columns if not column.optional]
CHINESE, NAMES = [column.zh for column in COLUMNS], [column.name for column in COLUMNS]
FILLED = [f"x{number}" for number in range(len(COLUMNS))]


def test_chinese_headers_become_the_names_of_the_contract_and_rows_keep_their_lines() -> None:
    text = sheet_csv("zones", [CHINESE, FILLED, [""] * len(COLUMNS), FILLED], set()).decode()
    assert text.splitlines() == [",".join(NAMES), ",".join(FILLED), "", ",".join(FILLED)]


def test_a_code_that_is_held_as_a_number_is_refused_with_its_cell() -> None:
    with pytest.raises(BadInput) as caught:
        sheet_csv("zones", [CHINESE, FILLED], {(1, NAMES.index("adcode"))})
    [problem] = caught.value.problems
    found = (problem.table, problem.row, problem.column, problem.code)
    assert found == ("zones", 2, CHINESE[NAMES.index("adcode")], "number_typed_id")


def test_an_unknown_header_a_missing_one_and_a_stray_cell_are_named_together() -> None:
    headers = [*CHINESE[1:], "备注"]
    with pytest.raises(BadInput) as caught:
        sheet_csv("zones", [headers, ["x"] * (len(headers) + 2)], set())
    codes = {problem.code for problem in caught.value.problems}
    assert codes >= {"unknown_column", "missing_column", "wrong_cell_count"}
