"""A published schedule as the timetable that the planner's writers take."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.models import GeometryRow, PlaceRow, StopTimeRow, TripRow
from api.store.schedules import TRIP_FIELDS, ScheduleView
from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole, StopTime, Trip
from planner.domain.service import Mode
from planner.publish.issue import Edition, Point, Timetable
from planner.publish.places import Mark


def timetable(session: Session, view: ScheduleView) -> Timetable:
    """Everything of a schedule that a traveller's timetable holds, from the stored rows."""
    row, campaign = view.schedule, view.campaign
    edition = Edition(
        campaign.campaign_id, campaign.name, campaign.timezone, view.clock, row.plan_id, row.version, row.published_at
    )
    names = trip_names(session, row.schedule_id)
    trips = session.scalars(select(TripRow).where(TripRow.schedule_id == row.schedule_id).order_by(TripRow.ordinal))
    return Timetable(
        edition, tuple(map(_trip, trips)), _halts(session, row.schedule_id, names), places(session, row.schedule_id),
        _ways(session, row.schedule_id, names),
    )  # fmt: skip


def places(session: Session, schedule_id: str) -> dict[str, Mark]:
    """Places of a schedule by their ids."""
    rows = session.scalars(select(PlaceRow).where(PlaceRow.schedule_id == schedule_id).order_by(PlaceRow.place_id))
    return {row.place_id: Mark(row.place_id, row.kind, row.name, row.lon, row.lat, row.adcode) for row in rows}


def trip_names(session: Session, schedule_id: str) -> dict[int, str]:
    """trip_id by ordinal."""
    query = select(TripRow.ordinal, TripRow.trip_id).where(TripRow.schedule_id == schedule_id)
    return {row.ordinal: row.trip_id for row in session.execute(query)}


def _trip(row: TripRow) -> Trip:
    same = {name: getattr(row, name) for name in TRIP_FIELDS}
    return Trip(**same, mode=Mode(row.mode), leg_role=LegRole(row.leg_role), level=Level.of(row.level))


def _halts(session: Session, schedule_id: str, names: Mapping[int, str]) -> tuple[StopTime, ...]:
    query = select(StopTimeRow).where(StopTimeRow.schedule_id == schedule_id)
    return tuple(
        StopTime(
            names[row.ordinal], row.seq, row.stop_id, row.arrive_at, row.depart_at, row.board, row.alight,
            Activity(row.activity),
        )
        for row in session.scalars(query.order_by(StopTimeRow.ordinal, StopTimeRow.seq))
    )  # fmt: skip


def _ways(session: Session, schedule_id: str, names: Mapping[int, str]) -> dict[str, tuple[Point, ...]]:
    query = select(GeometryRow.ordinal, GeometryRow.geojson).where(GeometryRow.schedule_id == schedule_id)
    found = {}
    for ordinal, text in session.execute(query):
        shape = json.loads(text)
        if shape["type"] == "LineString":
            found[names[ordinal]] = tuple((lon, lat) for lon, lat in shape["coordinates"])
    return found
