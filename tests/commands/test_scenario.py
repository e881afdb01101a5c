"""``returnline scenario``: list and build, in words and as JSON."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import scenario
from planner.errors import BadUsage

RUNNER = CliRunner()


def _app() -> typer.Typer:
    app = typer.Typer()
    scenario.register(app)
    app.command("other")(lambda: None)
    return app


def test_the_list_names_every_recipe_with_its_size() -> None:
    rows = json.loads(RUNNER.invoke(_app(), ["scenario", "list", "--json"]).stdout)
    assert {row["name"]: row["workers"] for row in rows}["wuxing-flight"] == 165
    assert "wuxing-flight" in RUNNER.invoke(_app(), ["scenario", "list"]).stdout


def test_build_writes_the_folder_and_says_where(tmp_path: Path) -> None:
    out = tmp_path / "toy"
    result = RUNNER.invoke(_app(), ["scenario", "build", "toy", "--seed", "7", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert str(out) in result.stdout.replace("\n", "")
    assert (out / "workers.csv").is_file()


def test_build_as_workbook_answers_json_with_its_path(tmp_path: Path) -> None:
    arguments = ["scenario", "build", "toy", "--as", "workbook", "-o", str(tmp_path / "w"), "--json"]
    answer = json.loads(RUNNER.invoke(_app(), arguments).stdout)
    assert Path(answer["path"]).name == "scenario.xlsx"


def test_an_unknown_recipe_is_wrong_usage(tmp_path: Path) -> None:
    result = RUNNER.invoke(_app(), ["scenario", "build", "nowhere", "-o", str(tmp_path / "n")])
    with pytest.raises(BadUsage, match="scenario list"):
        raise result.exception or AssertionError
