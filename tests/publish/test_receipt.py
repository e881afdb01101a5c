"""A receipt is given to a plan without violations, and to no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.violation import Violation
from planner.publish.contracts import PLAN_FILES
from planner.publish.receipt import plan_digest, seal_plan
from planner.publish.tables import read_plan, write_plan
from tests.publish.builders import small_scenario, synthetic_plan

FAULT = Violation("capacity", "T00001", "25", "24", "persons", "one too many")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_plan(synthetic_plan(trips=3), small_scenario(), tmp_path / "p")
    return tmp_path / "p"


def test_a_plan_without_violations_is_sealed_with_its_digest(folder: Path) -> None:
    receipt = seal_plan(folder, ())
    assert receipt == plan_digest(folder) == read_plan(folder).receipt


def test_timings_may_be_set_with_the_seal_and_are_no_part_of_it(folder: Path) -> None:
    receipt = seal_plan(folder, (), {"verify": 2.5})
    assert read_plan(folder).timings == {"verify": 2.5}
    assert seal_plan(folder, ()) == receipt
    assert read_plan(folder).timings == {"verify": 2.5}


def test_a_violation_takes_the_receipt_away(folder: Path) -> None:
    seal_plan(folder, ())
    assert seal_plan(folder, (FAULT,)) is None
    plan = read_plan(folder)
    assert plan.receipt is None
    assert plan.violations == (FAULT,)


def test_the_digest_leaves_out_what_differs_between_equal_plans(folder: Path, tmp_path: Path) -> None:
    other = replace(read_plan(folder), plan_id="another", timings={"solve": 9.0}, receipt="x")
    write_plan(other, small_scenario(), tmp_path / "q")
    assert plan_digest(folder) == plan_digest(tmp_path / "q")


@pytest.mark.parametrize("file", [name for name in PLAN_FILES if name != "violations.jsonl"])
def test_any_change_of_a_file_changes_the_digest(folder: Path, file: str) -> None:
    before = plan_digest(folder)
    path = folder / file
    if file == "plan.json":
        path.write_text(json.dumps({**json.loads(path.read_text()), "seed": 8}))
    else:
        path.write_bytes(path.read_bytes() + b" ")
    assert plan_digest(folder) != before
