"""``returnline plan``: the main job, from a scenario to a verified plan folder."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from planner.domain.plan import Finding, Plan
    from planner.domain.violation import Violation

VIOLATIONS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Mount ``plan`` on the console script."""
    app.command("plan")(plan)


def plan(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="Folder to write the plan to.")],
    time_limit: Annotated[float, typer.Option("--time-limit", min=1.0, help="Wall seconds for the whole run.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Processor cores to use.")] = 2,
    pack: Annotated[str | None, typer.Option(help="Rule pack instead of the scenario's own.")] = None,
    deterministic: Annotated[bool, typer.Option("--deterministic", help="Limit work instead of time.")] = False,
    engine: Annotated[
        str | None,
        typer.Option(metavar="local|dask://HOST:PORT", help="Plan region by region, here or on a cluster."),
    ] = None,
    region_persons: Annotated[
        int, typer.Option("--region-persons", min=1, help="Persons of a region at most, with --engine.")
    ] = 60_000,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="Verified plan whose trips and workers named in the table pins stay."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Plan a campaign, verify the plan and write it; exit 0 with a verified plan, 3 with none, 4 with violations.

    Ctrl-C once (or SIGTERM) ends the search with the best plan, twice stops at once: the last verified plan stays.
    """
    began_s = time.monotonic()
    from rich.console import Console

    from planner.collector import collector_paused
    from planner.commands.plan_progress import shown_progress
    from planner.errors import BadUsage, NoPlan
    from planner.options import PlanOptions

    with collector_paused():
        from planner.runs import make_plan
    from planner.signals import StopWish

    if not scenario.exists():
        raise BadUsage(f"{scenario} does not exist; name a scenario folder or workbook")
    if keep is not None and engine is not None:
        raise BadUsage("--keep plans in one piece; leave --engine out")
    if keep is not None and not keep.is_dir():
        raise BadUsage(f"{keep} does not exist; name the folder of a verified plan")
    wish = StopWish(lambda: typer.echo("ending with the best plan; Ctrl-C again stops at once", err=True))
    options = replace(PlanOptions(time_limit, seed, threads, deterministic), stopped=wish, began_s=began_s)
    with wish.heeded(), shown_progress(as_json) as report:
        if engine is None:
            found, broken = make_plan(scenario, out, options, report, pack, keep)
        else:
            from planner.regions.coordinate import Dividing
            from planner.regions.engines import engine_of
            from planner.regions.run import make_plan_by_regions

            dividing = Dividing(region_persons)
            found, broken = make_plan_by_regions(
                scenario, out, engine_of(engine, threads), options, report, dividing, pack
            )
    if as_json:
        typer.echo(json.dumps(summary(found), ensure_ascii=False, indent=2))
    else:
        _print(found, broken, Console(), out)
    if broken:
        raise typer.Exit(4)
    if not found.trips and found.unserved:
        raise NoPlan(f"nobody can be carried; {out}/unserved.csv names the reason for each")


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
        "incumbents": [asdict(incumbent) for incumbent in found.trail],
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


def _told(found: Plan) -> list[Finding]:
    """Findings for the terminal: of arrivals by day the last one, of blocking sets how many there are."""
    daily = [finding for finding in found.findings if finding.code == "ARRIVALS_BY_DAY"]
    return [f for f in found.findings if f.code not in ("BLOCKED_BY", "ARRIVALS_BY_DAY")] + daily[-1:]


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
    for finding in _told(found):
        console.print(f"finding {finding.code}: {finding.message}", markup=False)
    for violation in broken[:VIOLATIONS_SHOWN]:
        console.print(f"violation {violation.rule}: {violation.message}", style="red", markup=False)
    verdict = f"{len(broken)} violations; the plan cannot be published" if broken else "verified: no violation"
    console.print(f"{verdict}. Written to {out}", markup=False)
