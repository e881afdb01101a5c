"""``returnline heat``: where workers come from, as a table and a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.commands.map import Language


def register(app: typer.Typer) -> None:
    """Mount ``heat`` on the console script."""
    app.command("heat")(heat)


def heat(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="FILE.html and FILE.csv, whichever is named.")
    ],
    language: Annotated[Language, typer.Option("--language", help="Language in which the map opens.")] = Language.ZH,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Write the labour-origin heat table (CSV) and its map (HTML, one file, no outside request)."""
    from planner.ingest import read_scenario
    from planner.publish.heat_map import write_heat

    table, page, rows = write_heat(read_scenario(scenario), output, language.value)
    workers = sum(row.workers for row in rows)
    if as_json:
        answer = {"table": str(table), "map": str(page), "origins": len(rows), "workers": workers}
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{workers:,} workers from {len(rows):,} areas: {table}, {page}")
    for row in rows[:10]:
        print(f"  {row.adcode}  {row.workers:>8,}  {row.name}  {row.name_en}")
