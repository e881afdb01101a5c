"""The scenario's part of the data dictionary, written from the column contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.domain.scenario import Costs
from planner.ingest.campaign import PROVIDERS
from planner.ingest.columns import SCENARIO_SHEET_ZH, TABLES
from planner.ingest.contracts.column import FORMATS, Column, Kind, Table

_COSTS = {
    "feeder_person_cents": "Fen per person brought to a hub by other means than a planned coach.",
    "walk_in_cents": "Fen per person who walks to the hub.",
}
_SETTINGS = (
    ("campaign.id", "id", "Campaign."),
    ("campaign.name", "text", "Name for people."),
    ("campaign.timezone", "IANA name", "E.g. `Asia/Shanghai`; its offset must not change within the horizon."),
    ("campaign.start, campaign.end", "date", "First and last whole day of the horizon."),
    ("campaign.as_of", "moment", "Moment of planning: orders and permits are taken from then on."),
    ("campaign.destination_adcode", "six digits", "The bureau: a county, city or province; sites may lie elsewhere."),
    (
        "campaign.datum",
        "`wgs84` or `gcj02`",
        "Datum of every `lon` and `lat`, `zones.geojson` included unless it says otherwise; `gcj02` (Chinese maps) is "
        "converted on reading. Not given: WGS-84, and coordinates that look like GCJ-02 are refused.",
    ),
    ("policy.pack", "name or path", "A rule pack under `policies/`, or the path of a `.toml` file from the scenario."),
    ("policy.override.*", "as in a rule set", "Rules that differ here: `caps` rows go in front, tables merge by key."),
    ("network.provider", "word", "One of " + ", ".join(f"`{name}`" for name in PROVIDERS) + "."),
    ("objective.order", "list of words", "Order of the objective's levels; stands above the pack's."),
    ("objective.tolerances.*", "decimal in quotes", "Share of a level that may be given up for the next."),
    *((f"costs.{field}", "fen", _COSTS[field]) for field in Costs.__dataclass_fields__),
)

_ZONES_GEOJSON = (
    "### zones.geojson",
    "",
    "Sub-county areas: a GeoJSON FeatureCollection of Polygon or MultiPolygon in WGS-84, longitude first, rings closed",
    "and not crossing themselves. Properties as the columns of `zones` (`adcode`, `level`, `valid_from`, `valid_to`?)",
    "and `area_id`?; at least half of an area lies in the county, city or province that it names. A member `datum` of",
    "the collection (`wgs84` or `gcj02`) stands above `campaign.datum`. Folders only.",
)


def scenario_section() -> str:
    """Markdown of ``scenario.toml`` and of every table."""
    parts = [
        "## Scenario: a folder, or one workbook",
        "",
        "A folder holds `scenario.toml` and one CSV file per table, named as the table. A workbook (`.xlsx`) holds",
        "one sheet per table, named in English or Chinese, and a sheet `scenario` "
        f"({SCENARIO_SHEET_ZH}) with a row of key and value",
        "for every key of `scenario.toml`. Headers are read in English or Chinese; other headers are refused, with",
        "the nearest known one named, never guessed. A table that is not given is empty. CSV files are UTF-8; UTF-16",
        "with mark and GB18030 are read too, with a warning. Ids, codes, identity numbers and telephones are text in",
        "a workbook, never numbers.",
        "",
        "### scenario.toml",
        "",
        *markdown_table(("key", "written as", "meaning"), ((f"`{key}`", kind, text) for key, kind, text in _SETTINGS)),
    ]
    for table in TABLES:
        parts += ["", *_table_section(table)]
    parts += ["", *_ZONES_GEOJSON, "", *_kinds_section()]
    return "\n".join(parts) + "\n"


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    return lines + [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]


def _table_section(table: Table) -> list[str]:
    key = f" Key: {' + '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    rows = (
        (f"`{column.name}`{'?' if column.optional else ''}", column.zh, _kind(column), column.unit, _meaning(column))
        for column in table.columns
    )
    return [
        f"### {table.name} ({table.zh})",
        "",
        f"{table.meaning}{key}",
        "",
        *markdown_table(("column", "header 中文", "kind", "unit", "meaning"), rows),
    ]


def _kind(column: Column) -> str:
    limits = ""
    if column.minimum is not None:
        limits = f" ≥ {column.minimum}" if column.maximum is None else f" {column.minimum}–{column.maximum}"
    return column.kind.value + limits


def _meaning(column: Column) -> str:
    parts = [column.meaning]
    if column.choices:
        parts.append("Values: " + ", ".join(f"`{choice.value}` {choice.zh}" for choice in column.choices) + ".")
    if column.reference:
        parts.append("In the table " + " or ".join(f"`{name}`" for name in column.reference) + ".")
    if column.blank:
        parts.append("May be empty.")
    if column.private:
        parts.append("Identity: masked in messages, never published.")
    if column.aliases:
        parts.append("Also read: " + "、".join(column.aliases) + ".")
    return " ".join(parts)


def _kinds_section() -> list[str]:
    rows = ((kind.value, FORMATS[kind]) for kind in Kind)
    note = "`?` marks an optional column. An empty cell means not given; in other columns it is an error."
    return ["### Kinds", "", note, "", *markdown_table(("kind", "written as"), rows)]
