"""Campaigns that have published schedules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api import conditional, schemas
from api.access.guard import PUBLISHED
from api.answers import existing, page_of, published
from api.deps import NO_QUERY, session_of
from api.paging import text_after
from api.problems import INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND
from api.store import schedules
from api.views import campaign_view

router = APIRouter(prefix="/campaigns", tags=["campaigns"], dependencies=[PUBLISHED])


@router.get(
    "", response_model=schemas.CampaignPage, responses=published(INVALID_PARAMETER, INVALID_CURSOR)
)
def list_campaigns(request: Request, query: Annotated[schemas.PageQuery, Query()]) -> Response:
    """Campaigns in order of their id."""
    after = text_after(query.cursor)
    with session_of(request) as session:
        rows = schedules.list_campaigns(session, after, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.campaign_id,))
    page = schemas.CampaignPage(items=[campaign_view(row) for row in shown], next_cursor=more)
    return conditional.respond(request, page.model_dump_json().encode())


@router.get(
    "/{campaign_id}",
    response_model=schemas.Campaign,
    dependencies=NO_QUERY,
    responses=published(NOT_FOUND, INVALID_PARAMETER),
)
def read_campaign(request: Request, campaign_id: Annotated[str, Path(max_length=200)]) -> Response:
    """One campaign."""
    with session_of(request) as session:
        row = schedules.get_campaign(session, campaign_id)
    return conditional.respond(request, campaign_view(existing(row)).model_dump_json().encode())
