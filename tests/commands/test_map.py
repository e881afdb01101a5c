"""The commands ``map`` and ``heat``, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import heat
from planner.commands import map as map_command
from tests.builders import toy_plan, toy_scenario


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    home = tmp_path_factory.mktemp("toy")
    return toy_scenario(home), toy_plan(home)


def run(*arguments: object) -> str:
    app = typer.Typer()
    map_command.register(app)
    heat.register(app)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_map_writes_one_page_and_tells_its_size(folders: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "out" / "map.html"
    answer = json.loads(run("map", *folders, "-o", page, "--json"))
    assert answer["bytes"] == page.stat().st_size
    assert answer["trips"] == 4
    assert [file.name for file in page.parent.iterdir()] == ["map.html"]


def test_map_opens_in_the_language_asked_for(folders: tuple[Path, Path], tmp_path: Path) -> None:
    run("map", *folders, "-o", tmp_path / "map.html", "--language", "en")
    assert '"language":"en"' in (tmp_path / "map.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", ["heat.html", "heat.csv", "heat"])
def test_heat_writes_table_and_page_side_by_side(folders: tuple[Path, Path], tmp_path: Path, named: str) -> None:
    told = run("heat", folders[0], "-o", tmp_path / named)
    assert {file.name for file in tmp_path.iterdir()} == {"heat.csv", "heat.html"}
    assert "workers from" in told
