"""Manifests by role: bureau, enterprise, logistics and gate each see their part; every look is in the audit log."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.guard import allowed
from api.access.roles import PEOPLE, Actor
from api.answers import BINARY, XLSX, attached, pages, reads
from api.changes import change
from api.deps import PlanId, ScheduleId, cipher_of
from api.manifest_forms import TRIP_LENGTH_MAX, ManifestEntry, ManifestPage, ManifestQuery, TripManifestQuery
from api.manifests import SEEN, Asked, read_people, seats_for
from api.paging import decode_cursor, encode_cursor
from api.problems import NOT_FOUND
from api.store.manifests import order

router = APIRouter(tags=["manifests"])
Reader = Annotated[Actor, allowed(*PEOPLE)]
TripId = Annotated[str, Path(max_length=TRIP_LENGTH_MAX, description="Id of the trip in its plan, percent-encoded.")]
PAGE = pages(NOT_FOUND)
BOOK: dict[int | str, dict[str, Any]] = {
    200: {"description": "Workbook of one trip", "content": {XLSX: BINARY}}, **reads(),
}  # fmt: skip


@router.get("/plans/{plan_id}/manifests", response_model=ManifestPage, responses=PAGE)
def list_plan_manifest(
    request: Request, actor: Reader, plan_id: PlanId, query: Annotated[ManifestQuery, Query()]
) -> Response:
    """Who sits where in a plan, or on one trip of it."""
    return _page(request, actor, Asked(plan_id, None, query.trip_id, query.reveal), query)


@router.get("/schedules/{schedule_id}/manifests", response_model=ManifestPage, responses=PAGE)
def list_schedule_manifest(
    request: Request, actor: Reader, schedule_id: ScheduleId, query: Annotated[ManifestQuery, Query()]
) -> Response:
    """Who sits where in a published schedule, or on one trip of it."""
    return _page(request, actor, Asked(None, schedule_id, query.trip_id, query.reveal), query)


@router.get("/plans/{plan_id}/trips/{trip_id:path}/manifest.xlsx", response_class=Response, responses=BOOK)
def download_plan_manifest(
    request: Request, actor: Reader, plan_id: PlanId, trip_id: TripId, query: Annotated[TripManifestQuery, Query()]
) -> Response:
    """The boarding list of a trip of a plan as an Excel workbook, by the same rules."""
    return _book(request, actor, Asked(plan_id, None, trip_id, query.reveal))


@router.get("/schedules/{schedule_id}/trips/{trip_id:path}/manifest.xlsx", response_class=Response, responses=BOOK)
def download_schedule_manifest(
    request: Request,
    actor: Reader,
    schedule_id: ScheduleId,
    trip_id: TripId,
    query: Annotated[TripManifestQuery, Query()],
) -> Response:
    """The boarding list of a trip of a schedule as an Excel workbook, by the same rules."""
    return _book(request, actor, Asked(None, schedule_id, trip_id, query.reveal))


def _page(request: Request, actor: Actor, asked: Asked, query: ManifestQuery) -> Response:
    after = None if query.cursor is None else order(*map(str, decode_cursor(query.cursor, (str, str, str))))
    seats = seats_for(request, actor, asked)
    start = 0 if after is None else bisect_right(seats.rides, after, key=lambda ride: ride.key)
    rides = seats.rides[start : start + query.limit]
    more = None
    if start + query.limit < len(seats.rides):
        more = encode_cursor(rides[-1].trip_id, rides[-1].seat, rides[-1].worker_id)
    with change(request, actor) as work:
        items = read_people(work, cipher_of(request), seats, rides, asked, "json")
        return work.answer(200, ManifestPage(items=items, next_cursor=more))


def _book(request: Request, actor: Actor, asked: Asked) -> Response:
    from planner.publish.boarding import COLUMNS, boarding_workbook

    seats = seats_for(request, actor, asked)
    seen = {"seat", "name", *SEEN[actor.role]}
    columns = [name for name in COLUMNS if name.removesuffix("_at") in seen]
    with change(request, actor) as work:
        items = read_people(work, cipher_of(request), seats, seats.rides, asked, "xlsx")
    offset_s = seats.manifest.clock.offset_s
    content = boarding_workbook(str(asked.trip_id), columns, [_cells(item) for item in items], offset_s)
    headers = {**attached("manifest.xlsx"), "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=XLSX)


def _cells(item: ManifestEntry) -> Mapping[str, object]:
    found: dict[str, object] = {name: getattr(item, name) for name in ("seat", "name", "national_id", "phone")}
    found["enterprise_id"] = item.enterprise_id
    for end, call in (("board", item.board), ("alight", item.alight)):
        if call is not None:
            found |= {end: call.name, f"{end}_at": int(call.at.timestamp())}
    return found
