from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import verify
from planner.errors import BadUsage
from tests.builders import set_cells, set_plan_value, toy_plan, toy_scenario


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    verify.register(app)
    return app


def test_a_clean_plan_leaves_with_zero_and_a_receipt(app: typer.Typer, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["verify", str(toy_scenario(tmp_path)), str(toy_plan(tmp_path)), "--bound"])
    assert run.exit_code == 0, run.output
    assert "0 violations" in run.output
    assert "receipt" in run.output


def test_violations_leave_with_four_grouped_by_rule(app: typer.Typer, tmp_path: Path) -> None:
    scenario, plan = toy_scenario(tmp_path), toy_plan(tmp_path)
    set_cells(plan, "trips", {"trip_id": "D1"}, load="12", usable_seats="25")
    run = CliRunner().invoke(app, ["verify", str(scenario), str(plan)])
    assert run.exit_code == 4
    assert "capacity: 1" in run.output
    assert "load_cap: 1" in run.output


def test_json_holds_every_violation(app: typer.Typer, tmp_path: Path) -> None:
    scenario, plan = toy_scenario(tmp_path), toy_plan(tmp_path)
    set_cells(plan, "trips", {"mode": "coach"}, load="1")
    run = CliRunner().invoke(app, ["verify", str(scenario), str(plan), "--json"])
    answer = json.loads(run.output)
    assert run.exit_code == 4
    assert (answer["valid"], answer["receipt"], answer["rules_broken"]) == (False, None, {"capacity": 3})
    assert {row["subject"] for row in answer["violations"]} == {"D1", "F1", "L1"}


def test_a_bound_without_proof_is_a_violation_only_when_asked(app: typer.Typer, tmp_path: Path) -> None:
    scenario, plan = toy_scenario(tmp_path), toy_plan(tmp_path)
    set_plan_value(plan, "bounds", [{"name": "cost", "value": 1}])
    arguments = ["verify", str(scenario), str(plan)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert CliRunner().invoke(app, [*arguments, "--bound"]).exit_code == 4


def test_folders_that_are_not_there_are_wrong_usage(app: typer.Typer, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["verify", str(tmp_path / "none"), str(tmp_path)])
    assert isinstance(run.exception, BadUsage)
