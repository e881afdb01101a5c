"""Frames to domain types. Called only when the report is empty, so every value is whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeVar

from planner.domain.demand import Demand, Enterprise, Heat, Inspection, Worker
from planner.domain.fleet import Capacity, Driver, Escort, Fleet, NoShow
from planner.domain.place import IntakeWindow, Link, ModeBan, Site, Stop, Zone, ZoneArea
from planner.domain.scenario import Scenario
from planner.domain.service import Service, ServiceCall
from planner.ingest.campaign import Settings
from planner.ingest.frame import Frame

T = TypeVar("T")


def rows(make: type[T], frame: Frame | None, **replaced: Callable[[Any], Any]) -> tuple[T, ...]:
    """One object of type ``make`` per row.

    A column fills the field that its contract names; a field without column, or an empty cell, takes the
    field's default. ``replaced`` converts the values of a field.
    """
    if frame is None or not len(frame):
        return ()
    values: dict[str, list[Any]] = {
        column.target: frame.values[column.name] for column in frame.table.columns if frame.has(column.name)
    }
    arguments: list[Any] = []
    for field in fields(make):  # type: ignore[arg-type]
        default = None if field.default is MISSING else field.default
        cells = values.get(field.name)
        if cells is None:
            arguments.append(repeat(default, len(frame)))
        elif default is not None:
            arguments.append([default if cell is None else cell for cell in cells])
        elif field.name in replaced:
            convert = replaced[field.name]
            arguments.append([None if cell is None else convert(cell) for cell in cells])
        else:
            arguments.append(cells)
    return _filled(make, arguments, len(frame))


def _filled(make: type[T], columns: list[Any], size: int) -> tuple[T, ...]:
    """Objects of a slotted type without ``__post_init__``, filled column by column.

    The constructor of a frozen dataclass costs about 9 µs for 21 fields; on long lists that was a quarter of the
    whole reading time. Setting the slots themselves takes less than half of it.
    """
    if hasattr(make, "__post_init__"):
        return tuple(map(make, *columns))
    made = tuple(map(make.__new__, repeat(make, size)))
    for field, cells in zip(fields(make), columns, strict=True):  # type: ignore[arg-type]
        deque(map(getattr(make, field.name).__set__, made, cells), maxlen=0)
    return made


def build_scenario(
    settings: Settings,
    sha256: str,
    frames: Mapping[str, Frame],
    zone_areas: tuple[ZoneArea, ...],
    matrix_path: str | None,
    warnings: tuple[str, ...],
) -> Scenario:
    """Scenario of checked frames."""
    campaign = settings.campaign
    assert campaign is not None
    get = frames.get
    return Scenario(
        campaign=campaign,
        sha256=sha256,
        policy_pack=settings.policy_pack,
        policy_override=settings.policy_override,
        objective=settings.objective,
        network_provider=settings.network_provider,
        matrix_path=matrix_path,
        costs=settings.costs,
        enterprises=rows(Enterprise, get("enterprises")),
        sites=rows(Site, get("sites")),
        workers=rows(Worker, get("workers")),
        heat=rows(Heat, get("heat"), confidence=float),
        demand=rows(Demand, get("demand")),
        inspections=rows(Inspection, get("inspections")),
        stops=rows(Stop, get("stops")),
        links=rows(Link, get("links")),
        zones=rows(Zone, get("zones")),
        zone_areas=zone_areas,
        mode_bans=rows(ModeBan, get("mode_bans")),
        intake_windows=rows(IntakeWindow, get("intake_windows")),
        fleets=rows(Fleet, get("coaches")),
        drivers=rows(Driver, get("drivers")),
        services=_services(get("services"), get("service_stops")),
        capacities=rows(Capacity, get("capacities"), day=campaign.clock.day),
        escorts=rows(Escort, get("escorts")),
        no_shows=rows(NoShow, get("no_show")),
        pins=_pins(get("pins")),
        warnings=warnings,
    )


def _services(frame: Frame | None, stops: Frame | None) -> tuple[Service, ...]:
    calls: dict[str, list[ServiceCall]] = {}
    for call in sorted(rows(ServiceCall, stops), key=attrgetter("service_id", "seq")):
        calls.setdefault(call.service_id, []).append(call)
    return tuple(replace(service, calls=tuple(calls.get(service.service_id, ()))) for service in rows(Service, frame))


def _pins(frame: Frame | None) -> tuple[str, ...]:
    if frame is None:
        return ()
    empty = [None] * len(frame)
    trips, workers = frame.values.get("trip_id", empty), frame.values.get("worker_id", empty)
    return tuple(trip or worker for trip, worker in zip(trips, workers, strict=True))
