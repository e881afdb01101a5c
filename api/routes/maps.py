"""Map pages of published schedules."""

from __future__ import annotations

import gzip

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.access.guard import PUBLISHED
from api.answers import existing, published
from api.deps import NO_QUERY, ScheduleId
from api.parts import Body, Part, answer_part
from api.problems import INVALID_PARAMETER, NOT_FOUND
from api.security import MAP_POLICY
from api.store import schedules

router = APIRouter(prefix="/maps", tags=["maps"], dependencies=[PUBLISHED])


@router.get(
    "/{schedule_id}",
    response_class=Response,
    dependencies=NO_QUERY,
    responses={
        200: {"description": "The map, one page without outside requests", "content": {"text/html": {}}},
        **published(NOT_FOUND, INVALID_PARAMETER),
    },
)
def read_map(request: Request, schedule_id: ScheduleId) -> Response:
    """Map of a schedule: routes by day and mode, zones, heat, stops with times."""

    def build(session: Session, part: Part) -> Body:
        row = existing(schedules.get_map(session, part.schedule_id))
        return Body(gzip.decompress(row.html_gzip), row.html_gzip)

    return answer_part(request, schedule_id, build, "text/html", {"Content-Security-Policy": MAP_POLICY})
