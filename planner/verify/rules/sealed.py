"""No way through, from or to a sealed zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil, floor

from shapely import from_wkt
from shapely.geometry.base import BaseGeometry

from planner.domain.place import Level, ZoneArea
from planner.domain.plan import PathShape, StopTime, Trip
from planner.domain.violation import Violation
from planner.units import great_circle_m
from planner.verify.drawn import inner_part, moment_at, stretches_inside
from planner.verify.levels import FOR_EVER, Span, strictest
from planner.verify.motion import ON_THE_WAY
from planner.verify.world import World, is_coach

broken = partial(Violation, "sealed")

STOP_NEAR_M = 1_000
"""A drawn way comes so near to every stop of its trip; it is indicative, but leads where the trip goes."""


def sealed(world: World) -> Iterator[Violation]:
    """No halt, no county of the path and no drawn way inside what is sealed then, wherever ``sealed_closed`` holds.

    domain.md E.4 (5). Rests count as halts; one written at a county seat stands for a halt on the road in that
    county, so that areas around the seat do not hold it. A coach's drawn way (``paths.geojson``) keeps out of
    sub-county areas but for 100 m along their edge; the moment at which it is inside follows from the share of the
    way done and the times at which the path enters and leaves each county.
    """
    areas = [area for area in world.scenario.zone_areas if area.level is Level.SEALED]
    inner = [(area, inner_part(from_wkt(area.wkt))) for area in areas]
    drawn = {shape.trip_id: shape for shape in world.plan.shapes} if areas else {}
    for trip in world.plan.trips:
        if not world.rules_of(trip).sealed_closed:
            continue
        yield from _halts(world, trip)
        yield from _counties(world, trip)
        near = [(area, part) for area, part in inner if _meets(area, trip)]
        if near and is_coach(trip):
            yield from _way(world, trip, drawn.get(trip.trip_id), near)


def _halts(world: World, trip: Trip) -> Iterator[Violation]:
    for halt in world.halts[trip.trip_id]:
        if _closed(_spans(world, halt), halt.arrive_at, halt.depart_at):
            what = f"trip {trip.trip_id} halts at {halt.stop_id}, sealed at that time"
            yield broken(f"{trip.trip_id} seq {halt.seq}", "sealed", "not sealed", "level", what)


def _spans(world: World, halt: StopTime) -> tuple[Span, ...]:
    place = world.places[halt.stop_id]
    if halt.activity in ON_THE_WAY and halt.stop_id.startswith("adcode:"):
        return world.levels.county_spans(place.adcode)
    return world.levels.place_spans(place)


def _counties(world: World, trip: Trip) -> Iterator[Violation]:
    for row in world.paths.get(trip.trip_id, ()):
        if _closed(world.levels.county_spans(row.adcode), row.enter_at, row.leave_at):
            what = f"trip {trip.trip_id} runs through {row.adcode}, sealed at that time"
            yield broken(f"{trip.trip_id} {row.adcode}", "sealed", "not sealed", "level", what)


def _way(
    world: World, trip: Trip, drawn: PathShape | None, areas: Sequence[tuple[ZoneArea, BaseGeometry]]
) -> Iterator[Violation]:
    """The drawn way leads over the trip's stops, and past the areas while they are sealed."""
    path = world.paths.get(trip.trip_id, ())
    if drawn is None or not path:
        what = f"trip {trip.trip_id} has no drawn way; whether it keeps out of {areas[0][0].area_id} cannot be seen"
        yield broken(trip.trip_id, "no way drawn", "a way round sealed areas", "way", what)
        return
    for halt in world.served_halts(trip):
        place = world.places[halt.stop_id]
        away = min(great_circle_m(*point, place.lon, place.lat) for point in drawn.points)
        if away > STOP_NEAR_M:
            what = f"the drawn way of trip {trip.trip_id} misses its stop {halt.stop_id} by {away:.0f} m"
            yield broken(f"{trip.trip_id} seq {halt.seq}", f"{away:.0f}", str(STOP_NEAR_M), "m", what)
    for area, part in areas:
        until = FOR_EVER if area.until_at is None else area.until_at
        for share, last in stretches_inside(drawn.points, part):
            first_at, last_at = floor(moment_at(path, share)), ceil(moment_at(path, last))
            if area.from_at <= last_at and first_at < until:
                at = world.clock.iso(first_at)
                what = f"trip {trip.trip_id} is drawn through the area {area.area_id} at {at}, sealed at that time"
                yield broken(f"{trip.trip_id} {area.area_id}", "inside", "outside", "sealed area", what)
                break


def _meets(area: ZoneArea, trip: Trip) -> bool:
    return area.from_at <= trip.arrive_at and (area.until_at is None or trip.depart_at < area.until_at)


def _closed(spans: Sequence[Span], first: int, last: int) -> bool:
    """Whether a place is sealed at any moment of ``[first, last]``; leaving in the second it is sealed is in time."""
    return bool(spans) and strictest(spans, first, max(first, last - 1)) >= Level.SEALED
