"""``returnline rules``: both lists side by side."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from planner.commands import rules as command
from planner.verify import rules

RUNNER = CliRunner()


def _app() -> typer.Typer:
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    return app


def test_every_rule_is_listed_with_both_of_its_sides() -> None:
    answer = json.loads(RUNNER.invoke(_app(), ["rules", "--json"]).output)
    assert {entry["rule_id"] for entry in answer} == {rule.rule_id for rule in rules()}
    drivers = next(entry for entry in answer if entry["rule_id"] == "drivers")
    assert "planner.schedule.clock:drive" in drivers["kept_by"]
    assert drivers["checked_by"] == ["planner.verify.rules.drivers:drivers"]
    assert "drivers.rest_s" in drivers["fields"]


def test_people_get_a_table() -> None:
    result = RUNNER.invoke(_app(), ["rules"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "direct_only" in result.output and "点对点" in result.output
