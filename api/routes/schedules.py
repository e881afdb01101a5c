"""Published schedules: list, read, trips, stop times, GeoJSON, files."""

from __future__ import annotations

import gzip
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import schemas
from api.access.guard import PUBLISHED
from api.answers import attached, existing, page_of, published
from api.deps import NO_QUERY, ScheduleId, view_of
from api.geojson import GEO_JSON, feature_collection, parse_box
from api.paging import decode_cursor, number_after
from api.papers import PUBLISHED_FILES
from api.parts import Body, Part, answer_part, answer_state
from api.problems import INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND, Problem
from api.store import schedules
from api.store.schedules import TripFilter
from api.views import API, schedule_view, stop_time_view, summary_view, trip_view

router = APIRouter(prefix="/schedules", tags=["schedules"], dependencies=[PUBLISHED])

LIST_ANSWERS = published(INVALID_PARAMETER, INVALID_CURSOR)
PART_ANSWERS = published(NOT_FOUND, INVALID_PARAMETER)
PAGE_ANSWERS = published(NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR)
TripId = Annotated[str, Path(max_length=200, description="Id of the trip within its schedule, percent-encoded.")]


@router.get("", response_model=schemas.SchedulePage, responses=LIST_ANSWERS)
def list_schedules(request: Request, query: Annotated[schemas.ScheduleQuery, Query()]) -> Response:
    """Published schedules, the latest first; all versions unless `status=current`."""
    before: tuple[int, str] | None = None
    if query.cursor is not None:
        at, last = decode_cursor(query.cursor, (int, str))
        before = int(at), str(last)
    current = query.status == "current"

    def build(session: Session) -> bytes:
        views = schedules.list_schedules(session, query.campaign_id, current, before, query.limit + 1)
        page, more = page_of(views, query.limit, lambda view: (view.schedule.published_at, view.schedule.schedule_id))
        answer = schemas.SchedulePage(items=[summary_view(view) for view in page], next_cursor=more)
        return answer.model_dump_json().encode()

    return answer_state(request, build)


@router.get(
    "/{schedule_id}",
    response_model=schemas.Schedule,
    dependencies=NO_QUERY,
    responses=PART_ANSWERS,
)
def read_schedule(request: Request, schedule_id: ScheduleId) -> Response:
    """One schedule: figures, objective, bounds, findings, the verifier's receipt."""
    return answer_state(
        request, lambda session: schedule_view(view_of(session, schedule_id)).model_dump_json().encode()
    )


@router.get("/{schedule_id}/trips", response_model=schemas.TripPage, responses=PAGE_ANSWERS)
def list_trips(
    request: Request, schedule_id: ScheduleId, query: Annotated[schemas.TripQuery, Query()]
) -> Response:
    """Trips in order of departure."""
    chosen, after = _chosen(query), _after(query.cursor)

    def build(session: Session, part: Part) -> bytes:
        rows = schedules.list_trips(session, part.schedule_id, chosen, after, query.limit + 1)
        page, more = page_of(rows, query.limit, lambda row: (row[0].ordinal,))
        answer = schemas.TripPage(
            items=[trip_view(trip, start, end, part.clock) for trip, start, end in page],
            count=schedules.count_trips(session, part.schedule_id, chosen),
            next_cursor=more,
        )
        return answer.model_dump_json().encode()

    return answer_part(request, schedule_id, build)


@router.get(
    "/{schedule_id}/trips/{trip_id:path}/stop-times",
    response_model=schemas.StopTimes,
    dependencies=NO_QUERY,
    responses=PART_ANSWERS,
)
def list_stop_times(request: Request, schedule_id: ScheduleId, trip_id: TripId) -> Response:
    """Halts of a trip in order."""

    def build(session: Session, part: Part) -> bytes:
        row = existing(schedules.get_trip(session, part.schedule_id, trip_id=trip_id))
        halts = schedules.list_stop_times(session, part.schedule_id, row[0].ordinal)
        items = [stop_time_view(halt, place, part.clock) for halt, place in halts]
        return schemas.StopTimes(trip_id=trip_id, items=items).model_dump_json().encode()

    return answer_part(request, schedule_id, build)


@router.get(
    "/{schedule_id}/geojson",
    response_class=Response,
    responses={
        200: {
            "description": "Trips as a GeoJSON feature collection",
            "content": {
                GEO_JSON: {
                    "schema": {
                        "type": "object",
                        "required": ["type", "features"],
                        "properties": {
                            "type": {"const": "FeatureCollection"},
                            "numberReturned": {"type": "integer"},
                            "links": {"type": "array", "items": {"type": "object"}},
                            "features": {"type": "array", "items": {"type": "object"}},
                        },
                    }
                }
            },
        },
        **PAGE_ANSWERS,
    },
)
def read_geojson(
    request: Request, schedule_id: ScheduleId, query: Annotated[schemas.FeatureQuery, Query()]
) -> Response:
    """Drawn ways of the trips; `bbox` keeps those whose box touches it."""
    chosen, after = _chosen(query, parse_box(query.bbox)), _after(query.cursor)

    def build(session: Session, part: Part) -> bytes:
        rows = schedules.list_features(session, part.schedule_id, chosen, after, query.limit + 1)
        page, more = page_of(rows, query.limit, lambda row: (row[0].ordinal,))
        next_href = None
        if more is not None:
            asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": more}
            next_href = f"{API}/schedules/{part.schedule_id}/geojson?{urlencode(asked)}"
        return feature_collection(page, part.clock, next_href)

    return answer_part(request, schedule_id, build, GEO_JSON)


@router.get(
    "/{schedule_id}/files",
    response_model=schemas.Files,
    dependencies=NO_QUERY,
    responses=PART_ANSWERS,
)
def list_files(request: Request, schedule_id: ScheduleId) -> Response:
    """Files that belong to the schedule; none holds the identity of a worker."""

    def build(session: Session, part: Part) -> bytes:
        here = f"{API}/schedules/{part.schedule_id}/files"
        items = [
            schemas.StoredFile(name=name, media_type=kind, size=size, sha256=sha256, href=f"{here}/{quote(name)}")
            for name, kind, size, sha256 in schedules.list_files(session, part.schedule_id)
        ]
        return schemas.Files(items=items).model_dump_json().encode()

    return answer_part(request, schedule_id, build)


@router.get(
    "/{schedule_id}/files/{name}",
    response_class=Response,
    dependencies=NO_QUERY,
    responses={
        200: {
            "description": "The file",
            "content": {"text/csv": {"schema": {"type": "string"}}, GEO_JSON: {"schema": {"type": "object"}}},
        },
        **PART_ANSWERS,
    },
)
def read_file(request: Request, schedule_id: ScheduleId, name: Annotated[str, Path(max_length=100)]) -> Response:
    """One file."""
    media_type = PUBLISHED_FILES.get(name)
    if media_type is None:
        raise Problem(NOT_FOUND)

    def build(session: Session, part: Part) -> Body:
        row = existing(schedules.get_file(session, part.schedule_id, name))
        return Body(gzip.decompress(row.content_gzip), row.content_gzip)

    return answer_part(request, schedule_id, build, media_type, attached(name))


def _chosen(query: schemas.TripQuery, box: tuple[float, float, float, float] | None = None) -> TripFilter:
    date = None if query.date is None else query.date.isoformat()
    return TripFilter(mode=query.mode, date=date, leg_role=query.leg_role, box=box)


def _after(cursor: str | None) -> int:
    return number_after(cursor) or 0
