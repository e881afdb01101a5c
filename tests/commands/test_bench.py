"""``returnline bench``: every stage in its own process, figures in words and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from planner.commands import bench, bench_report, bench_stages
from planner.commands.bench_stages import figures_of, in_child, measured
from planner.commands.bench_table import figures, growth
from planner.domain.place import Level
from planner.domain.plan import Bound, LegRole, ObjectiveLevel, Plan, Status, Trip
from planner.domain.service import Mode
from planner.errors import BadUsage, ReturnLineError

RUNNER = CliRunner()
STAGES = ["build", "read", "plan", "verify", "draw_map", "naive"]


def _app() -> typer.Typer:
    app = typer.Typer()
    bench.register(app)
    app.callback()(lambda: None)
    return app


SMALL = ("--workers", "60", "--time-limit", "3")
Kept = tuple[dict[str, Any], Path]


def _run(home: Path) -> Kept:
    arguments = ["bench", "toy", *SMALL, "--json", "-o", str(home)]
    result = RUNNER.invoke(_app(), arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), home


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A small run whose stages share this process, for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench_stages, "in_child", lambda stage, *args: measured(stage, args, {}))
        patch.setattr(bench, "_warm_up", lambda: 0.1)
        return _run(tmp_path_factory.mktemp("bench") / "kept")


@pytest.mark.slow
def test_every_stage_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    document, _ = _run(tmp_path)
    peaks = [stage["peak_bytes"] for stage in document["campaigns"][0]["stages"]]
    assert len(set(peaks)) == len(STAGES)
    assert peaks[STAGES.index("read")] < peaks[STAGES.index("plan")] > peaks[STAGES.index("verify")]


def test_a_campaign_is_measured_stage_by_stage(kept: Kept) -> None:
    (campaign,) = kept[0]["campaigns"]
    assert [stage["name"] for stage in campaign["stages"]] == STAGES
    assert all(stage["seconds"] > 0 and stage["peak_bytes"] > 10_000_000 for stage in campaign["stages"])
    assert campaign["violations"] == []


def test_plan_and_yardstick_stand_side_by_side(kept: Kept) -> None:
    (campaign,) = kept[0]["campaigns"]
    planned, naive = campaign["plan"], campaign["naive"]
    assert sum(tier["persons"] for tier in planned["tiers"]) == 60
    assert 0 < planned["bound_cents"] <= planned["cost_cents"]
    assert 0 < planned["first_plan_s"] <= planned["run_s"]
    assert all(row["least"] <= row["trips"] for row in planned["coaches"])
    assert naive["persons"] + sum(persons for _, persons in naive["left"]) <= 60
    assert naive["coaches"] > 0


def test_the_machine_is_named_and_everything_kept_where_asked(kept: Kept) -> None:
    document, home = kept
    assert document["machine"]["cores"] >= 1
    assert document["machine"]["model"]
    assert json.loads((home / "bench.json").read_text(encoding="utf-8")) == document
    assert (home / "toy-60" / "map.html").stat().st_size == document["campaigns"][0]["map"]["page_bytes"]


def test_figures_that_are_there_stand_when_a_benchmark_is_resumed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document, home = kept[0], tmp_path
    (home / "toy-60.json").write_bytes((kept[1] / "toy-60.json").read_bytes())
    monkeypatch.setattr(bench, "_warm_up", lambda: 0.1)
    monkeypatch.setattr(bench, "measure", lambda task, home, tell: pytest.fail("measured again"))
    words = ["bench", "toy", *SMALL, "--resume", "--json", "-o", str(home)]
    again = json.loads(RUNNER.invoke(_app(), words, catch_exceptions=False).stdout)
    assert again["campaigns"] == document["campaigns"]
    path, (campaign,) = home / "toy-60.json", document["campaigns"]
    task = bench_report.Task(**campaign["task"])
    report = bench_report.kept_report(path, task)
    assert report is not None and json.loads(json.dumps(asdict(report))) == campaign
    assert bench_report.kept_report(path, replace(task, seed=8)) is None
    assert bench_report.kept_report(home / "nothing.json", task) is None


def test_an_unknown_recipe_is_wrong_usage() -> None:
    with pytest.raises(BadUsage, match="no recipe nowhere"):
        bench.bench(["nowhere"], as_json=True)


def _trip(number: int, load: int, usable: int, role: LegRole, version: str = "p@1") -> Trip:
    return Trip(
        f"T{number}", 1, Mode.COACH, role, "a", "b", 0, 1, 49, usable, load, 1, 1, 100, Level.LOW, version, 1,
        fleet_id="F", vehicle_no=number,
    )  # fmt: skip


def test_the_least_number_of_coaches_counts_each_rule_set_by_itself() -> None:
    trips = (
        _trip(1, 20, 24, LegRole.DIRECT),
        _trip(2, 5, 18, LegRole.DIRECT),
        _trip(3, 40, 49, LegRole.DIRECT, "p@2"),
        _trip(4, 9, 49, LegRole.FEEDER),
    )
    found = Plan(
        "p", "0" * 64, "1", 1, Status.FEASIBLE, "time_limit", trips=trips,
        objective=(ObjectiveLevel("cost", 400, "fen"),), bounds=(Bound("cost", 300, "lp", 0.25, False),),
    )  # fmt: skip
    direct, feeder = figures_of(found).coaches
    assert (direct.trips, direct.persons, direct.usable_seats, direct.least) == (3, 65, 91, 3)
    assert (feeder.trips, feeder.least) == (1, 1)


def _crash() -> None:
    import os

    os._exit(9)


def test_a_stage_that_dies_says_so() -> None:
    with pytest.raises(ReturnLineError, match="stage _crash ended without an answer"):
        in_child(_crash)


def test_violations_show_in_the_table_and_in_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from planner.commands.bench_stages import MapFigures, NaiveFigures, PlanFigures

    planned = PlanFigures("feasible", (), 100, 0, 90, 0.1, True, (), (), (), 1.2, 0.9, (("routing", 0.5),))
    stages = tuple(bench_report.StageFigures(name, 1.0, 0.5, 1_000_000) for name in STAGES)
    task = bench_report.Task("toy", None, 1, 1.0, 2)
    good = bench_report.Report(task, planned, NaiveFigures(0, 0, 0, 0, ()), MapFigures(1, 0.1), (), stages)
    bad = replace(good, violations=(("capacity", 3),))
    assert dict(figures(good))["violations"] == "none"
    assert dict(figures(bad))["violations"] == "capacity 3"
    assert dict(figures(good))["first verified plan"] == "after 0.9 s"
    assert dict(figures(good))["read, plan, write, verify"].startswith("1.2 s of 1 ")
    hasty = replace(good, plan=replace(planned, bound_cents=None, gap=None, first_plan_s=None))
    assert dict(figures(hasty))["proven bound, yuan"] == "no time for it"
    assert (dict(figures(hasty))["gap"], dict(figures(hasty))["first verified plan"]) == ("", "none")
    monkeypatch.setattr(bench, "measure", lambda task, home, tell: bad)
    monkeypatch.setattr(bench, "_warm_up", lambda: 0.1)
    assert RUNNER.invoke(_app(), ["bench", "toy", "-o", str(tmp_path)]).exit_code == 4


def test_a_name_may_say_its_own_number_of_workers() -> None:
    sizes = {"toy": 60}
    assert bench._rung("toy", None, sizes) == ("toy", None)
    assert bench._rung("toy", 30, sizes) == ("toy", 30)
    assert bench._rung("toy:20", 30, sizes) == ("toy", 20)
    for word in ("toy:", "toy:0", "toy:many", "toy:-3", "nowhere:5"):
        with pytest.raises(BadUsage, match=word.partition(":")[0]):
            bench._rung(word, None, sizes)


def _grown(name: str, persons: int, first_s: float | None, **more: Any) -> Any:
    task = bench_report.Task(name, persons, 7, 40.0, 2)
    tiers = (bench_stages.TierFigures(0, persons, persons),)
    told = {"first_plan_s": first_s, "timings": (), "trail": (), "bound_cents": None, **more}
    return SimpleNamespace(task=task, plan=SimpleNamespace(tiers=tiers, **told))


def test_growth_is_told_from_the_next_smaller_size_of_the_same_recipe() -> None:
    small, middle, large = _grown("c", 100, 1.0), _grown("c", 1_000, 10.0), _grown("c", 10_000, 1_000.0)
    other, none = _grown("d", 10, 0.1), _grown("c", 20_000, None)
    every = [large, other, small, middle, none]
    assert growth(small, every) == growth(other, every) == growth(none, every) == []
    assert growth(middle, every) == [("growth of the first verified plan", "persons^1.00 from 100")]
    assert growth(large, every) == [("growth of the first verified plan", "persons^2.00 from 1,000")]


def test_growth_leaves_out_what_the_time_limit_decides_and_counts_the_time_to_a_plan_near_its_bound() -> None:
    trails = [((1.0, 100, 130), (4.0, 100, 105)), ((2.0, 900, 90), (5.0, 1_000, 125), (40.0, 1_000, 110))]
    small, large = (
        _grown("c", size, None, timings=(("routing", 30.0), ("tables", size / 100)), trail=trail, bound_cents=100)
        for size, trail in zip((100, 1_000), trails, strict=True)
    )
    assert growth(large, [small, large]) == [
        ("growth of the stages without a clock", "persons^1.00 from 100"),
        ("growth of the plan within 10% of its bound", "persons^1.00 from 100"),
    ]
