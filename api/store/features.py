"""Trips and stops of a published schedule as features: by box, by time, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from api.ogc.queries import Box, Span
from api.ogc.shapes import touches
from api.store.models import GeometryRow, PlaceRow, StopTimeRow, TripRow
from api.store.schedules import FROM, TO
from api.store.ways import near

CHUNK = 500

TripFeature = Row[TripRow, str, str, str]
StopFeature = Row[PlaceRow, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which features; ``None`` means any place, any time."""

    boxes: tuple[Box, ...] | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """Box and time of everything in a schedule; ``None``: there is nothing in it."""

    box: Box | None
    span: Span


def list_trips(session: Session, schedule_id: str, sought: Sought, after: int, limit: int) -> list[TripFeature]:
    """Trips with the names of their ends and the text of their way, in order of departure.

    A trip is in a box when its drawn way touches it, and in a time when it is under way then.
    """
    query = _trips(schedule_id).order_by(TripRow.ordinal)
    if sought.boxes is not None:
        query = query.where(or_(*(near(session, box) for box in sought.boxes)))
    if sought.span is not None:
        query = query.where(*_within(TripRow.depart_at, TripRow.arrive_at, sought.span))
    found: list[TripFeature] = []
    while len(found) < limit:
        rows = session.execute(query.where(TripRow.ordinal > after).limit(CHUNK)).all()
        found += [row for row in rows if sought.boxes is None or touches(row[3], sought.boxes)]
        if len(rows) < CHUNK:
            break
        after = rows[-1][0].ordinal
    return found[:limit]


def get_trip(session: Session, schedule_id: str, ordinal: int) -> TripFeature | None:
    """One trip by its place in the order of departure."""
    row: TripFeature | None = session.execute(_trips(schedule_id).where(TripRow.ordinal == ordinal)).first()
    return row


def list_stops(
    session: Session, schedule_id: str, sought: Sought, after: str, limit: int
) -> Sequence[StopFeature]:
    """Places with (halts, persons boarding, alighting, first arrival, last departure), in order of their id.

    A stop is in a time when some trip stands there then; its figures are of the whole schedule.
    """
    query = _stops(schedule_id).where(PlaceRow.place_id > after).order_by(PlaceRow.place_id).limit(limit)
    if sought.boxes is not None:
        query = query.where(or_(*map(_inside, sought.boxes)))
    if sought.span is not None:
        standing = select(StopTimeRow.stop_id).where(
            StopTimeRow.schedule_id == schedule_id,
            *_within(StopTimeRow.arrive_at, StopTimeRow.depart_at, sought.span),
        )
        query = query.where(PlaceRow.place_id.in_(standing))
    rows: Sequence[StopFeature] = session.execute(query).all()
    return rows


def get_stop(session: Session, schedule_id: str, place_id: str) -> StopFeature | None:
    """One place at which some trip halts."""
    row: StopFeature | None = session.execute(_stops(schedule_id).where(PlaceRow.place_id == place_id)).first()
    return row


def extent(session: Session, schedule_id: str) -> Extent:
    """Box and time of all trips."""
    low, high = func.min, func.max
    box: Any = session.execute(
        select(
            low(GeometryRow.min_lon), low(GeometryRow.min_lat), high(GeometryRow.max_lon), high(GeometryRow.max_lat)
        ).where(GeometryRow.schedule_id == schedule_id)
    ).one()
    span = session.execute(
        select(low(TripRow.depart_at), high(TripRow.arrive_at)).where(TripRow.schedule_id == schedule_id)
    ).one()
    return Extent(None if box[0] is None else (box[0], box[1], box[2], box[3]), (span[0], span[1]))


def _trips(schedule_id: str) -> Any:
    same = GeometryRow.schedule_id == TripRow.schedule_id
    return (
        select(TripRow, FROM.name, TO.name, GeometryRow.geojson)
        .join(GeometryRow, and_(same, GeometryRow.ordinal == TripRow.ordinal))
        .join(FROM, and_(FROM.schedule_id == TripRow.schedule_id, FROM.place_id == TripRow.from_stop_id))
        .join(TO, and_(TO.schedule_id == TripRow.schedule_id, TO.place_id == TripRow.to_stop_id))
        .where(TripRow.schedule_id == schedule_id)
    )


def _stops(schedule_id: str) -> Any:
    calls = (
        select(
            StopTimeRow.stop_id, func.count().label("halts"), func.sum(StopTimeRow.board).label("board"),
            func.sum(StopTimeRow.alight).label("alight"), func.min(StopTimeRow.arrive_at).label("first"),
            func.max(StopTimeRow.depart_at).label("last"),
        )
        .where(StopTimeRow.schedule_id == schedule_id)
        .group_by(StopTimeRow.stop_id)
        .subquery()
    )  # fmt: skip
    figures = (calls.c.halts, calls.c.board, calls.c.alight, calls.c.first, calls.c.last)
    return select(PlaceRow, *figures).join(calls, calls.c.stop_id == PlaceRow.place_id).where(
        PlaceRow.schedule_id == schedule_id
    )


def _inside(box: Box) -> ColumnElement[bool]:
    west, south, east, north = box
    return and_(PlaceRow.lon.between(west, east), PlaceRow.lat.between(south, north))


def _within(begins: Any, ends: Any, span: Span) -> list[ColumnElement[bool]]:
    first, last = span
    conditions = []
    if last is not None:
        conditions.append(begins <= last)
    if first is not None:
        conditions.append(ends >= first)
    return conditions
