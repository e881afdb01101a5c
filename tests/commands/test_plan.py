from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import plan as command
from planner.domain.plan import Bound, Plan
from planner.errors import BadInput, BadPolicy, BadUsage, EngineError, NoPlan, PlanRefused, ReturnLineError
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions
from planner.publish.tables import read_plan
from tests.builders import drop_rows, set_cells, toy_plan, toy_scenario

QUICK = ["--deterministic", "--threads", "1"]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command alone, with little work to do."""
    monkeypatch.setattr(
        PlanOptions.__init__, "__defaults__", (60.0, 1, 2, False, 200, lambda: False, True, None)
    )
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    return app


def invoke(app: typer.Typer, *arguments: str | Path) -> tuple[int, str, BaseException | None]:
    """Exit code as the console script gives it, output, exception."""
    run = CliRunner().invoke(app, ["plan", *map(str, arguments), *QUICK])
    error = run.exception if isinstance(run.exception, ReturnLineError) else None
    assert error is not None or run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return (run.exit_code if error is None else error.exit_code), run.stdout, error


def test_a_verified_plan_leaves_with_zero_and_a_folder(app: typer.Typer, tmp_path: Path) -> None:
    code, shown, _ = invoke(app, toy_scenario(tmp_path), "-o", tmp_path / "out")
    assert code == 0
    assert "verified: no violation" in shown
    found = read_plan(tmp_path / "out")
    assert found.receipt is not None
    assert found.scenario_sha256 == read_scenario(tmp_path / "scenario").sha256


def test_json_holds_the_figures(app: typer.Typer, tmp_path: Path) -> None:
    code, shown, _ = invoke(app, toy_scenario(tmp_path), "-o", tmp_path / "out", "--json")
    answer = json.loads(shown)
    assert code == 0
    assert answer["served"] + answer["unserved"] == answer["persons"] == 25
    assert answer["violations"] == 0
    assert answer["receipt"]
    assert answer["stopped_by"] == "iterations"
    assert sum(row["persons"] for row in answer["trips"].values()) >= answer["served"]


def test_a_scenario_that_is_not_there_is_wrong_usage(app: typer.Typer, tmp_path: Path) -> None:
    _, _, error = invoke(app, tmp_path / "none", "-o", tmp_path / "out")
    assert isinstance(error, BadUsage)
    assert not (tmp_path / "out").exists()


def test_bad_input_leaves_with_two_and_writes_nothing(app: typer.Typer, tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    set_cells(folder, "coaches", {"fleet_id": "NB"}, seats="many")
    code, _, error = invoke(app, folder, "-o", tmp_path / "out")
    assert code == 2
    assert isinstance(error, BadInput)
    assert not (tmp_path / "out").exists()


def test_a_rule_pack_that_nobody_knows_leaves_with_two(app: typer.Typer, tmp_path: Path) -> None:
    code, _, error = invoke(app, toy_scenario(tmp_path), "-o", tmp_path / "out", "--pack", "no-such-pack")
    assert code == 2
    assert isinstance(error, BadPolicy)


def test_when_nobody_can_be_carried_it_leaves_with_three_and_the_reasons(app: typer.Typer, tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    for table in ("heat", "demand"):
        drop_rows(folder, table)
    set_cells(folder, "workers", {}, due_at="2020-02-22T08:30+08:00")
    code, _, error = invoke(app, folder, "-o", tmp_path / "out")
    assert code == 3
    assert isinstance(error, NoPlan)
    found = read_plan(tmp_path / "out")
    assert found.trips == ()
    # half an hour is too short for all; the eight from Guizhou are too far for any coach besides
    reasons = Counter(row.reason for row in found.unserved)
    assert reasons == {"WINDOW_TOO_SHORT": 11, "RIDE_TOO_LONG": 8, "WITHDRAWN": 1, "CODE_NOT_GREEN": 1}


def test_a_plan_with_violations_leaves_with_four_and_no_receipt(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = read_plan(toy_plan(tmp_path))
    bounds = tuple(Bound(level.name, 0, "none", 1.0, False) for level in made.objective)
    broken = replace(made, trips=(replace(made.trips[0], load=1), *made.trips[1:]), bounds=bounds)
    monkeypatch.setattr("planner.runs.plan_of", lambda *_: broken)
    code, shown, _ = invoke(app, toy_scenario(tmp_path), "-o", tmp_path / "out")
    assert code == PlanRefused.exit_code == 4
    assert "the plan cannot be published" in shown
    assert read_plan(tmp_path / "out").receipt is None


def test_a_train_counts_once_however_many_carriages(tmp_path: Path) -> None:
    made: Plan = read_plan(toy_plan(tmp_path))
    modes = command.trips_by_mode(made)
    assert modes["train"] == {"trips": 1, "persons": 12}
    assert modes["coach"]["trips"] == 3


def test_an_engine_plans_region_by_region_and_the_plan_has_a_receipt(app: typer.Typer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--engine", "local", "--region-persons", "3", "--threads", "1", "--json")
    run = CliRunner().invoke(app, ["plan", str(toy_scenario(tmp_path / "s")), "-o", str(out), *QUICK, *options])
    assert run.exit_code == 0, run.output
    figures = json.loads(run.stdout)
    assert figures["receipt"]
    assert any(message.startswith("planned in ") for message in figures["findings"])
    assert (out / "plan.json").is_file()


@pytest.mark.parametrize(("engine", "error"), [("somewhere", BadUsage), ("dask://127.0.0.1:9", EngineError)])
def test_an_engine_that_is_unknown_or_away_is_told_before_anything_is_read(
    engine: str, error: type[ReturnLineError], app: typer.Typer, tmp_path: Path
) -> None:
    scenario, out = toy_scenario(tmp_path / "s"), tmp_path / "out"
    run = CliRunner().invoke(app, ["plan", str(scenario), "-o", str(out), *QUICK, "--engine", engine])
    assert isinstance(run.exception, error)
    assert not out.exists()


def test_trips_of_a_verified_plan_are_kept(app: typer.Typer, tmp_path: Path) -> None:
    scenario, out, again = toy_scenario(tmp_path), tmp_path / "out", tmp_path / "again"
    assert invoke(app, scenario, "-o", out)[0] == 0
    trip = read_plan(out).trips[0]
    pins = scenario / "pins.csv"
    pins.write_text(f"trip_id,worker_id\n{trip.trip_id},\n", encoding="utf-8")
    code, shown, _ = invoke(app, scenario, "-o", again, "--keep", out)
    assert code == 0 and "KEPT" in shown and "NOT_APPLIED" not in shown
    assert trip in read_plan(again).trips
    code, shown, _ = invoke(app, scenario, "-o", again)
    assert code == 0 and "--keep" in shown and "NOT_APPLIED" in shown
    pins.write_text("trip_id,worker_id\nT999999,\n", encoding="utf-8")
    code, _, error = invoke(app, scenario, "-o", again, "--keep", out)
    assert code == 2 and isinstance(error, BadInput) and error.problems[0].value == "T999999"


@pytest.mark.parametrize("options", [("--engine", "local"), ()])
def test_keeping_with_an_engine_or_from_nowhere_is_wrong_usage(
    options: tuple[str, ...], app: typer.Typer, tmp_path: Path
) -> None:
    keep = tmp_path if options else tmp_path / "nowhere"
    code, _, error = invoke(app, toy_scenario(tmp_path / "s"), "-o", tmp_path / "out", "--keep", keep, *options)
    assert code == 64 and isinstance(error, BadUsage)
