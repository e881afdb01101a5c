"""Stations, airports and other stops of a recipe."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from planner.data_files import data_path
from planner.errors import BadUsage
from planner.recipes.facts import Facts
from planner.recipes.tables import TableData, from_rows

_COLUMNS = (
    "stop_id", "kind", "name", "lon", "lat", "adcode", "opens", "closes", "people_per_hour", "catchment_adcodes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hub:
    """A row of ``stops``."""

    stop_id: str
    kind: str
    name: str
    lon: float
    lat: float
    adcode: str
    opens: str | None = None
    closes: str | None = None
    people_per_hour: int | None = None
    catchment_adcodes: tuple[str, ...] = ()


def hubs_of(facts: Facts) -> dict[str, Hub]:
    """Hubs that the recipe takes from the shared list, then its own stops, by id.

    Raises
    ------
    BadUsage
        A hub is not in ``data/scenarios/shared/hubs.toml``.
    """
    with data_path("scenarios", "shared", "hubs.toml").open("rb") as stream:
        shared = {row["stop_id"]: row for row in tomllib.load(stream)["hub"]}
    missing = [stop_id for stop_id in facts.hubs if stop_id not in shared]
    if missing:
        raise BadUsage(f"unknown hubs {', '.join(missing)}; data/scenarios/shared/hubs.toml lists them")
    listed = [_shared_hub(shared[stop_id]) for stop_id in facts.hubs]
    listed += [
        Hub(
            row.stop_id, row.kind, row.name, row.lon, row.lat, row.adcode, row.opens, row.closes,
            row.people_per_hour, row.catchment_adcodes,
        )
        for row in facts.stops
    ]  # fmt: skip
    return {hub.stop_id: hub for hub in listed}


def _shared_hub(row: dict[str, object]) -> Hub:
    areas = row.pop("catchment_adcodes", [])
    return Hub(catchment_adcodes=tuple(areas), **row)  # type: ignore[arg-type]


def stop_table(hubs: dict[str, Hub]) -> TableData:
    """The ``stops`` table."""
    rows = [
        (
            hub.stop_id, hub.kind, hub.name, hub.lon, hub.lat, hub.adcode, hub.opens, hub.closes,
            hub.people_per_hour, hub.catchment_adcodes,
        )
        for hub in hubs.values()
    ]  # fmt: skip
    return from_rows("stops", _COLUMNS, rows)
