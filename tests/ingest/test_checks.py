"""Bad facts of every sort are reported by table, row, column and code: alone, and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.ingest.checks import check_digits
from tests.builders import set_cells
from tests.ingest.worlds import CELL_FAULTS, OTHER_FAULTS, Fault, problems_of, world


def test_the_world_itself_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(world(tmp_path)) == ()


@pytest.mark.parametrize(
    "fault", CELL_FAULTS, ids=lambda fault: f"{fault.table}-{fault.column}-{fault.code}-{fault.row}"
)
def test_a_bad_cell_is_the_only_one_reported(tmp_path: Path, fault: Fault) -> None:
    folder = world(tmp_path)
    fault.put_into(folder)
    assert [(p.table, p.row, p.column, p.code) for p in problems_of(folder)] == [fault.expected]


def test_all_bad_cells_of_a_scenario_are_reported_at_once(tmp_path: Path) -> None:
    folder = world(tmp_path)
    for fault in CELL_FAULTS:
        fault.put_into(folder)
    found = {(p.table, p.row, p.column, p.code) for p in problems_of(folder)}
    assert len(CELL_FAULTS) >= 40
    assert {fault.expected for fault in CELL_FAULTS} <= found


@pytest.mark.parametrize(("what", "spoil", "expected"), OTHER_FAULTS, ids=[fault[0] for fault in OTHER_FAULTS])
def test_a_bad_table_is_reported(tmp_path: Path, what: str, spoil: object, expected: tuple[object, ...]) -> None:
    folder = world(tmp_path)
    spoil(folder)  # type: ignore[operator]
    assert expected in [(p.table, p.row, p.column, p.code) for p in problems_of(folder)]


def test_every_reason_names_the_value_and_what_to_do(tmp_path: Path) -> None:
    folder = world(tmp_path)
    for fault in CELL_FAULTS:
        fault.put_into(folder)
    for problem in problems_of(folder):
        assert problem.value in problem.reason
        assert len(problem.reason) > len(problem.value) + 15


def test_no_identity_stands_in_any_message(tmp_path: Path) -> None:
    folder = world(tmp_path)
    set_cells(folder, "workers", {"worker_id": "W04"}, national_id="34122519000101005X", phone="1.0E+10")
    set_cells(folder, "workers", {"worker_id": "W05"}, origin_adcode="34122519000101005X", tier="10000000005")
    problems = problems_of(folder)
    assert len(problems) == 4
    assert not any("1900010100" in f"{p.value}{p.reason}" or "1000000000" in f"{p.value}{p.reason}" for p in problems)


def test_check_digits_follow_the_standard() -> None:
    assert check_digits(["11010519491231002X", "440524188001010014"]) == "X4"


def test_no_check_digits_of_nobody() -> None:
    assert check_digits([]) == ""
