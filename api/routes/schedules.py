"""Published schedules: list, read, trips, stop times, GeoJSON, files."""

from __future__ import annotations

import gzip
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import conditional, schemas
from api.access.guard import PUBLISHED
from api.deps import NO_QUERY, ScheduleId, session_of, view_of
from api.geojson import GEO_JSON, feature_collection, parse_box
from api.paging import decode_cursor, encode_cursor
from api.papers import PUBLISHED_FILES
from api.parts import Body, Part, answer_part
from api.problems import INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND, STORAGE, Problem, documented
from api.store import schedules
from api.store.schedules import TripFilter
from api.views import API, schedule_view, stop_time_view, summary_view, trip_view

router = APIRouter(prefix="/schedules", tags=["schedules"], dependencies=[PUBLISHED])

Answers = dict[int | str, dict[str, Any]]
LIST_ERRORS = documented(INVALID_PARAMETER, INVALID_CURSOR, STORAGE)
PART_ERRORS = documented(NOT_FOUND, INVALID_PARAMETER, STORAGE)
PAGE_ERRORS = documented(NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR, STORAGE)
NOT_MODIFIED: Answers = {304: {"description": "Unchanged since the answer with that ETag"}}
TripId = Annotated[str, Path(max_length=200, description="Id of the trip within its schedule, percent-encoded.")]


@router.get("", response_model=schemas.SchedulePage, responses={**LIST_ERRORS, **NOT_MODIFIED})
def list_schedules(request: Request, query: Annotated[schemas.ScheduleQuery, Query()]) -> Response:
    """Published schedules, the latest first; all versions unless `status=current`."""
    before: tuple[int, str] | None = None
    if query.cursor is not None:
        at, last = decode_cursor(query.cursor, (int, str))
        before = int(at), str(last)
    current = query.status == "current"
    with session_of(request) as session:
        views = schedules.list_schedules(session, query.campaign_id, current, before, query.limit + 1)
    page = views[: query.limit]
    more = None
    if len(views) > query.limit:
        more = encode_cursor(page[-1].schedule.published_at, page[-1].schedule.schedule_id)
    answer = schemas.SchedulePage(items=[summary_view(view) for view in page], next_cursor=more)
    return conditional.respond(request, answer.model_dump_json().encode())


@router.get(
    "/{schedule_id}",
    response_model=schemas.Schedule,
    dependencies=NO_QUERY,
    responses={**PART_ERRORS, **NOT_MODIFIED},
)
def read_schedule(request: Request, schedule_id: ScheduleId) -> Response:
    """One schedule: figures, objective, bounds, findings, the verifier's receipt."""
    with session_of(request) as session:
        view = view_of(session, schedule_id)
    return conditional.respond(request, schedule_view(view).model_dump_json().encode())


@router.get("/{schedule_id}/trips", response_model=schemas.TripPage, responses={**PAGE_ERRORS, **NOT_MODIFIED})
def list_trips(
    request: Request, schedule_id: ScheduleId, query: Annotated[schemas.TripQuery, Query()]
) -> Response:
    """Trips in order of departure."""
    chosen, after = _chosen(query), _after(query.cursor)

    def build(session: Session, part: Part) -> bytes:
        rows = schedules.list_trips(session, part.schedule_id, chosen, after, query.limit + 1)
        page = rows[: query.limit]
        answer = schemas.TripPage(
            items=[trip_view(trip, start, end, part.clock) for trip, start, end in page],
            count=schedules.count_trips(session, part.schedule_id, chosen),
            next_cursor=encode_cursor(page[-1][0].ordinal) if len(rows) > query.limit else None,
        )
        return answer.model_dump_json().encode()

    return answer_part(request, schedule_id, build)


@router.get(
    "/{schedule_id}/trips/{trip_id:path}/stop-times",
    response_model=schemas.StopTimes,
    dependencies=NO_QUERY,
    responses={**PART_ERRORS, **NOT_MODIFIED},
)
def list_stop_times(request: Request, schedule_id: ScheduleId, trip_id: TripId) -> Response:
    """Halts of a trip in order."""

    def build(session: Session, part: Part) -> bytes:
        row = schedules.get_trip(session, part.schedule_id, trip_id=trip_id)
        if row is None:
            raise Problem(NOT_FOUND)
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
        **PAGE_ERRORS,
        **NOT_MODIFIED,
    },
)
def read_geojson(
    request: Request, schedule_id: ScheduleId, query: Annotated[schemas.FeatureQuery, Query()]
) -> Response:
    """Drawn ways of the trips; `bbox` keeps those whose box touches it."""
    chosen, after = _chosen(query, parse_box(query.bbox)), _after(query.cursor)

    def build(session: Session, part: Part) -> bytes:
        rows = schedules.list_features(session, part.schedule_id, chosen, after, query.limit + 1)
        page = rows[: query.limit]
        next_href = None
        if len(rows) > query.limit:
            asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": encode_cursor(page[-1][0].ordinal)}
            next_href = f"{API}/schedules/{part.schedule_id}/geojson?{urlencode(asked)}"
        return feature_collection(page, part.clock, next_href)

    return answer_part(request, schedule_id, build, GEO_JSON)


@router.get(
    "/{schedule_id}/files",
    response_model=schemas.Files,
    dependencies=NO_QUERY,
    responses={**PART_ERRORS, **NOT_MODIFIED},
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
        **PART_ERRORS,
        **NOT_MODIFIED,
    },
)
def read_file(request: Request, schedule_id: ScheduleId, name: Annotated[str, Path(max_length=100)]) -> Response:
    """One file."""
    media_type = PUBLISHED_FILES.get(name)
    if media_type is None:
        raise Problem(NOT_FOUND)

    def build(session: Session, part: Part) -> Body:
        row = schedules.get_file(session, part.schedule_id, name)
        if row is None:
            raise Problem(NOT_FOUND)
        return Body(gzip.decompress(row.content_gzip), row.content_gzip)

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return answer_part(request, schedule_id, build, media_type, headers)


def _chosen(query: schemas.TripQuery, box: tuple[float, float, float, float] | None = None) -> TripFilter:
    date = None if query.date is None else query.date.isoformat()
    return TripFilter(mode=query.mode, date=date, leg_role=query.leg_role, box=box)


def _after(cursor: str | None) -> int:
    return 0 if cursor is None else int(decode_cursor(cursor, (int,))[0])
