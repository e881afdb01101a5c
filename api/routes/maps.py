"""Map pages of published schedules."""

from __future__ import annotations

import gzip

from fastapi import APIRouter, Request, Response

from api import conditional
from api.deps import NO_QUERY, Part, Reader
from api.problems import INVALID_PARAMETER, NOT_FOUND, STORAGE, Problem, documented
from api.security import MAP_POLICY
from api.store import schedules

router = APIRouter(prefix="/maps", tags=["maps"])


@router.get(
    "/{schedule_id}",
    response_class=Response,
    dependencies=NO_QUERY,
    responses={
        200: {"description": "The map, one page without outside requests", "content": {"text/html": {}}},
        304: {"description": "Unchanged since the answer with that ETag"},
        **documented(NOT_FOUND, INVALID_PARAMETER, STORAGE),
    },
)
def read_map(request: Request, session: Reader, part: Part) -> Response:
    """Map of a schedule: routes by day and mode, zones, heat, stops with times."""
    row = schedules.get_map(session, part.schedule_id)
    if row is None:
        raise Problem(NOT_FOUND)
    headers = {**conditional.headers(part.etag), "Content-Security-Policy": MAP_POLICY, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "").lower():
        return Response(row.html_gzip, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(gzip.decompress(row.html_gzip), headers=headers, media_type="text/html")
