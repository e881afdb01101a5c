"""All papers of a plan in one folder, written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.publish.atomic import write_text_whole, written_whole
from planner.publish.calendar import write_calendar
from planner.publish.geojson import write_geojson
from planner.publish.geopackage import write_geopackage
from planner.publish.gtfs import write_gtfs
from planner.publish.issue import timetable_of
from planner.publish.workbook import write_manifests

PAPERS = ("xlsx", "geojson", "gpkg", "gtfs", "ics")
MARKER = "published.txt"


def write_papers(
    plan: Plan,
    scenario: Scenario,
    folder: Path,
    kinds: tuple[str, ...] = PAPERS,
    enterprise_id: str | None = None,
    issued_at: int | None = None,
) -> tuple[Path, ...]:
    """Write the papers of ``kinds`` into ``folder``; earlier papers there are replaced as a whole.

    Parameters
    ----------
    enterprise_id : str, optional
        Adds a workbook with this enterprise's people and trips alone.
    issued_at : int, optional
        Moment of publication; the moment of planning unless given.

    Raises
    ------
    BadPlanFolder
        ``folder`` holds something else than papers.
    BadUsage
        The scenario has no such enterprise.
    """
    with written_whole(folder, marker=MARKER) as draft:
        if "xlsx" in kinds:
            write_manifests(plan, scenario, draft / "schedule.xlsx")
        if enterprise_id is not None:
            safe = re.sub(r"[^\w-]", "_", enterprise_id)
            write_manifests(plan, scenario, draft / f"enterprise-{safe}.xlsx", enterprise_id)
        if "geojson" in kinds:
            write_geojson(plan, scenario, draft)
        if "gpkg" in kinds:
            write_geopackage(plan, scenario, draft / "schedule.gpkg")
        issue = timetable_of(plan, scenario, scenario.campaign.as_of if issued_at is None else issued_at)
        if "gtfs" in kinds:
            write_gtfs(issue, draft / "gtfs.zip")
        if "ics" in kinds:
            write_calendar(issue, draft / "schedule.ics")
        write_text_whole(draft / MARKER, f"plan {plan.plan_id}\nscenario {plan.scenario_sha256}\n")
    return tuple(sorted(path for path in folder.iterdir() if path.name != MARKER))
