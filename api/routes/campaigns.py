"""Campaigns that have published schedules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import schemas
from api.access.guard import PUBLISHED
from api.answers import existing, page_of, published
from api.deps import NO_QUERY
from api.paging import text_after
from api.parts import answer_state
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

    def build(session: Session) -> bytes:
        rows = schedules.list_campaigns(session, after, query.limit + 1)
        shown, more = page_of(rows, query.limit, lambda row: (row.campaign_id,))
        page = schemas.CampaignPage(items=[campaign_view(row) for row in shown], next_cursor=more)
        return page.model_dump_json().encode()

    return answer_state(request, build)


@router.get(
    "/{campaign_id}",
    response_model=schemas.Campaign,
    dependencies=NO_QUERY,
    responses=published(NOT_FOUND, INVALID_PARAMETER),
)
def read_campaign(request: Request, campaign_id: Annotated[str, Path(max_length=200)]) -> Response:
    """One campaign."""

    def build(session: Session) -> bytes:
        return campaign_view(existing(schedules.get_campaign(session, campaign_id))).model_dump_json().encode()

    return answer_state(request, build)
