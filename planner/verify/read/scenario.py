"""A scenario folder or workbook as domain types: what the verifier judges a plan against."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from planner.domain.demand import Demand, Enterprise, Heat, Inspection, Worker
from planner.domain.fleet import Capacity, Driver, Escort, Fleet
from planner.domain.place import IntakeWindow, ModeBan, Site, Stop, Zone, ZoneArea
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.domain.service import Service, ServiceCall
from planner.errors import BadInput, CellProblem
from planner.units import LocalClock
from planner.verify.read.areas import read_areas
from planner.verify.read.datum import DATUMS, GCJ02, to_wgs84
from planner.verify.read.references import broken_references
from planner.verify.read.scenario_tables import carrier_columns, people_columns, place_columns
from planner.verify.read.table import Column, csv_lines, read_rows
from planner.verify.read.workbook import open_workbook

SETTINGS = "scenario.toml"
AREAS = "zones.geojson"

_ROW_TYPES: Mapping[str, Callable[..., object]] = {
    "workers": Worker, "heat": Heat, "demand": Demand, "enterprises": Enterprise, "sites": Site, "stops": Stop,
    "zones": Zone, "mode_bans": ModeBan, "coaches": Fleet, "services": Service, "service_stops": ServiceCall,
    "capacities": Capacity, "inspections": Inspection, "intake_windows": IntakeWindow, "drivers": Driver,
    "escorts": Escort,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the tables of a scenario lie: settings as a tree, lines of a table, areas as text."""

    settings: Mapping[str, Any]
    lines: Callable[[str], Iterable[Sequence[str]] | None]
    areas: str | None


def read_scenario(path: Path) -> Scenario:
    """Read a scenario folder, or a workbook (``.xlsx``, or the only one in a folder without ``scenario.toml``).

    Raises
    ------
    BadInput
        A file is missing or a cell cannot be read; all such cells are named.
    """
    problems: list[CellProblem] = []
    source = _source(path)
    campaign = _campaign(source.settings)
    read = _Reader(source, campaign.clock, problems, _datum(source.settings))
    calls: dict[str, list[ServiceCall]] = defaultdict(list)
    for call in read.rows("service_stops"):
        calls[call.service_id].append(call)
    services = tuple(
        replace(service, calls=tuple(sorted(calls[service.service_id], key=lambda call: call.seq)))
        if service.service_id in calls
        else service
        for service in read.rows("services")
    )
    policy = source.settings.get("policy", {})
    scenario = Scenario(
        campaign=campaign,
        sha256="",
        policy_pack=str(policy.get("pack", "")),
        policy_override=policy.get("override", {}),
        objective=source.settings.get("objective", {}),
        network_provider=str(source.settings.get("network", {}).get("provider", "county-graph")),
        matrix_path=None,
        costs=Costs(),
        enterprises=read.rows("enterprises"),
        sites=read.placed("sites"),
        workers=read.rows("workers"),
        heat=read.rows("heat"),
        demand=read.rows("demand"),
        inspections=read.rows("inspections"),
        stops=read.placed("stops"),
        zones=read.rows("zones"),
        zone_areas=_areas(source.areas, read, problems),
        mode_bans=read.rows("mode_bans"),
        intake_windows=read.rows("intake_windows"),
        fleets=read.placed("coaches"),
        drivers=read.rows("drivers"),
        services=services,
        capacities=read.rows("capacities"),
        escorts=read.rows("escorts"),
    )
    problems.extend(broken_references(scenario))
    if problems:
        raise BadInput(problems)
    return scenario


@dataclass(frozen=True, slots=True)
class _Reader:
    source: _Source
    clock: LocalClock
    problems: list[CellProblem]
    datum: str

    def placed(self, table: str) -> tuple[Any, ...]:
        """Rows of a table with points, in WGS-84."""
        rows = self.rows(table)
        if self.datum != GCJ02:
            return rows
        points = [to_wgs84(row.lon, row.lat) for row in rows]
        return tuple(replace(row, lon=lon, lat=lat) for row, (lon, lat) in zip(rows, points, strict=True))

    def rows(self, table: str) -> tuple[Any, ...]:
        """Rows of a table; none if the scenario lacks it."""
        lines = self.source.lines(table)
        if lines is None:
            return ()
        return read_rows(table, lines, self._columns()[table], _ROW_TYPES[table], self.problems)

    def _columns(self) -> dict[str, tuple[Column, ...]]:
        return {**people_columns(self.clock), **place_columns(self.clock), **carrier_columns(self.clock)}


def _source(path: Path) -> _Source:
    if path.is_dir() and (path / SETTINGS).is_file():
        return _folder(path)
    books = [path] if path.is_file() else sorted(path.glob("*.xlsx"))
    if len(books) != 1:
        reason = f"{path.name} holds no {SETTINGS} and {len(books)} workbooks; a scenario folder has one or the other"
        raise BadInput([CellProblem("scenario", None, None, path.name, "missing_file", reason)])
    book = open_workbook(books[0])
    return _Source(book.settings, book.lines, None)


def _folder(path: Path) -> _Source:
    try:
        settings = tomllib.loads((path / SETTINGS).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([CellProblem("scenario", None, None, SETTINGS, "broken_toml", str(error))]) from error

    def lines(table: str) -> Iterable[Sequence[str]] | None:
        file = path / f"{table}.csv"
        return csv_lines(file) if file.is_file() else None

    areas = path / AREAS
    return _Source(settings, lines, areas.read_text(encoding="utf-8") if areas.is_file() else None)


def _campaign(settings: Mapping[str, Any]) -> Campaign:
    try:
        facts = {key: str(value) for key, value in settings["campaign"].items()}
        start, end = date.fromisoformat(facts["start"]), date.fromisoformat(facts["end"])
        clock = LocalClock.of(facts["timezone"], start, end)
        return Campaign(
            campaign_id=facts["id"],
            name=facts["name"],
            timezone=facts["timezone"],
            clock=clock,
            start_at=clock.span_start(facts["start"]),
            end_at=clock.span_end(facts["end"]),
            as_of=clock.moment(facts["as_of"]),
            destination_adcode=facts["destination_adcode"],
        )
    except (KeyError, ValueError, AttributeError) as error:
        reason = f"[campaign] is incomplete or malformed: {error}"
        raise BadInput([CellProblem("scenario", None, "campaign", "", "bad_value", reason)]) from error


def _datum(settings: Mapping[str, Any]) -> str:
    datum = settings["campaign"].get("datum", "wgs84")
    if datum not in DATUMS:
        reason = f"campaign.datum is {datum!r}, neither wgs84 nor gcj02"
        raise BadInput([CellProblem("scenario", None, "campaign.datum", str(datum), "unknown_value", reason)])
    return str(datum)


def _areas(text: str | None, read: _Reader, problems: list[CellProblem]) -> tuple[ZoneArea, ...]:
    if text is None:
        return ()
    try:
        return read_areas(text, read.clock, read.datum)
    except ValueError as error:
        problems.append(CellProblem(AREAS, None, None, "", "bad_value", str(error)))
        return ()
