"""Inputs of a campaign: their kinds, the scenario folder that they make, and what is wrong with one of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from api import rule_packs
from api.passing import passing_folder
from planner.errors import BadInput, CellProblem
from planner.ingest import read_scenario
from planner.ingest.rawtable import decode
from planner.recipes.toml_text import toml_text

TABLE_KINDS = (
    "enterprises", "sites", "stops", "links", "zones", "mode_bans", "intake_windows", "coaches", "drivers", "services",
    "service_stops", "capacities", "escorts", "no_show", "inspections", "heat", "demand", "pins",
)  # fmt: skip
"""Tables of a scenario that the bureau uploads as CSV; named workers come by lists."""
AREAS_KIND = "zone-areas"
PACK_KIND = "rule-pack"
KINDS = (*TABLE_KINDS, AREAS_KIND, PACK_KIND)
FILES = {**{kind: f"{kind}.csv" for kind in TABLE_KINDS}, AREAS_KIND: "zones.geojson"}
PINS = "pins"
SETTINGS_FILE = "scenario.toml"
WORKERS = "workers"
TOML = "application/toml"
MEDIA_TYPES = {AREAS_KIND: "application/geo+json", PACK_KIND: TOML}
NOT_YET_WHOLE = frozenset({"missing_table", "nobody_to_carry", "missing_file"})
"""Problems of a campaign that is not complete yet; they stop a plan, not an upload."""


def media_type(kind: str) -> str:
    """Form in which an input is sent and told."""
    return MEDIA_TYPES.get(kind, "text/csv; charset=utf-8")


def write_folder(folder: Path, settings: Mapping[str, Any], contents: Mapping[str, bytes]) -> None:
    """The scenario folder of a campaign; a rule pack of its own takes the place of the one that the settings name.

    Parameters
    ----------
    contents : mapping
        Kind of input, or ``workers``, to the bytes of its file.
    """
    names = dict(FILES)
    if PACK_KIND in contents:
        names[PACK_KIND] = rule_packs.file_name(contents[PACK_KIND])
        settings = {**settings, "policy": {**settings["policy"], "pack": names[PACK_KIND]}}
    (folder / SETTINGS_FILE).write_text(toml_text(settings), encoding="utf-8")
    for kind, content in contents.items():
        (folder / names.get(kind, f"{kind}.csv")).write_bytes(content)


def problems_of(
    settings: Mapping[str, Any], contents: Mapping[str, bytes], blamed: Iterable[str]
) -> tuple[CellProblem, ...]:
    """What is wrong with some inputs among all of a campaign.

    An input is judged together with all others, since rows refer to each other; tables that are still missing are
    not held against it.

    Parameters
    ----------
    blamed : iterable of str
        Tables whose problems are asked for.
    """
    names = set(blamed)
    with passing_folder("inputs") as folder:
        write_folder(folder, settings, contents)
        try:
            read_scenario(folder)
        except BadInput as error:
            return tuple(p for p in error.problems if _counts(p, names, contents))
    return ()


def _counts(problem: CellProblem, names: set[str], contents: Mapping[str, bytes]) -> bool:
    if problem.code in NOT_YET_WHOLE or problem.table.removesuffix(".csv") not in names:
        return False
    # a reference into a table that is not there yet cannot be judged; pins name what a plan holds already
    known = {"enterprises", "sites"} <= contents.keys() or problem.table == PINS
    return problem.code != "unknown_reference" or known


def rows_of(kind: str, content: bytes) -> int:
    """Rows of a table, outlines of areas, or rule sets of a pack; the input has been judged before."""
    if kind == PACK_KIND:
        return rule_packs.rulesets(content)
    if kind == AREAS_KIND:
        return len(json.loads(content).get("features", ()))
    rows = csv.reader(io.StringIO(decode(content)[0], newline=""))
    return max(0, sum(any(map(str.strip, row)) for row in rows) - 1)
