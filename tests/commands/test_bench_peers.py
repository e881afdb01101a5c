"""``returnline bench --peers``: who stands in the table, at which time, and what may be compared."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

import planner
from planner.commands import bench, bench_peers, bench_stages
from planner.commands.bench_peers import Contest, Row, compare, peers_table
from planner.commands.bench_stages import measured
from planner.errors import BadUsage, ReturnLineError

COSTS = {"returnline": 900_00, "ortools": 1_000_00, "pyvrp": 950_00, "vroom": 500_00}


def _stub(root: Path, scenario: Path, out: Path, peer: str, seconds: float, contest: Contest) -> Row:
    served = 30 if peer == "vroom" else 60
    return {
        "peer": peer, "version": None, "seconds": seconds, "persons": 60, "served": served, "coaches": 3,
        "cost_cents": COSTS[peer], "violations": 0, "left": {},
        "bound_cents": 800_00 if peer == "returnline" else None, "gap": 1 / 9 if peer == "returnline" else None,
    }  # fmt: skip


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_stages, "in_child", lambda stage, *args: measured(stage, args, {}))
    monkeypatch.setattr(bench_peers, "_turn", _stub)
    monkeypatch.setattr(bench, "_warm_up", lambda: 0.1)


def _run(home: Path, tenfold: bool, who: tuple[str, ...] = tuple(COSTS), resume: bool = False) -> Row:
    return compare(Contest("coach-17k", 60, 1, 2.0, 1, tenfold, who, resume), home, lambda _: None)


@pytest.mark.usefixtures("stubbed")
def test_all_stand_in_one_run_and_peers_get_ten_times_the_time_when_asked(tmp_path: Path) -> None:
    turns = [(row["peer"], row["seconds"]) for row in _run(tmp_path, tenfold=True)["rows"]]
    equal = [(peer, 2.0) for peer in ("returnline", "ortools", "pyvrp", "vroom")]
    assert turns == [("naive", None), *equal, *((peer, 20.0) for peer, _ in equal)]


@pytest.mark.usefixtures("stubbed")
def test_figures_made_before_stand_when_a_contest_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _run(tmp_path, tenfold=False, who=("pyvrp",))
    assert [row["peer"] for row in first["rows"]] == ["naive", "pyvrp"]
    assert all(row["ours_cheaper"] is None for row in first["rows"])
    asked: list[str] = []

    def turn(*words: Any) -> Row:
        asked.append(words[3])
        return _stub(*words)

    monkeypatch.setattr(bench_peers, "_turn", turn)
    whole = _run(tmp_path, tenfold=False, resume=True)
    assert asked == ["returnline", "ortools", "vroom"]
    assert {row["peer"]: row["ours_cheaper"] for row in whole["rows"]}["pyvrp"] == pytest.approx(1 - 900 / 950)


@pytest.mark.usefixtures("stubbed")
def test_only_those_who_carry_as_many_are_compared(tmp_path: Path) -> None:
    rows = {row["peer"]: row for row in _run(tmp_path, tenfold=False)["rows"]}
    assert rows["ortools"]["ours_cheaper"] == pytest.approx(0.1)
    assert rows["vroom"]["ours_cheaper"] is None
    assert rows["returnline"]["ours_cheaper"] is None
    assert rows["naive"]["violations"] is None


@pytest.mark.usefixtures("stubbed")
def test_the_table_shows_everybody_and_the_bound(tmp_path: Path) -> None:
    text = StringIO()
    Console(width=120, file=text).print(peers_table(_run(tmp_path, tenfold=False)))
    assert all(word in text.getvalue() for word in (*COSTS, "naive", "10.0%", "proven bound 800.00"))


@pytest.mark.usefixtures("stubbed")
def test_the_command_keeps_figures_machine_and_conversion(tmp_path: Path) -> None:
    app = typer.Typer()
    bench.register(app)
    words = ["--peers", "coach-17k", "--workers", "60", "--time", "2", "--json", "-o", str(tmp_path / "kept")]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    assert json.loads((tmp_path / "kept" / "peers.json").read_text(encoding="utf-8")) == document
    assert document["machine"]["cores"] >= 1
    assert len(document["peers"][0]["rows"]) == 5
    assert any("cut into full loads" in line for line in document["peers"][0]["conversion"])


def test_a_stranger_among_the_peers_is_wrong_usage() -> None:
    with pytest.raises(BadUsage, match="nobody is called somebody"):
        bench.bench([], peers=True, who=["somebody"])


def test_an_installation_without_the_peers_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(planner, "__file__", str(tmp_path / "planner" / "__init__.py"))
    with pytest.raises(BadUsage, match="checkout"):
        bench_peers.checkout()


def test_a_peer_that_fails_is_named(tmp_path: Path) -> None:
    contest = Contest("coach-17k", None, 1, 1.0, 1)
    with pytest.raises(ReturnLineError, match="nobody ended with 1"):
        bench_peers._turn(bench_peers.checkout(), tmp_path, tmp_path / "out", "nobody", 1.0, contest)
