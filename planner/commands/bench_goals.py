"""The figures that the planner is to reach on two cores, beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.commands.bench_table import GROWING, persons_of, power

if TYPE_CHECKING:
    from rich.table import Table

    from planner.commands.bench_report import Report

GIGABYTE = 1_000_000_000
LATE_SHARE = 0.05
"""By what share of it a run may be over its time limit."""
GROWTH_FROM, GROWTH_TO, GROWTH_POWER = 17_000, 100_000, 1.2
PEER_WORK, PEER_GAP, EQUAL_LEAD, TENFOLD_LEAD = "coach-17k", 0.04, 0.07, 0.06
"""Work that peers are measured on, and by what share of the best peer's cost the product is to be cheaper."""
NEEDED_S = {"coach-17k": 30.0, "coach-102k": 180.0, "shenzhou-17k": 30.0, "ningbo-102k": 180.0}
"""Seconds for planning that the goals of a recipe are about."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure of one work: as measured (``None``: the run has none), and the most it may be."""

    work: str
    figure: str
    value: float | None
    most: float
    unit: str

    @property
    def met(self) -> bool | None:
        """Whether it is reached, where it is known."""
        return None if self.value is None else self.value <= self.most


Measure = Callable[["Report"], float | None]


def _direct(report: Report) -> float | None:
    """Direct coaches as a multiple of the least possible number."""
    return next((row.trips / row.least for row in report.plan.coaches if row.role == "direct" and row.least), None)


def _plan_bytes(report: Report) -> float:
    return report.stage("plan").peak_bytes / GIGABYTE


FIRST: tuple[str, Measure, str] = ("first verified plan", lambda report: report.plan.first_plan_s, "s")
GAP: tuple[str, Measure, str] = ("gap to the proven bound", lambda report: report.plan.gap, "%")
COACHES: tuple[str, Measure, str] = ("coaches over the least number", _direct, "×")
MEMORY: tuple[str, Measure, str] = ("peak memory of planning", _plan_bytes, "GB")
GOALS: dict[str, tuple[tuple[tuple[str, Measure, str], float], ...]] = {
    "coach-17k": ((GAP, PEER_GAP),),
    "coach-102k": ((FIRST, 10.0), (COACHES, 1.02), (GAP, 0.05)),
    "shenzhou-17k": ((FIRST, 5.0), (GAP, 0.03), (MEMORY, 1.0)),
    "ningbo-102k": ((FIRST, 30.0), (GAP, 0.03), (MEMORY, 4.0)),
}


def goals_of(reports: Sequence[Report], sizes: dict[str, int]) -> list[Goal]:
    """Goals of recipes at their own size (``sizes``: workers of each) and within their time, and of growth."""
    found = []
    for report in reports:
        task = report.task
        whole = task.workers is None or task.workers >= sizes[task.name]
        if task.name in GOALS and whole and task.time_limit_s <= NEEDED_S[task.name]:
            work = f"{task.title}, {task.time_limit_s:.0f} s"
            found += [Goal(work, name, of(report), most, unit) for (name, of, unit), most in GOALS[task.name]]
            over = report.plan.run_s / task.time_limit_s
            found.append(Goal(work, "whole run over its time limit", over, 1 + LATE_SHARE, "×"))
    return found + _growth_goals(reports)


def _growth_goals(reports: Sequence[Report]) -> list[Goal]:
    """Growth between the sizes of a recipe that stand for a county's and a city's campaign."""
    found = []
    for name in dict.fromkeys(report.task.name for report in reports):
        own = sorted((r for r in reports if r.task.name == name), key=persons_of)
        large = next((r for r in reversed(own) if persons_of(r) >= GROWTH_TO), None)
        small = next((r for r in reversed(own) if persons_of(r) <= GROWTH_FROM), None)
        if large is not None and small is not None:
            work = f"{name}, {persons_of(small):,} → {persons_of(large):,}"
            found += [
                Goal(work, f"growth of the {what}, persons^", power(measure, small, large), GROWTH_POWER, "")
                for what, measure in GROWING
            ]
    return found


def peer_goals(contest: dict[str, Any]) -> list[Goal]:
    """Goals of the product beside its peers: its own gap, and how much cheaper it is at equal and at ten times."""
    rows, limit_s = contest["rows"], contest["seconds"]
    ours = next((r for r in rows if r["peer"] == "returnline" and r["seconds"] == limit_s), None)
    if ours is None or contest["name"] != PEER_WORK or contest["workers"] is not None:
        return []
    work = f"{contest['name']}, {limit_s:.0f} s"
    found = [Goal(work, GAP[0], ours["gap"], PEER_GAP, "%")]
    for factor, lead in ((1, EQUAL_LEAD), (10, TENFOLD_LEAD)):
        others = [r for r in rows if r["seconds"] == factor * limit_s and r["ours_cheaper"] is not None]
        best = min(others, key=lambda row: row["per_person_cents"], default=None)
        name = f"cost over {1 - lead:.0%} of the best peer's" + (f" ({best['peer']})" if best else "")
        value = None if best is None else (1 - best["ours_cheaper"]) / (1 - lead)
        found.append(Goal(f"{work}, peers {factor * limit_s:.0f} s", name, value, 1.0, "×"))
    return found


def goals_table(goals: Sequence[Goal]) -> Table:
    """One row a goal."""
    from rich.table import Table

    table = Table("work", "figure", "measured", "goal, at most", "", title="goals, two cores")
    for goal in goals:
        verdict = {None: "not known", True: "met", False: "[bold]missed[/]"}[goal.met]
        table.add_row(goal.work, goal.figure, _text(goal.value, goal.unit), _text(goal.most, goal.unit), verdict)
    return table


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if unit == "%" else f"{value:.3g} {unit}".rstrip()
