"""``returnline plan``: the main job, from a scenario to a verified plan folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from planner.domain.limits import Progress
    from planner.domain.plan import Plan
    from planner.domain.violation import Violation

VIOLATIONS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Mount ``plan`` on the console script."""
    app.command("plan")(plan)


def plan(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="Folder to write the plan to.")],
    time_limit: Annotated[float, typer.Option("--time-limit", min=1.0, help="Wall seconds for the search.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Processor cores to use.")] = 2,
    pack: Annotated[str | None, typer.Option(help="Rule pack instead of the scenario's own.")] = None,
    deterministic: Annotated[bool, typer.Option("--deterministic", help="Limit work instead of time.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Plan a campaign, verify the plan and write it; exit 0 with a verified plan, 3 with none, 4 with violations."""
    from rich.console import Console

    from planner.errors import BadUsage, NoPlan
    from planner.pipeline import PlanOptions
    from planner.runs import make_plan

    if not scenario.exists():
        raise BadUsage(f"{scenario} does not exist; name a scenario folder or workbook")
    console = Console(stderr=True, quiet=as_json)
    options = PlanOptions(time_limit, seed, threads, deterministic)
    with _bar(console) as bar:
        found, broken = make_plan(scenario, out, options, _Reporter(bar), pack)
    if as_json:
        typer.echo(json.dumps(summary(found), ensure_ascii=False, indent=2))
    else:
        _print(found, broken, Console(), out)
    if broken:
        raise typer.Exit(4)
    if not found.trips and found.unserved:
        raise NoPlan(f"nobody can be carried; {out}/unserved.csv names the reason for each")


def _bar(console: Console) -> Bar:
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    return RichProgress(
        SpinnerColumn(),
        TextColumn("{task.description:<11}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[figures]}"),
        console=console,
    )


class _Reporter:
    """Shows stages, incumbent cost and persons left on the progress bar."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=1.0, figures="")
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        from planner.units import yuan_text

        figures = progress.message
        if progress.cost_cents is not None:
            figures = f"{yuan_text(progress.cost_cents)} yuan, {progress.unserved or 0} not yet seated"
        if progress.stage != self._stage:
            self._stage = progress.stage
            self._bar.reset(self._task, total=1.0)
        self._bar.update(self._task, description=progress.stage, completed=progress.share, figures=figures)


def summary(found: Plan) -> dict[str, object]:
    """Key figures of a plan for ``--json``."""
    persons = sum(cohort.persons for cohort in found.cohorts)
    left = sum(row.persons for row in found.unserved)
    return {
        "plan_id": found.plan_id,
        "status": found.status.value,
        "stopped_by": found.stopped_by,
        "persons": persons,
        "served": sum(load.persons for load in found.loads if load.leg_seq == 1),
        "unserved": left,
        "objective": [{"name": level.name, "value": level.value, "unit": level.unit} for level in found.objective],
        "bounds": [{"name": b.name, "value": b.value, "gap": round(b.gap, 4)} for b in found.bounds],
        "trips": trips_by_mode(found),
        "findings": [finding.message for finding in found.findings],
        "timings": dict(found.timings),
        "violations": len(found.violations),
        "receipt": found.receipt,
    }


def trips_by_mode(found: Plan) -> dict[str, dict[str, int]]:
    """Trips and persons of each mode; a train counts once, however many carriages it has."""
    modes: dict[str, dict[str, int]] = {}
    services: set[str] = set()
    for trip in found.trips:
        row = modes.setdefault(trip.mode.value, {"trips": 0, "persons": 0})
        row["persons"] += trip.load
        if trip.fleet_id or trip.service_id not in services:
            row["trips"] += 1
        if trip.service_id and not trip.fleet_id:
            services.add(trip.service_id)
    return modes


def _print(found: Plan, broken: tuple[Violation, ...], console: Console, out: Path) -> None:
    from collections import Counter

    from rich.table import Table

    from planner.units import level_text

    figures = summary(found)
    console.print(f"[bold]{found.status}[/] plan {found.plan_id}: {figures['served']} of {figures['persons']} served")
    table = Table("objective", "value", "proven bound", "gap")
    bounds = {bound.name: bound for bound in found.bounds}
    for level in found.objective:
        bound = bounds.get(level.name)
        proven = ("", "") if bound is None else (level_text(bound.value, level.unit)[0], f"{bound.gap:.1%}")
        table.add_row(level.name, " ".join(level_text(level.value, level.unit)), *proven)
    console.print(table)
    trips = Table("mode", "trips", "persons")
    for mode, row in trips_by_mode(found).items():
        trips.add_row(mode, str(row["trips"]), str(row["persons"]))
    console.print(trips)
    for reason, persons in Counter(r.reason for r in found.unserved for _ in range(r.persons)).most_common():
        console.print(f"left behind: {persons} {reason}")
    for finding in found.findings:
        if finding.code == "BLOCKED_BY":
            continue
        console.print(f"finding {finding.code}: {finding.message}", markup=False)
    for violation in broken[:VIOLATIONS_SHOWN]:
        console.print(f"violation {violation.rule}: {violation.message}", style="red", markup=False)
    verdict = f"{len(broken)} violations; the plan cannot be published" if broken else "verified: no violation"
    console.print(f"{verdict}. Written to {out}", markup=False)
