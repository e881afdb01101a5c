"""Charter requests: a firm asks for so many seats from one origin; all open requests are pooled into the next plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import schemas
from api.access.guard import BureauOrFirm, Firm
from api.answers import adds, conflict, edits, existing, fresh, invalid, page_of, pages, reads
from api.changes import Change, answer_once, change, request_digest, require_version, version_tag
from api.deps import NO_INPUT, NO_QUERY, CampaignId, engine_of
from api.paging import text_after
from api.problems import CONFLICT, NOT_FOUND
from api.request_views import CharterRequest, NewRequest, RequestPage, request_view
from api.sites import site_owners
from api.store import drafts, requests
from api.store.requests import WITHDRAWN, Wanted
from api.store.tenancy import reading_as
from api.store.work_models import DraftRow, RequestRow
from api.views import API
from planner.reference import counties
from planner.units import LocalClock

router = APIRouter(tags=["requests"])
RequestId = Annotated[str, Path(max_length=32)]


@router.post(
    "/campaigns/{campaign_id}/requests", status_code=201, response_model=CharterRequest, dependencies=NO_QUERY,
    responses=adds(NOT_FOUND),
)  # fmt: skip
def add_request(
    request: Request,
    actor: Firm,
    campaign_id: CampaignId,
    new: NewRequest,
    digest: Annotated[str, Depends(request_digest)],
) -> Response:
    """Ask for a charter to one of the firm's own sites."""
    if new.origin_adcode not in counties():
        raise invalid("origin_adcode", "no county of February 2020 has this code")
    if new.ready_at >= new.due_at:
        raise invalid("due_at", "it must be later than ready_at")

    def work(found: Change) -> Response:
        draft = existing(drafts.get_draft(found.session, campaign_id))
        _refuse_outside(draft, new)
        if site_owners(found.session, campaign_id).get(new.site_id) != actor.enterprise_id:
            raise invalid("site_id", "is not a site of your enterprise in this campaign")
        wanted = Wanted(
            campaign_id, str(actor.enterprise_id), new.site_id, new.origin_adcode, new.persons,
            int(new.ready_at.timestamp()), int(new.due_at.timestamp()),
        )  # fmt: skip
        row = requests.add_request(found.session, wanted, actor.user_id, found.now)
        found.record("request.added", ("request", row.request_id), {"persons": row.persons})
        headers = {"Location": f"{API}/requests/{row.request_id}", "ETag": version_tag(row.version)}
        return found.answer(201, request_view(row), headers)

    return answer_once(request, actor, digest, work)


@router.get(
    "/campaigns/{campaign_id}/requests", response_model=RequestPage,
    responses=pages(NOT_FOUND),
)  # fmt: skip
def list_requests(
    request: Request, actor: BureauOrFirm, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Requests of a campaign: all of them for the bureau, its own for an enterprise."""
    after = text_after(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        existing(drafts.get_draft(session, campaign_id))
        rows = requests.list_requests(session, campaign_id, after, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.request_id,))
    return fresh(RequestPage(items=[request_view(row) for row in shown], next_cursor=more))


@router.get(
    "/requests/{request_id}", response_model=CharterRequest, dependencies=NO_QUERY,
    responses=reads(),
)  # fmt: skip
def read_request(request: Request, actor: BureauOrFirm, request_id: RequestId) -> Response:
    """One request."""
    with reading_as(engine_of(request), actor) as session:
        row = _row(session, request_id)
    return fresh(request_view(row), {"ETag": version_tag(row.version)})


@router.delete(
    "/requests/{request_id}", response_model=CharterRequest, dependencies=NO_INPUT,
    responses=edits(CONFLICT),
)  # fmt: skip
def withdraw_request(request: Request, actor: BureauOrFirm, request_id: RequestId) -> Response:
    """Withdraw a request; the next plan no longer counts it. Seats that a published plan has for it stay till then."""
    with change(request, actor) as work:
        row = _row(work.session, request_id, lock=True)
        require_version(request, row.version)
        if row.state == WITHDRAWN:
            raise conflict("state", "the request is withdrawn already")
        row.state, row.version, row.updated_at = WITHDRAWN, row.version + 1, work.now
        work.record("request.withdrawn", ("request", request_id))
        return work.answer(200, request_view(row), {"ETag": version_tag(row.version)})


def _refuse_outside(draft: DraftRow, new: NewRequest) -> None:
    """Refuse moments outside the campaign."""
    campaign = draft.settings["campaign"]
    start, end = campaign["start"], campaign["end"]
    clock = LocalClock.of(campaign["timezone"], date.fromisoformat(start), date.fromisoformat(end))
    first, last = clock.span_start(start), clock.span_end(end)
    for name, moment in (("ready_at", new.ready_at), ("due_at", new.due_at)):
        if not first <= int(moment.timestamp()) < last:
            raise invalid(name, f"the campaign lasts from {start} to {end}")


def _row(session: Session, request_id: str, *, lock: bool = False) -> RequestRow:
    return existing(requests.get_request(session, request_id, lock=lock))
