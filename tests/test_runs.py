from __future__ import annotations

import json
from pathlib import Path

from planner.pipeline import PlanOptions
from planner.recipes import build_scenario
from planner.runs import make_plan

QUICK = PlanOptions(time_limit_s=2.0, deterministic=True, iterations=200)


def test_a_run_leaves_a_plan_folder_with_its_receipt(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    stages = []
    plan, broken = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda told: stages.append(told.stage))
    assert not broken and plan.receipt is not None
    assert json.loads((tmp_path / "p" / "plan.json").read_text(encoding="utf-8"))["receipt"] == plan.receipt
    assert stages[0] == "travel" and stages[-1] == "bound"


def test_another_rule_pack_may_be_tried(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    plan, _ = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda _: None, pack="bare")
    assert all(version.startswith("bare@") for version in plan.rule_versions)
