"""A trip by the id that names it over all schedules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import conditional, schemas
from api.deps import NO_QUERY, Reader
from api.paging import LARGEST
from api.problems import INVALID_PARAMETER, NOT_FOUND, STORAGE, Problem, documented
from api.store import schedules
from api.views import trip_view

router = APIRouter(prefix="/trips", tags=["trips"])

ORDINAL_DIGITS_MAX = 12


@router.get(
    "/{id}",
    response_model=schemas.Trip,
    dependencies=NO_QUERY,
    responses=documented(NOT_FOUND, INVALID_PARAMETER, STORAGE),
)
def read_trip(
    request: Request,
    session: Reader,
    trip: Annotated[str, Path(alias="id", max_length=64, examples=["3f9c0a51be27d480.17"])],
) -> Response:
    """One trip."""
    schedule_id, _, number = trip.rpartition(".")
    if not (number.isascii() and number.isdecimal() and len(number) <= ORDINAL_DIGITS_MAX and int(number) <= LARGEST):
        raise Problem(NOT_FOUND)
    view = schedules.get_schedule(session, schedule_id)
    row = None if view is None else schedules.get_trip(session, schedule_id, ordinal=int(number))
    if view is None or row is None:
        raise Problem(NOT_FOUND)
    body = trip_view(row[0], row[1], row[2], view.clock)
    return conditional.respond(request, body.model_dump_json().encode())
