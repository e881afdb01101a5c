from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer

import planner
from api import cli
from planner.errors import BadInput, CellProblem, NoPlan, PlanRefused, ReturnLineError

HEAVY = {"pandas", "geopandas", "shapely", "numpy", "ortools", "numba", "fastapi", "sqlalchemy", "folium", "pydantic"}


def test_the_version_is_the_planners(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"returnline {planner.__version__}\n"


def test_help_lists_the_commands_of_planner_and_service(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in ("scenario", "check", "plan", "verify", "map", "heat", "publish", "serve", "db"):
        assert f" {name} " in shown, name


WRONG = [["fly"], ["check"], ["check", "--x"], ["serve", "--port", "many"], ["serve", "--port", "0"], ["db"], []]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage_is_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == 64


def test_wrong_usage_is_told_as_json_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", "--json"]) == 64
    assert json.loads(capsys.readouterr().out)["exit_code"] == 64


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A command ``fail`` that raises what the list holds."""
    errors: list[BaseException] = []
    app = typer.Typer()
    app.callback()(lambda: None)

    @app.command("fail")
    def fail(as_json: bool = typer.Option(False, "--json")) -> None:
        raise errors[0]

    monkeypatch.setattr(cli, "app", app)
    return errors


@pytest.mark.parametrize(
    ("error", "code"),
    [(BadInput([]), 2), (NoPlan("x"), 3), (PlanRefused("x"), 4), (ReturnLineError("x"), 1), (typer.Exit(4), 4),
     (KeyboardInterrupt(), 130), (typer.Abort(), 130)],
)  # fmt: skip
def test_every_error_has_its_exit_code(raising: list[BaseException], error: BaseException, code: int) -> None:
    raising.append(error)
    assert cli.run(["fail"]) == code


def test_an_error_is_told_on_stderr_whatever_brackets_it_holds(
    raising: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    raising.append(PlanRefused("load [red]30[/red] of [24]"))
    cli.run(["fail"])
    told = capsys.readouterr()
    assert told.out == ""
    assert "PlanRefused: load [red]30[/red] of [24]" in told.err


def test_every_bad_cell_is_listed(raising: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    problems = [CellProblem("workers", row, "ready_at", "gestern", "not_a_date", "give a date") for row in (2, 3)]
    raising.append(BadInput(problems))
    cli.run(["fail"])
    assert capsys.readouterr().err.count("gestern") == 2
    cli.run(["fail", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert [problem["row"] for problem in document["problems"]] == [2, 3]


def test_an_unknown_bug_is_not_hidden(raising: list[BaseException]) -> None:
    raising.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        cli.run(["fail"])


def test_start_up_loads_nothing_heavy() -> None:
    code = "import sys, api.cli; print(*sorted(name for name in sys.modules if '.' not in name))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(run.stdout.split())


def test_main_leaves_with_the_exit_code() -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
