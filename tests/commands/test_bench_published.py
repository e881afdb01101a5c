"""``returnline bench --instances``: public instances planned and laid beside their best known values."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from planner.commands import bench, bench_stages
from planner.commands.bench_published import beside, published_table, read_best
from planner.commands.bench_stages import measured
from planner.errors import BadUsage
from tests.benchmarks.published.score import score
from tests.builders.instances import solomon_text, vrplib_text


def test_a_solution_costs_what_the_product_says_and_stands_beside_the_best_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_stages, "in_child", lambda stage, *args: measured(stage, args, {}))
    monkeypatch.setattr(bench, "_warm_up", lambda: 0.1)
    given, out, app = tmp_path / "given", tmp_path / "out", typer.Typer()
    given.mkdir()
    (given / "one.vrp").write_text(vrplib_text(), encoding="utf-8")
    (given / "two.txt").write_text(solomon_text(), encoding="utf-8")
    (tmp_path / "best.csv").write_text("name,cost\none,10\n", encoding="utf-8")
    bench.register(app)
    words = ["--instances", str(given), "--best", str(tmp_path / "best.csv"), "--time", "1", "--threads", "1"]
    result = CliRunner().invoke(app, [*words, "--json", "-o", str(out)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    one, two = json.loads(result.stdout)["instances"]
    for row, source in ((one, given / "one.vrp"), (two, given / "two.txt")):
        cost, wrong = score(source, out / row["name"] / row["solution"])
        assert (cost, wrong) == (round(row["cost"], 6), [])
        assert (row["left"], row["split"], row["violations"]) == (0, 0, 0)
    assert one["above"] == pytest.approx(one["cost"] / 10 - 1)
    assert two["best"] is two["above"] is None
    shown = StringIO()
    Console(file=shown, width=140).print(published_table([one, two]))
    assert "best known" in shown.getvalue() and f"{one['above']:.2%}" in shown.getvalue()


def test_a_folder_without_instances_and_a_strange_list_are_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="holds no instance"):
        bench.bench([], instances=tmp_path)
    for text in ("name\none\n", "name,cost\none,cheap\n"):
        (tmp_path / "best.csv").write_text(text, encoding="utf-8")
        with pytest.raises(BadUsage, match="columns name and cost"):
            read_best(tmp_path / "best.csv")


def test_only_whole_solutions_stand_beside_a_best_that_is_known() -> None:
    row = {"cost": 3.0, "left": 0, "split": 0}
    assert beside(row, None) == {"best": None, "above": None}
    assert beside(row, 2.0) == {"best": 2.0, "above": 0.5}
    assert beside({**row, "left": 1}, 2.0) == beside({**row, "split": 1}, 2.0) == {"best": 2.0, "above": None}
