"""``returnline publish``: schedules and manifests of a verified plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.domain.violation import Violation
from planner.errors import PlanRefused

SHOWN_VIOLATIONS = 20


def register(app: typer.Typer) -> None:
    """Mount ``publish`` on the console script."""
    app.command("publish")(publish)


def publish(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    plan: Annotated[Path, typer.Argument(metavar="OUT", help="Plan folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the papers go.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Only Excel schedules and manifests.")] = False,
    geojson: Annotated[bool, typer.Option("--geojson", help="Only GeoJSON of trips, stops and zones.")] = False,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", metavar="ID", help="Also a workbook of this enterprise alone.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Verify the plan again and write its papers; all kinds unless some are named. Exit 4 if a rule is violated."""
    from planner.ingest import read_scenario
    from planner.publish.papers import PAPERS, write_papers
    from planner.publish.tables import read_plan
    from planner.verify import verify_folder

    found = read_scenario(scenario)
    planned = read_plan(plan, found.campaign.clock)
    refuse_violations(verify_folder(scenario, plan))
    asked = tuple(kind for kind, named in (("xlsx", xlsx), ("geojson", geojson)) if named) or PAPERS
    files = write_papers(planned, found, output, asked, enterprise)
    if as_json:
        print(json.dumps({"folder": str(output), "files": [path.name for path in files]}, ensure_ascii=False))
        return
    for path in files:
        print(f"{path}: {path.stat().st_size / 1024:,.0f} KiB")


def refuse_violations(violations: tuple[Violation, ...]) -> None:
    """Let nothing be published that breaks a rule.

    Raises
    ------
    PlanRefused
        There is at least one violation; the message lists the first of them.
    """
    if not violations:
        return
    lines = [f"  {v.rule} {v.subject}: {v.message} ({v.value} against {v.limit} {v.unit})" for v in violations]
    rest = [f"  … and {len(lines) - SHOWN_VIOLATIONS} more"] if len(lines) > SHOWN_VIOLATIONS else []
    shown = "\n".join([*lines[:SHOWN_VIOLATIONS], *rest])
    raise PlanRefused(f"{len(violations)} violation(s); nothing is published. Plan again or mend the plan.\n{shown}")
