"""Labour-origin heat as a table and a page, side by side."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from planner.domain.scenario import Scenario
from planner.publish.atomic import write_text_whole
from planner.publish.heat import HeatRow, heat_rows
from planner.publish.maps import write_heat_map

HEADER = ("origin_adcode", "name", "name_en", "lon", "lat", "workers", "named")


def write_heat(scenario: Scenario, path: Path, language: str = "zh") -> tuple[Path, Path, tuple[HeatRow, ...]]:
    """Write the table beside the map: ``path`` with the suffixes ``.csv`` and ``.html``.

    Returns
    -------
    tuple of Path, Path, tuple of HeatRow
        Table, map, and the rows by falling number of workers.
    """
    stem = path.with_suffix("") if path.suffix.lower() in (".csv", ".html") else path
    table, page = stem.with_name(stem.name + ".csv"), stem.with_name(stem.name + ".html")
    rows = heat_rows(scenario)
    write_text_whole(table, heat_csv(rows))
    write_heat_map(scenario, page, language)
    return table, page, rows


def heat_csv(rows: tuple[HeatRow, ...]) -> str:
    """Heat table as CSV text."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADER)
    for row in rows:
        lines.writerow([row.adcode, row.name, row.name_en, row.lon, row.lat, row.workers, row.named])
    return text.getvalue()
