"""Campaigns that have published schedules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api import conditional, schemas
from api.access.guard import PUBLISHED
from api.deps import NO_QUERY, session_of
from api.paging import decode_cursor, encode_cursor
from api.problems import INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND, STORAGE, Problem, documented
from api.store import schedules
from api.views import campaign_view

router = APIRouter(prefix="/campaigns", tags=["campaigns"], dependencies=[PUBLISHED])


@router.get(
    "", response_model=schemas.CampaignPage, responses=documented(INVALID_PARAMETER, INVALID_CURSOR, STORAGE)
)
def list_campaigns(request: Request, query: Annotated[schemas.PageQuery, Query()]) -> Response:
    """Campaigns in order of their id."""
    after = None if query.cursor is None else str(decode_cursor(query.cursor, (str,))[0])
    with session_of(request) as session:
        rows = schedules.list_campaigns(session, after, query.limit + 1)
    more = encode_cursor(rows[query.limit - 1].campaign_id) if len(rows) > query.limit else None
    page = schemas.CampaignPage(items=[campaign_view(row) for row in rows[: query.limit]], next_cursor=more)
    return conditional.respond(request, page.model_dump_json().encode())


@router.get(
    "/{campaign_id}",
    response_model=schemas.Campaign,
    dependencies=NO_QUERY,
    responses=documented(NOT_FOUND, INVALID_PARAMETER, STORAGE),
)
def read_campaign(request: Request, campaign_id: Annotated[str, Path(max_length=200)]) -> Response:
    """One campaign."""
    with session_of(request) as session:
        row = schedules.get_campaign(session, campaign_id)
    if row is None:
        raise Problem(NOT_FOUND)
    return conditional.respond(request, campaign_view(row).model_dump_json().encode())
