from __future__ import annotations

import json
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("most_s", [54_000, 36_000])
def test_journeys_keep_the_longest_that_a_pack_allows_and_nobody_is_lost_for_it(tmp_path: Path, most_s: int) -> None:
    build_scenario("hitech-train", None, 7, "lists", tmp_path / "s")
    settings = tmp_path / "s" / "scenario.toml"
    limit = f"max_journey_s = {most_s}\n"
    text = settings.read_text(encoding="utf-8")
    table = "[policy.override.times]\n"
    text = text.replace(table, table + limit) if table in text else f"{text}\n{table}{limit}"
    settings.write_text(text, encoding="utf-8")
    plan, broken = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda _: None)
    assert not broken
    halts = {(halt.trip_id, halt.seq): halt for halt in plan.stop_times}
    legs = {}
    for load in sorted(plan.loads, key=lambda load: load.leg_seq):
        legs.setdefault(load.part_id, []).append(load)
    journeys = [
        halts[part[-1].trip_id, part[-1].alight_seq].arrive_at - halts[part[0].trip_id, part[0].board_seq].depart_at
        for part in legs.values()
    ]
    assert max(journeys) <= most_s
    assert sum(part[0].persons for part in legs.values()) == 108
