"""A verified plan as it is published: key figures, trips, halts, places and drawn ways, without any identity."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from planner.domain.place import SEAT_PREFIX, County
from planner.domain.plan import Plan, StopTime, Trip
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.errors import BadPlanFolder

COST = "cost"
"""Name of the objective level that holds the whole cost."""

COORDINATE_DIGITS = 5
"""Digits kept of a degree: about one metre."""


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A stop, site or county seat as named and placed on the day of publication."""

    place_id: str
    kind: str
    name: str
    adcode: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class ModeFigures:
    """Trips (rows), services and boardings of a mode; ``persons`` counts each person once per mode."""

    mode: str
    trips: int
    services: int
    persons: int
    load: int
    usable_seats: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Way of a trip: text of a GeoJSON geometry and its box, WGS-84 degrees."""

    geojson: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one publication stores. ``trips`` stand in order of departure; ``halts`` and ``drawings`` by trip_id."""

    served: int
    unserved: int
    cost_cents: int
    gap: float | None
    modes: tuple[ModeFigures, ...]
    unserved_reasons: tuple[tuple[str, int], ...]
    findings: tuple[Mapping[str, Any], ...]
    trips: tuple[Trip, ...]
    halts: Mapping[str, tuple[StopTime, ...]]
    places: tuple[PlaceFact, ...]
    drawings: Mapping[str, Drawing]


def take_snapshot(plan: Plan, scenario: Scenario, counties: Mapping[str, County]) -> Snapshot:
    """Everything of ``plan`` that is published.

    Parameters
    ----------
    counties : mapping
        adcode → county, for places that are county seats.

    Raises
    ------
    BadPlanFolder
        The plan names a place that neither the scenario nor the list of counties knows.
    """
    trips = tuple(sorted(plan.trips, key=lambda trip: (trip.depart_at, trip.trip_id)))
    halts: dict[str, list[StopTime]] = defaultdict(list)
    for halt in sorted(plan.stop_times, key=lambda row: row.seq):
        halts[halt.trip_id].append(halt)
    used = {p for t in trips for p in (t.from_stop_id, t.to_stop_id)} | {halt.stop_id for halt in plan.stop_times}
    places = _places(used, scenario, counties)
    persons = {(load.cohort_id, load.part_id): load.persons for load in plan.loads}
    reasons: Counter[str] = Counter()
    for row in plan.unserved:
        reasons[row.reason] += row.persons
    return Snapshot(
        served=sum(persons.values()),
        unserved=reasons.total(),
        cost_cents=sum(t.cost_cents for t in trips) + sum(o.cost_cents for o in plan.offers if o.opened),
        gap=next((bound.gap for bound in plan.bounds if bound.name == COST), None),
        modes=_modes(plan, persons),
        unserved_reasons=tuple(reasons.most_common()),
        findings=_findings(plan, scenario),
        trips=trips,
        halts={trip_id: tuple(rows) for trip_id, rows in halts.items()},
        places=tuple(places.values()),
        drawings=_drawings(plan, trips, halts, places),
    )


def _places(used: Iterable[str], scenario: Scenario, counties: Mapping[str, County]) -> dict[str, PlaceFact]:
    known = {s.stop_id: PlaceFact(s.stop_id, str(s.kind), s.name, s.adcode, s.lon, s.lat) for s in scenario.stops}
    known |= {s.site_id: PlaceFact(s.site_id, "site", s.name, s.adcode, s.lon, s.lat) for s in scenario.sites}
    found = {}
    for place_id in sorted(used):
        county = counties.get(place_id.removeprefix(SEAT_PREFIX)) if place_id.startswith(SEAT_PREFIX) else None
        if county is not None:
            found[place_id] = PlaceFact(place_id, "county", county.name, county.adcode, county.lon, county.lat)
        elif place_id in known:
            found[place_id] = known[place_id]
        else:
            raise BadPlanFolder(f"the plan stops at {place_id}, which is no stop, site or county of the scenario")
    return found


def _modes(plan: Plan, persons: Mapping[tuple[str, str], int]) -> tuple[ModeFigures, ...]:
    mode_of = {trip.trip_id: str(trip.mode) for trip in plan.trips}
    riders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for load in plan.loads:
        riders[mode_of[load.trip_id]].add((load.cohort_id, load.part_id))
    figures = []
    for mode in (str(mode) for mode in Mode if mode in mode_of.values()):
        trips = [trip for trip in plan.trips if trip.mode == mode]
        figures.append(
            ModeFigures(
                mode=mode,
                trips=len(trips),
                services=len({trip.service_id for trip in trips if trip.service_id is not None}),
                persons=sum(persons[part] for part in riders[mode]),
                load=sum(trip.load for trip in trips),
                usable_seats=sum(trip.usable_seats for trip in trips),
            )
        )
    return tuple(figures)


def _findings(plan: Plan, scenario: Scenario) -> tuple[Mapping[str, Any], ...]:
    """Findings about things; those about one worker stay with the bureau."""
    people = {worker.worker_id for worker in scenario.workers}
    return tuple(asdict(finding) for finding in plan.findings if finding.subject not in people)


def _drawings(
    plan: Plan,
    trips: Iterable[Trip],
    halts: Mapping[str, list[StopTime]],
    places: Mapping[str, PlaceFact],
) -> dict[str, Drawing]:
    """Drawn way of every trip; where the plan has none, its halts joined by straight lines."""
    shapes = {shape.trip_id: shape.points for shape in plan.shapes}
    drawings = {}
    for trip in trips:
        stops = [halt.stop_id for halt in halts.get(trip.trip_id, [])] or [trip.from_stop_id, trip.to_stop_id]
        points = shapes.get(trip.trip_id) or [(places[stop].lon, places[stop].lat) for stop in stops]
        drawings[trip.trip_id] = draw_line(points)
    return drawings


def draw_line(points: Iterable[tuple[float, float]]) -> Drawing:
    """GeoJSON line through ``points`` (lon, lat); one place alone becomes a point."""
    rounded = [(round(lon, COORDINATE_DIGITS), round(lat, COORDINATE_DIGITS)) for lon, lat in points]
    lons, lats = [lon for lon, _ in rounded], [lat for _, lat in rounded]
    line = {"type": "LineString", "coordinates": rounded}
    shape = line if len(rounded) > 1 else {"type": "Point", "coordinates": rounded[0]}
    return Drawing(json.dumps(shape, separators=(",", ":")), (min(lons), min(lats), max(lons), max(lats)))
