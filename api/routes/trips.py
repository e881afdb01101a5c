"""A trip by the id that names it over all schedules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.orm import Session

from api import schemas
from api.access.guard import PUBLISHED
from api.answers import existing, published
from api.deps import NO_QUERY
from api.paging import LARGEST
from api.parts import Part, answer_part
from api.problems import INVALID_PARAMETER, NOT_FOUND, Problem
from api.store import schedules
from api.views import trip_view

router = APIRouter(prefix="/trips", tags=["trips"], dependencies=[PUBLISHED])

ORDINAL_DIGITS_MAX = 12


@router.get(
    "/{id}",
    response_model=schemas.Trip,
    dependencies=NO_QUERY,
    responses=published(NOT_FOUND, INVALID_PARAMETER),
)
def read_trip(
    request: Request,
    trip: Annotated[str, Path(alias="id", max_length=64, examples=["3f9c0a51be27d480.17"])],
) -> Response:
    """One trip."""
    schedule_id, _, number = trip.rpartition(".")
    if not (number.isascii() and number.isdecimal() and len(number) <= ORDINAL_DIGITS_MAX and int(number) <= LARGEST):
        raise Problem(NOT_FOUND)

    def build(session: Session, part: Part) -> bytes:
        row = existing(schedules.get_trip(session, part.schedule_id, ordinal=int(number)))
        return trip_view(row[0], row[1], row[2], part.clock).model_dump_json().encode()

    return answer_part(request, schedule_id, build)
