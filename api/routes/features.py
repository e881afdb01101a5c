"""OGC API – Features: trips and stops of a published schedule, for a GIS that speaks it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from api.access.guard import PUBLISHED
from api.answers import Documented, existing, published
from api.deps import NO_QUERY, ScheduleId, view_of
from api.geojson import GEO_JSON
from api.ogc import documents
from api.ogc.queries import ItemsQuery, boxes_of, span_of
from api.paging import FEATURES_MAX, LARGEST, decode_cursor, encode_cursor
from api.parts import Part, answer_part
from api.problems import BAD_REQUEST, INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND, Problem, named_errors
from api.store import features
from api.store.features import Sought

ORDINAL_DIGITS_MAX = 12


class StandardRoute(APIRoute):
    """A route that answers a wrong query by 400, as the standard has it (requirement /req/core/query-param-invalid)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, its refusals told as bad requests."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                raise Problem(BAD_REQUEST, named_errors(error)) from error
            except Problem as error:
                if error.kind in (INVALID_PARAMETER, INVALID_CURSOR):
                    raise Problem(BAD_REQUEST, error.errors) from error
                raise

        return handle


router = APIRouter(
    prefix="/ogc/schedules/{schedule_id}", tags=["ogc features"], dependencies=[PUBLISHED], route_class=StandardRoute
)


def drop_added_answers(document: dict[str, Any]) -> None:
    """Take the answer 422, which the framework adds to every route with parameters, from those that never give it."""
    for path, operations in document["paths"].items():
        if "/ogc/" in path:
            for operation in operations.values():
                operation["responses"].pop("422", None)


Name = Annotated[str, Path(max_length=20, description="Collection: trips or stops.")]
ANSWERS = published(BAD_REQUEST, NOT_FOUND)
FEATURES: Documented = {
    200: {"description": "GeoJSON in CRS84", "content": {GEO_JSON: {"schema": {"type": "object"}}}}, **ANSWERS,
}  # fmt: skip


@router.get("", response_model=documents.Landing, dependencies=NO_QUERY, responses=ANSWERS)
def read_landing(request: Request, schedule_id: ScheduleId) -> Response:
    """Landing page: where everything is."""

    def build(session: Session, part: Part) -> bytes:
        view = view_of(session, part.schedule_id)
        return documents.landing(schedule_id, view.campaign.name, view.schedule.version).model_dump_json().encode()

    return answer_part(request, schedule_id, build)


@router.get("/conformance", response_model=documents.Conformance, dependencies=NO_QUERY, responses=ANSWERS)
def read_conformance(request: Request, schedule_id: ScheduleId) -> Response:
    """Which parts of the standard hold: Core and GeoJSON."""

    def build(_session: Session, _part: Part) -> bytes:
        told = documents.Conformance(conforms_to=list(documents.CONFORMS_TO))
        return told.model_dump_json(by_alias=True).encode()

    return answer_part(request, schedule_id, build)


@router.get("/collections", response_model=documents.CollectionList, dependencies=NO_QUERY, responses=ANSWERS)
def list_collections(request: Request, schedule_id: ScheduleId) -> Response:
    """Both collections, trips and stops."""

    def build(session: Session, part: Part) -> bytes:
        extent = features.extent(session, part.schedule_id)
        here = f"{documents.root(part.schedule_id)}/collections"
        found = documents.CollectionList(
            links=[documents.Link(rel="self", type=documents.JSON, href=here)],
            collections=[documents.collection(schedule_id, name, extent, part.clock) for name in documents.TITLES],
        )
        return found.model_dump_json(by_alias=True, exclude_none=True).encode()

    return answer_part(request, schedule_id, build)


@router.get(
    "/collections/{collection}", response_model=documents.Collection, dependencies=NO_QUERY, responses=ANSWERS
)
def read_collection(request: Request, schedule_id: ScheduleId, collection: Name) -> Response:
    """One collection: its title, place and time."""

    def build(session: Session, part: Part) -> bytes:
        extent = features.extent(session, part.schedule_id)
        found = documents.collection(schedule_id, _known(collection), extent, part.clock)
        return found.model_dump_json(by_alias=True, exclude_none=True).encode()

    return answer_part(request, schedule_id, build)


@router.get("/collections/{collection}/items", response_class=Response, responses=FEATURES)
def list_items(
    request: Request, schedule_id: ScheduleId, collection: Name, query: Annotated[ItemsQuery, Query()]
) -> Response:
    """Features of a collection that touch the box and the time; the link `next` leads to the next page."""
    name, boxes, limit = _known(collection), boxes_of(query.bbox), min(query.limit, FEATURES_MAX)
    kind: type[int] | type[str] = int if name == "trips" else str
    after = None if query.cursor is None else decode_cursor(query.cursor, (kind,))[0]
    here = f"{documents.root(schedule_id)}/collections/{name}"

    def build(session: Session, part: Part) -> bytes:
        sought = Sought(boxes, span_of(query.when, part.clock))
        found, key = _page(session, part, name, sought, after, limit)
        asked = query.model_dump(mode="json", by_alias=True, exclude_none=True)
        next_href = None if key is None else f"{here}/items?{urlencode(asked | {'cursor': encode_cursor(key)})}"
        own = f"{here}/items" + (f"?{request.url.query}" if request.url.query else "")
        return documents.items(found, own, next_href, here)

    return answer_part(request, schedule_id, build, GEO_JSON)


@router.get(
    "/collections/{collection}/items/{feature_id:path}", response_class=Response, dependencies=NO_QUERY,
    responses=FEATURES,
)  # fmt: skip
def read_item(
    request: Request,
    schedule_id: ScheduleId,
    collection: Name,
    feature_id: Annotated[str, Path(max_length=200, description="Id of the feature, percent-encoded.")],
) -> Response:
    """One feature."""
    name = _known(collection)
    here = f"{documents.root(schedule_id)}/collections/{name}"

    def build(session: Session, part: Part) -> bytes:
        found = existing(_feature(session, part, name, feature_id))
        return documents.item(found, f"{here}/items/{quote(feature_id, safe='')}", here)

    return answer_part(request, schedule_id, build, GEO_JSON)


def _text(key: int | str | None) -> str:
    """A key as text that every database takes; one with odd characters names nothing."""
    return str(key or "").replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _known(collection: str) -> str:
    if collection not in documents.TITLES:
        raise Problem(NOT_FOUND)
    return collection


def _page(
    session: Session, part: Part, name: str, sought: Sought, after: int | str | None, limit: int
) -> tuple[list[dict[str, Any]], int | str | None]:
    """Features of a page, and the key of the last one where more follow."""
    if name == "trips":
        trips = features.list_trips(session, part.schedule_id, sought, int(after or 0), limit + 1)
        last: int | str | None = trips[limit - 1][0].ordinal if len(trips) > limit else None
        return [documents.trip_feature(row, part.clock) for row in trips[:limit]], last
    stops = features.list_stops(session, part.schedule_id, sought, _text(after), limit + 1)
    last = stops[limit - 1][0].place_id if len(stops) > limit else None
    return [documents.stop_feature(row, part.clock) for row in stops[:limit]], last


def _feature(session: Session, part: Part, name: str, feature_id: str) -> dict[str, Any] | None:
    if name == "stops":
        stop = features.get_stop(session, part.schedule_id, _text(feature_id))
        return None if stop is None else documents.stop_feature(stop, part.clock)
    owner, _, number = feature_id.rpartition(".")
    numeric = number.isascii() and number.isdecimal() and len(number) <= ORDINAL_DIGITS_MAX
    if owner != part.schedule_id or not numeric or int(number) > LARGEST:
        return None
    trip = features.get_trip(session, part.schedule_id, int(number))
    return None if trip is None else documents.trip_feature(trip, part.clock)
