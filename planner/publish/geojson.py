"""Trips, stops and zones as GeoJSON (RFC 7946): ids, times and head-counts, never a person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planner.domain.place import area_prefix
from planner.domain.plan import Plan, StopTime, Trip
from planner.domain.scenario import Scenario
from planner.publish.areas import Area, Ring, county_areas, expand, wkt_polygons
from planner.publish.atomic import write_text_whole
from planner.publish.places import Places
from planner.units import LocalClock, day_text

Json = dict[str, Any]
POINT_DIGITS = 5


def write_geojson(plan: Plan, scenario: Scenario, folder: Path) -> tuple[Path, ...]:
    """Write trips.geojson, stops.geojson and zones.geojson into ``folder``.

    Raises
    ------
    BadPlanFolder
        The plan names a place that the scenario does not know.
    """
    places = Places(scenario)
    collections = {
        "trips.geojson": trip_features(plan, scenario, places),
        "stops.geojson": stop_features(plan, scenario, places),
        "zones.geojson": zone_features(scenario),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, features in collections.items():
        document = {"type": "FeatureCollection", "features": list(features)}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        write_text_whole(folder / name, text + "\n")
    return tuple(folder / name for name in collections)


def trip_features(plan: Plan, scenario: Scenario, places: Places) -> Iterable[Json]:
    """One LineString per trip; a trip without drawn geometry goes straight from halt to halt."""
    clock = scenario.campaign.clock
    drawn = {shape.trip_id: shape.points for shape in plan.shapes}
    halts: dict[str, list[StopTime]] = defaultdict(list)
    for stop in plan.stop_times:
        halts[stop.trip_id].append(stop)
    for trip in plan.trips:
        points = drawn.get(trip.trip_id)
        if points is None:
            marks = [places[stop.stop_id] for stop in sorted(halts[trip.trip_id], key=lambda stop: stop.seq)]
            points = tuple((mark.lon, mark.lat) for mark in marks)
        yield _feature(trip.trip_id, "LineString", [_rounded(point) for point in points], _trip(trip, clock))


def stop_features(plan: Plan, scenario: Scenario, places: Places) -> Iterable[Json]:
    """One Point per place that a trip halts at, with every call in order of arrival."""
    clock = scenario.campaign.clock
    calls: dict[str, list[StopTime]] = defaultdict(list)
    for stop in plan.stop_times:
        calls[stop.stop_id].append(stop)
    for place_id in sorted(calls):
        mark = places[place_id]
        rows = sorted(calls[place_id], key=lambda stop: (stop.arrive_at, stop.trip_id, stop.seq))
        properties = {
            "stop_id": place_id, "kind": mark.kind, "name": mark.name, "adcode": mark.adcode,
            "board": sum(row.board for row in rows), "alight": sum(row.alight for row in rows),
            "calls": [_call(row, clock) for row in rows],
        }  # fmt: skip
        yield _feature(place_id, "Point", _rounded((mark.lon, mark.lat)), properties)


def zone_features(scenario: Scenario) -> Iterable[Json]:
    """One MultiPolygon per county and spell of a level, with the local days that it touches."""
    codes = {code for zone in scenario.zones for code in expand(zone.adcode)}
    outlines = {area.adcode: area for area in county_areas(codes)}
    for number, zone in enumerate(scenario.zones):
        span = _span(zone.from_at, zone.until_at, scenario)
        for code in expand(zone.adcode):
            area = outlines[code]
            properties = {
                "adcode": code, "name": area.name, "name_en": area.name_en, "zone": area_prefix(zone.adcode),
                "level": zone.level.name.lower(), **span,
            }  # fmt: skip
            yield _feature(f"{number}-{code}", "MultiPolygon", area_polygons(area), properties)
    for spell in scenario.zone_areas:
        properties = {
            "adcode": spell.adcode, "name": spell.area_id, "level": spell.level.name.lower(),
            **_span(spell.from_at, spell.until_at, scenario),
        }  # fmt: skip
        polygons = [[_closed(ring) for ring in rings] for rings in wkt_polygons(spell.wkt)]
        yield _feature(spell.area_id, "MultiPolygon", polygons, properties)


def _span(from_at: int, until_at: int | None, scenario: Scenario) -> Json:
    """Spell of a zone and its days inside the campaign."""
    campaign = scenario.campaign
    clock, end_at = campaign.clock, min(until_at or campaign.end_at, campaign.end_at)
    first, last = clock.day(max(from_at, campaign.start_at)), clock.day(end_at - 1)
    return {
        "valid_from": clock.iso(from_at),
        "valid_to": None if until_at is None else clock.iso(until_at),
        "days": [day_text(day) for day in range(first, last + 1)],
    }


def _trip(trip: Trip, clock: LocalClock) -> Json:
    return {
        "trip_id": trip.trip_id, "batch_no": trip.batch_no, "mode": str(trip.mode), "leg_role": str(trip.leg_role),
        "service_id": trip.service_id, "vehicle_id": trip.vehicle_id,
        "from_stop_id": trip.from_stop_id, "to_stop_id": trip.to_stop_id, "date": clock.date_text(trip.depart_at),
        "depart_at": clock.iso(trip.depart_at), "arrive_at": clock.iso(trip.arrive_at),
        "seats": trip.seats, "usable_seats": trip.usable_seats, "load": trip.load, "distance_m": trip.distance_m,
        "level": trip.level.name.lower(), "rule_version": trip.rule_version, "geometry_is": "indicative",
    }  # fmt: skip


def _call(stop: StopTime, clock: LocalClock) -> Json:
    return {
        "trip_id": stop.trip_id, "seq": stop.seq, "arrive_at": clock.iso(stop.arrive_at),
        "depart_at": clock.iso(stop.depart_at), "board": stop.board, "alight": stop.alight,
        "activity": str(stop.activity),
    }  # fmt: skip


def _feature(feature_id: str, kind: str, coordinates: object, properties: Json) -> Json:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": feature_id, "properties": properties, "geometry": geometry}


def _rounded(point: tuple[float, float]) -> list[float]:
    return [round(point[0], POINT_DIGITS), round(point[1], POINT_DIGITS)]


def area_polygons(area: Area) -> list[list[list[list[float]]]]:
    """Coordinates of an area's MultiPolygon, rings closed."""
    return [[_closed(ring) for ring in rings] for rings in area.polygons]


def _closed(ring: Ring) -> list[list[float]]:
    return [list(point) for point in ring]
