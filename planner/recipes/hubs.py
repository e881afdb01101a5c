"""Stations, airports and other stops of a recipe."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from planner.errors import BadUsage
from planner.recipes.facts import Facts
from planner.recipes.tables import TableData, from_rows
from planner.reference import airports, stations

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
    """Stations and airports that the recipe names (``rail:NGH``, ``air:NGB``), then its own stops, by id.

    Who lives in the county of a station or airport walks in; from farther away a feeder coach brings people.

    Raises
    ------
    BadUsage
        A hub is neither ``rail:`` and a telecode nor ``air:`` and an IATA code of the reference data.
    """
    rates = facts.people_per_hour
    listed = [replace(_reference_hub(stop_id), people_per_hour=rates.get(stop_id)) for stop_id in facts.hubs]
    listed += [Hub(**asdict(row)) for row in facts.stops]
    return {hub.stop_id: hub for hub in listed}


def _reference_hub(stop_id: str) -> Hub:
    family, _, code = stop_id.partition(":")
    if family == "rail" and code in stations():
        station = stations()[code]
        walk_in = (station.adcode,)
        return Hub(
            stop_id, "rail_station", f"{station.name}站", station.lon, station.lat, station.adcode,
            catchment_adcodes=walk_in,
        )  # fmt: skip
    if family == "air" and code in airports():
        airport = airports()[code]
        walk_in = (airport.adcode,)
        return Hub(
            stop_id, "airport", airport.name, airport.lon, airport.lat, airport.adcode, catchment_adcodes=walk_in
        )
    raise BadUsage(f"unknown hub {stop_id!r}; give rail:<telecode> or air:<IATA> of data/reference")


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
