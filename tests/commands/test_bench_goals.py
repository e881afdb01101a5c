"""Goals of the benchmark: beside which runs they stand, and when they count as met."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace
from typing import Any

from rich.console import Console

from planner.commands.bench_goals import Goal, goals_of, goals_table, peer_goals
from planner.commands.bench_report import StageFigures, Task
from planner.commands.bench_stages import CoachFigures, TierFigures

SIZES = {"coach-102k": 102_700, "shenzhou-17k": 17_000, "toy": 20}


def _report(name: str, workers: int | None, limit_s: float, persons: int = 100, **more: Any) -> Any:
    plan = SimpleNamespace(
        first_plan_s=12.0, gap=0.04, run_s=1.04 * limit_s, trail=(), bound_cents=None, timings=(("tables", 2.0),),
        coaches=(CoachFigures("direct", 103, 2_000, 2_200, 100),), tiers=(TierFigures(0, persons, persons),),
    )  # fmt: skip
    plan.__dict__.update(more)
    stage = StageFigures("plan", 1.0, 1.0, 800_000_000)
    return SimpleNamespace(task=Task(name, workers, 7, limit_s, 2), plan=plan, stage=lambda _: stage)


def _told(goals: list[Goal]) -> dict[str, tuple[float | None, bool | None]]:
    return {goal.figure: (goal.value, goal.met) for goal in goals}


def test_a_recipe_at_its_size_within_its_time_stands_beside_its_goals() -> None:
    told = _told(goals_of([_report("coach-102k", None, 180.0)], SIZES))
    assert told == {
        "first verified plan": (12.0, False), "coaches over the least number": (1.03, False),
        "gap to the proven bound": (0.04, True), "whole run over its time limit": (1.04, True),
    }  # fmt: skip
    assert _told(goals_of([_report("shenzhou-17k", None, 30.0)], SIZES))["peak memory of planning"] == (0.8, True)


def test_smaller_work_more_time_and_other_recipes_have_no_goals() -> None:
    for report in (_report("coach-102k", 17_000, 40.0), _report("coach-102k", None, 420.0), _report("toy", None, 5.0)):
        assert goals_of([report], SIZES) == []


def test_growth_is_judged_from_a_county_to_a_city() -> None:
    sizes = {5_000: 1.0, 17_000: 2.0, 50_000: 9.0, 102_700: 18.0}
    reports = [_report("coach-102k", n, 500.0, n, timings=(("tables", s),)) for n, s in sizes.items()]
    told = _told(goals_of(reports, SIZES))
    value, met = told["growth of the stages without a clock, persons^"]
    assert value is not None and 1.2 < value < 1.25 and met is False
    assert told["growth of the first verified plan, persons^"][1] is True
    assert told["growth of the plan within 10% of its bound, persons^"] == (None, None)


def _contest(**more: Any) -> dict[str, Any]:
    def row(peer: str, seconds: float | None, each: float, cheaper: float | None) -> dict[str, Any]:
        return {"peer": peer, "seconds": seconds, "per_person_cents": each, "ours_cheaper": cheaper, "gap": 0.03}

    rows = [
        row("naive", None, 130, 0.3), row("returnline", 30.0, 93, None), row("vroom", 30.0, 98, 1 - 93 / 98),
        row("pyvrp", 30.0, 100, 0.07), row("ortools", 30.0, 50, None), row("pyvrp", 300.0, 99, 1 - 93 / 99),
    ]  # fmt: skip
    return {"name": "coach-17k", "workers": None, "seconds": 30.0, "rows": rows, **more}


def test_the_best_peer_that_carries_as_many_is_the_one_to_beat() -> None:
    gap, equal, tenfold = peer_goals(_contest())
    assert (gap.value, gap.met) == (0.03, True)
    assert "vroom" in equal.figure and equal.value is not None and round(equal.value, 3) == 1.020 and not equal.met
    assert "pyvrp" in tenfold.figure and tenfold.met


def test_what_was_not_run_is_not_known() -> None:
    rows = [row for row in _contest()["rows"] if row["seconds"] != 300.0]
    assert [goal.met for goal in peer_goals(_contest(rows=rows))] == [True, False, None]
    assert peer_goals(_contest(workers=200)) == peer_goals(_contest(name="toy")) == []
    assert peer_goals(_contest(rows=[r for r in rows if r["peer"] != "returnline"])) == []


def test_the_table_says_met_and_missed() -> None:
    text = StringIO()
    goals = [Goal("w", "gap", 0.03, 0.04, "%"), Goal("w", "first", 12.0, 10.0, "s"), Goal("w", "third", None, 1.0, "×")]
    Console(width=120, file=text).print(goals_table(goals))
    assert all(word in text.getvalue() for word in ("3.0%", "met", "missed", "12 s", "not known"))
