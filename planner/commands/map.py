"""``returnline map``: a plan as one HTML file that needs no network."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """Language in which a page opens; it can be switched on the page."""

    ZH = "zh"
    EN = "en"


def register(app: typer.Typer) -> None:
    """Mount ``map`` on the console script."""
    app.command("map")(draw_map)


def draw_map(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    plan: Annotated[Path, typer.Argument(metavar="OUT", help="Plan folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.html", help="Where the page goes.")],
    language: Annotated[Language, typer.Option("--language", help="Language in which it opens.")] = Language.ZH,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Draw routes by day and mode, zones, stops with times and labour-origin heat; one file, no outside request."""
    from planner.ingest import read_scenario
    from planner.publish.maps import MAP_TABLES, write_map
    from planner.publish.tables import read_plan

    found = read_scenario(scenario)
    planned = read_plan(plan, found.campaign.clock, only=MAP_TABLES)
    began = time.perf_counter()
    size = write_map(planned, found, output, language.value)
    seconds = time.perf_counter() - began
    if as_json:
        answer = {"file": str(output), "bytes": size, "seconds": round(seconds, 2), "trips": len(planned.trips)}
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{output}: {len(planned.trips):,} trips, {size / 1e6:.1f} MB, {seconds:.1f} s")
