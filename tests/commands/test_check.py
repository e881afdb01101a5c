"""``returnline check``: 0 with what the scenario holds, 2 with every problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import check
from planner.errors import BadPolicy
from tests.builders import edit_text, set_cells, toy_scenario

RUNNER = CliRunner()


def _app() -> typer.Typer:
    app = typer.Typer()
    check.register(app)
    app.callback()(lambda: None)
    return app


def test_a_good_scenario_is_summed_up(tmp_path: Path) -> None:
    result = RUNNER.invoke(_app(), ["check", str(toy_scenario(tmp_path))])
    assert result.exit_code == 0
    assert "no problem found" in result.output
    assert "2020-02-22 to 2020-02-29" in result.output


def test_the_summary_as_json_has_the_counts(tmp_path: Path) -> None:
    result = RUNNER.invoke(_app(), ["check", str(toy_scenario(tmp_path)), "--json"])
    document = json.loads(result.stdout)
    assert (document["valid"], document["workers"], document["coaches"], document["problems"]) == (True, 21, 3, [])
    assert document["rules"] == "toy-pack@2020-02-11, toy-pack@2020-02-28"


def test_every_problem_is_listed_and_the_exit_code_is_two(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    set_cells(folder, "sites", {"site_id": "S1"}, lon="29.90", lat="121.83")
    set_cells(folder, "workers", {"worker_id": "W03"}, origin_adcode="999999")
    shown = RUNNER.invoke(_app(), ["check", str(folder)])
    assert shown.exit_code == 2
    assert "2 problem(s)" in shown.output
    listed = RUNNER.invoke(_app(), ["check", str(folder), "--json"])
    assert listed.exit_code == 2
    problems = json.loads(listed.stdout)["problems"]
    assert [(p["table"], p["row"], p["column"], p["code"]) for p in problems] == [
        ("workers", 4, "origin_adcode", "unknown_county"), ("sites", 2, "lon", "swapped_lon_lat"),
    ]  # fmt: skip


def test_more_problems_than_a_screen_holds_are_counted(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    rows = "".join(f"99,low,2020-02-{n:02d},\n" for n in range(1, 29)) * 10
    (folder / "zones.csv").write_text("adcode,level,valid_from,valid_to\n" + rows)
    result = RUNNER.invoke(_app(), ["check", str(folder)])
    assert "… and 80 more" in result.output
    assert "280 × unknown_area" in result.output


def test_bad_rules_are_refused_too(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    edit_text(folder / "scenario.toml", "max_pickups", "max_pickup")
    result = RUNNER.invoke(_app(), ["check", str(folder)])
    assert isinstance(result.exception, BadPolicy)
    with pytest.raises(BadPolicy, match="max_pickups"):
        raise result.exception
