"""Trips of a schedule as a GeoJSON feature collection (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Row

from api.answers import invalid
from api.store.models import TripRow
from planner.units import LocalClock

GEO_JSON = "application/geo+json"


def parse_box(text: str | None) -> tuple[float, float, float, float] | None:
    """Box of ``min lon,min lat,max lon,max lat``.

    Raises
    ------
    Problem
        A corner lies off the globe, or the corners are swapped.
    """
    if text is None:
        return None
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise invalid("bbox", f"{text}: needs -180 ≤ min lon ≤ max lon ≤ 180 and -90 ≤ min lat ≤ max lat ≤ 90")
    return west, south, east, north


def feature_collection(rows: Sequence[Row[TripRow, str, str, str]], clock: LocalClock, next_href: str | None) -> bytes:
    """Feature collection of (trip, name of first place, name of last place, text of the geometry) rows.

    The stored text of a geometry goes in as it is; it was made by ``api.snapshot.draw_line``.
    """
    compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    features = ",".join(
        f'{{"type":"Feature","id":{compact(f"{trip.schedule_id}.{trip.ordinal}")},"geometry":{geometry},'
        f'"properties":{compact(trip_properties(trip, start, end, clock))}}}'
        for trip, start, end, geometry in rows
    )
    links = [] if next_href is None else [{"rel": "next", "type": GEO_JSON, "href": next_href}]
    head = f'"numberReturned":{len(rows)},"links":{json.dumps(links)}'
    return f'{{"type":"FeatureCollection",{head},"features":[{features}]}}'.encode()


def trip_properties(trip: TripRow, start: str, end: str, clock: LocalClock) -> dict[str, object]:
    """Properties of a trip as a feature; ``start`` and ``end`` are the names of its places."""
    return {
        "trip_id": trip.trip_id,
        "batch_no": trip.batch_no,
        "mode": trip.mode,
        "leg_role": trip.leg_role,
        "service_id": trip.service_id,
        "from": start,
        "to": end,
        "depart_at": clock.iso(trip.depart_at),
        "arrive_at": clock.iso(trip.arrive_at),
        "load": trip.load,
        "usable_seats": trip.usable_seats,
        "level": trip.level,
    }
