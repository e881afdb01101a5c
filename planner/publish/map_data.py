"""The figures behind a map page as one JSON document; coordinates and times packed small (see ``compact``).

No identity enters it: trips, places and counties with head-counts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.publish.areas import (
    RING_DIGITS,
    Area,
    boundary_lines,
    county_areas,
    expand,
    province_areas,
    wkt_polygons,
)
from planner.publish.compact import Point, WayTable, deltas
from planner.publish.heat import HeatRow, heat_rows
from planner.publish.places import Mark, Places
from planner.publish.runs import Run, runs_of
from planner.reference import counties, prefectures
from planner.units import DAY_S, MINUTE_S, day_text

Json = dict[str, Any]
WAY_DIGITS = 4
GRIDS_DEG = (0.0001, 0.002, 0.005, 0.01, 0.02, 0.05)
"""Finest first; a coarser grid is taken while ways hold more points than ``MOST_POINTS``."""
MOST_POINTS = 150_000
FLIGHT_BOW = 0.12
"""Height of a flight's drawn arc as a share of its length."""


def plan_map_document(plan: Plan, scenario: Scenario) -> Json:
    """Everything that the map of a plan shows."""
    runs, places = runs_of(plan), Places(scenario)
    heat = heat_rows(scenario, plan)
    marks = _marks(runs, places)
    return {
        **_common(scenario, heat, marks),
        "page": "plan",
        "places": _places_document(marks),
        **_runs_document(plan, scenario, runs, places, {mark.place_id: i for i, mark in enumerate(marks)}),
    }


def heat_map_document(scenario: Scenario) -> Json:
    """Everything that the labour-origin heat map shows."""
    heat = heat_rows(scenario)
    places = Places(scenario)
    marks = [places[site.site_id] for site in scenario.sites]
    return {**_common(scenario, heat, marks), "page": "heat", "places": _places_document(marks)}


def _common(scenario: Scenario, heat: Sequence[HeatRow], marks: Sequence[Mark]) -> Json:
    campaign = scenario.campaign
    first, last = campaign.clock.day(campaign.start_at), campaign.clock.day(campaign.end_at - 1)
    areas = _areas(scenario, heat, marks)
    sub_areas = [
        Area(zone.area_id, zone.area_id, zone.area_id, 0.0, 0.0, wkt_polygons(zone.wkt)) for zone in scenario.zone_areas
    ]
    index = {area.adcode: i for i, area in enumerate(areas)}
    return {
        "title": campaign.name,
        "days": [day_text(day) for day in range(first, last + 1)],
        "areas": [_area_document(area) for area in (*areas, *sub_areas)],
        "provinces": [
            {**_area_document(area), "label": [round(area.lat, 2), round(area.lon, 2)]} for area in province_areas()
        ],
        "lines": [deltas(line, RING_DIGITS) for line in boundary_lines()],
        "cities": _cities(areas),
        "zones": _zones_document(scenario, index, first),
        "heat": [
            [row.adcode, row.name, row.name_en, round(row.lat, 3), round(row.lon, 3),
             row.workers, row.named, row.served, row.unserved, index.get(row.adcode, -1)]
            for row in heat
        ],
    }  # fmt: skip


def _areas(scenario: Scenario, heat: Sequence[HeatRow], marks: Sequence[Mark]) -> tuple[Area, ...]:
    """Counties worth an outline: origins, zones, places, and the whole city of arrival."""
    codes = {row.adcode for row in heat} | {mark.adcode for mark in marks}
    codes.update(code for zone in scenario.zones for code in expand(zone.adcode))
    codes.update(expand(scenario.campaign.destination_adcode))
    return county_areas(codes)


def _area_document(area: Area) -> Json:
    return {
        "code": area.adcode, "name": area.name, "en": area.name_en,
        "rings": [deltas(ring, RING_DIGITS) for ring in area.rings],
    }  # fmt: skip


def _cities(areas: Iterable[Area]) -> list[list[object]]:
    """Prefectures with an outlined county, for orientation."""
    wanted = {counties()[area.adcode].prefecture for area in areas}
    found = [prefectures()[code] for code in sorted(wanted) if code in prefectures()]
    return [[city.name, city.name_en, round(city.lat, 3), round(city.lon, 3)] for city in found]


def _zones_document(scenario: Scenario, index: dict[str, int], first_day: int) -> list[list[int]]:
    """Rows of area number, level, first day and the day after the last, counted from the campaign's first."""
    clock, end_at = scenario.campaign.clock, scenario.campaign.end_at
    rows: list[list[int]] = []
    for zone in scenario.zones:
        span = [clock.day(zone.from_at) - first_day, clock.day((zone.until_at or end_at) - 1) + 1 - first_day]
        rows += [[index[code], int(zone.level), *span] for code in expand(zone.adcode) if code in index]
    for number, area in enumerate(scenario.zone_areas, start=len(index)):
        span = [clock.day(area.from_at) - first_day, clock.day((area.until_at or end_at) - 1) + 1 - first_day]
        rows.append([number, int(area.level), *span])
    return rows


def _marks(runs: Sequence[Run], places: Places) -> list[Mark]:
    ids = sorted({halt.stop_id for run in runs for halt in run.halts})
    return [places[place_id] for place_id in ids]


def _places_document(marks: Sequence[Mark]) -> list[list[object]]:
    return [
        [mark.place_id, mark.kind, mark.name, round(mark.lat, WAY_DIGITS), round(mark.lon, WAY_DIGITS), mark.adcode]
        for mark in marks
    ]


def _runs_document(
    plan: Plan, scenario: Scenario, runs: Sequence[Run], places: Places, place_no: dict[str, int]
) -> Json:
    clock, start_at = scenario.campaign.clock, scenario.campaign.start_at
    zero = clock.midnight(clock.day(start_at))
    drawn = {shape.trip_id: shape.points for shape in plan.shapes}
    ways = [drawn.get(run.first.trip_id) or _straight(run, places) for run in runs]
    table = WayTable(_grid(ways))
    rows = [
        _run_document(run, table.add(way), zero, place_no) for run, way in zip(runs, ways, strict=True)
    ]
    return {
        "points": deltas(table.points, WAY_DIGITS),
        "ways": table.runs,
        "run_columns": RUN_COLUMNS,
        "runs": rows,
    }


RUN_COLUMNS = (
    "id", "look", "mode", "day", "way", "units", "batch", "riders", "load", "usable", "seats", "level", "distance_m",
    "vehicle", "halts",
)  # fmt: skip


def _run_document(run: Run, way: int, zero: int, place_no: dict[str, int]) -> list[object]:
    """One row in the order of ``RUN_COLUMNS``; halts are place, arrival, stay, on, off: minutes from day one."""
    trip = run.first
    halts: list[int] = []
    for halt in run.halts:
        arrive, depart = (halt.arrive_at - zero) // MINUTE_S, (halt.depart_at - zero) // MINUTE_S
        halts += [place_no[halt.stop_id], arrive, depart - arrive, halt.board, halt.alight]
    return [
        run.run_id, run.look, str(trip.mode), (trip.depart_at - zero) // DAY_S, way, len(run.trips), trip.batch_no,
        run.riders, run.load, run.usable_seats, sum(t.seats for t in run.trips), int(max(t.level for t in run.trips)),
        trip.distance_m, trip.vehicle_id or "", halts,
    ]  # fmt: skip


def _grid(ways: Sequence[Sequence[Point]]) -> float:
    """Finest grid on which the distinct ways hold no more than ``MOST_POINTS`` points; else the coarsest."""
    distinct = dict.fromkeys(tuple(way) for way in ways)
    for grid in GRIDS_DEG:
        table = WayTable(grid)
        for way in distinct:
            table.add(way)
        if len(table.points) + sum(len(run) for run in table.runs) // 2 <= MOST_POINTS:
            return grid
    return GRIDS_DEG[-1]


def _straight(run: Run, places: Places) -> tuple[Point, ...]:
    """Way of a run that has no drawn geometry: from halt to halt, a flight as an arc."""
    points = [(places[halt.stop_id].lon, places[halt.stop_id].lat) for halt in run.halts]
    if run.look != "flight" or len(points) < 2:
        return tuple(points)
    return tuple(point for a, b in pairwise(points) for point in _arc(a, b))


def _arc(a: Point, b: Point, pieces: int = 24) -> list[Point]:
    """Points of a parabola over the chord from ``a`` to ``b``, bent to the north."""
    run_lon, run_lat = b[0] - a[0], b[1] - a[1]
    side = 1 if run_lon >= 0 else -1
    return [
        (
            a[0] + run_lon * t - side * run_lat * FLIGHT_BOW * 4 * t * (1 - t),
            a[1] + run_lat * t + side * run_lon * FLIGHT_BOW * 4 * t * (1 - t),
        )
        for t in (i / pieces for i in range(pieces + 1))
    ]
