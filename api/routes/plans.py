"""Plans as jobs: asked for, followed, cancelled, approved, published."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api import inputs, schemas
from api import plan_forms as forms
from api.access.guard import Bureau
from api.access.roles import Actor
from api.answers import BINARY, adds, conflict, edits, existing, fresh, page_of, pages, reads
from api.changes import Change, answer_once, answered_before, change, request_digest, require_version, version_tag
from api.deps import NO_INPUT, NO_QUERY, CampaignId, PlanId, cipher_of, engine_of, settings_of
from api.described import EVENTS
from api.diff import compare
from api.diff_views import clock_of, difference_view, made_plan
from api.jobs import queue
from api.keeping import KEEP, pins_kept
from api.life import approve, publish_made
from api.paging import decode_cursor
from api.problems import CONFLICT, NOT_FOUND, Problem
from api.store import drafts, packs, pins, plans
from api.store.drafts import Author
from api.store.requests import standing_requests
from api.store.tenancy import reading_as
from api.store.work_models import JOB_STATES, PlanRow
from api.views import API

router = APIRouter(tags=["plans"])
WRITES = edits(CONFLICT)
ENDED = frozenset(JOB_STATES) - {"queued", "running"}
POLL_S = 0.5
EVENTS_AT_ONCE = 100


class PlansQuery(schemas.PageQuery):
    """Which plans."""

    campaign_id: str | None = None


@router.post(
    "/campaigns/{campaign_id}/plans", status_code=202, response_model=forms.Plan, dependencies=NO_QUERY,
    responses=adds(NOT_FOUND, CONFLICT),
)  # fmt: skip
def ask_for_plan(
    request: Request,
    actor: Bureau,
    campaign_id: CampaignId,
    wanted: forms.PlanRequest,
    digest: Annotated[str, Depends(request_digest)],
) -> Response:
    """Have a plan made from the inputs in force now; ``Location`` names it, ``events`` tells how far it is.

    With `keep`, what the campaign's pins name in that plan stays as it is there, with whole journeys, vehicles and
    services, and everything else is planned anew around it. Without it pins hold nothing, and the plan says so.
    """
    before = answered_before(request, actor, digest)
    if before is not None:
        return before
    pinned = _pins_kept(request, actor, campaign_id, wanted.keep)

    def work(found: Change) -> Response:
        draft = existing(drafts.get_draft(found.session, campaign_id))
        versions = {kind: row.version for kind, row in drafts.latest_inputs(found.session, campaign_id).items()}
        if pinned is not None and versions.get(pins.KIND) != pinned:
            raise conflict(KEEP, "the pins were changed meanwhile; ask again")
        if inputs.PACK_KIND not in versions:
            versions |= packs.version_in_force(found.session, draft.settings)
        by = Author(actor.user_id, found.now)
        asked = [request.request_id for request in standing_requests(found.session, campaign_id)]
        row = plans.add_plan(found.session, campaign_id, wanted.model_dump(), versions, by, asked)
        queue.add_job(found.session, row.plan_id, found.now)
        kept = {} if wanted.keep is None else {"keep": wanted.keep}
        found.record("plan.asked", ("plan", row.plan_id), {"inputs": versions, "requests": len(asked)} | kept)
        headers = {"Location": f"{API}/plans/{row.plan_id}", "ETag": version_tag(row.version)}
        return found.answer(202, plan_view(found.session, row), headers)

    return answer_once(request, actor, digest, work)


@router.get("/plans", response_model=forms.PlanPage, responses=pages())
def list_plans(request: Request, actor: Bureau, query: Annotated[PlansQuery, Query()]) -> Response:
    """Plans, the latest first."""
    before = None
    if query.cursor is not None:
        at, last = decode_cursor(query.cursor, (int, str))
        before = (int(at), str(last))
    with reading_as(engine_of(request), actor) as session:
        rows = plans.list_plans(session, query.campaign_id, before, query.limit + 1)
        shown, more = page_of(rows, query.limit, lambda row: (row.created_at, row.plan_id))
        items = [plan_view(session, row) for row in shown]
    return fresh(forms.PlanPage(items=items, next_cursor=more))


@router.get(
    "/plans/{plan_id}", response_model=forms.Plan, dependencies=NO_QUERY, responses=reads()
)
def read_plan(request: Request, actor: Bureau, plan_id: PlanId) -> Response:
    """One plan."""
    with reading_as(engine_of(request), actor) as session:
        row = _plan(session, plan_id)
        view = plan_view(session, row)
    return fresh(view, {"ETag": version_tag(row.version)})


@router.get(
    "/plans/{plan_id}/events", response_class=EventSourceResponse, dependencies=NO_QUERY,
    responses={
        200: {"description": "Steps, until the plan is made or has failed", "content": {EVENTS: BINARY}}, **reads(),
    },
)  # fmt: skip
async def follow_plan(request: Request, actor: Bureau, plan_id: PlanId) -> EventSourceResponse:
    """Steps of the making of a plan as server-sent events; ``Last-Event-ID`` resumes after a lost connection."""

    def steps(job_id: str, after: int) -> list[ServerSentEvent]:
        with reading_as(engine_of(request), actor) as session:
            rows = queue.events_after(session, job_id, after, EVENTS_AT_ONCE)
        told = [{"at": row.at, **row.data} for row in rows]
        return [
            ServerSentEvent(json.dumps(data, ensure_ascii=False), event=row.kind, id=str(row.seq))
            for row, data in zip(rows, told, strict=True)
        ]

    def begin() -> str:
        with reading_as(engine_of(request), actor) as session:
            job = queue.job_of(session, _plan(session, plan_id).plan_id)
            if job is None:
                raise Problem(NOT_FOUND)
            return job.job_id

    job_id = await run_in_threadpool(begin)
    sent = request.headers.get("last-event-id", "0")
    after = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= 9 else 0

    async def events() -> AsyncIterator[ServerSentEvent]:
        seen = after
        while True:
            found = await run_in_threadpool(steps, job_id, seen)
            for step in found:
                seen = int(step.id or seen)
                yield step
                if step.event in ENDED:
                    return
            if not found:
                await asyncio.sleep(POLL_S)

    return EventSourceResponse(events(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


@router.post(
    "/plans/{plan_id}/cancel", status_code=202, response_model=forms.Plan, dependencies=NO_INPUT, responses=WRITES
)
def cancel_plan(request: Request, actor: Bureau, plan_id: PlanId) -> Response:
    """End the search: a plan that is being made is finished with the best found so far."""
    with change(request, actor) as work:
        row = _plan(work.session, plan_id, lock=True)
        if not queue.ask_cancel(work.session, plan_id, work.now):
            raise conflict("state", f"the plan is {row.state}")
        work.record("plan.cancelled", ("plan", plan_id))
        work.session.refresh(row)
        return work.answer(202, plan_view(work.session, row), {"ETag": version_tag(row.version)})


@router.post("/plans/{plan_id}/approve", response_model=forms.Plan, dependencies=NO_INPUT, responses=WRITES)
def approve_plan(request: Request, actor: Bureau, plan_id: PlanId) -> Response:
    """Approve a verified plan; by another user than the one who asked for it, where two persons are required."""
    with change(request, actor) as work:
        row = _plan(work.session, plan_id, lock=True)
        require_version(request, row.version)
        approve(work, row, settings_of(request).two_persons)
        return work.answer(200, plan_view(work.session, row), {"ETag": version_tag(row.version)})


@router.post("/plans/{plan_id}/publish", response_model=forms.Plan, dependencies=NO_INPUT, responses=WRITES)
def publish_plan(request: Request, actor: Bureau, plan_id: PlanId) -> Response:
    """Make an approved plan the next published version of its campaign's schedule."""
    with reading_as(engine_of(request), actor) as session:
        row = _plan(session, plan_id)
        require_version(request, row.version)
    publish_made(request, actor, row, cipher_of(request))
    with reading_as(engine_of(request), actor) as session:
        row = _plan(session, plan_id)
        return fresh(plan_view(session, row), {"ETag": version_tag(row.version)})


@router.get(
    "/plans/{plan_id}/diff/{other}", response_model=forms.Difference, dependencies=NO_QUERY,
    responses=reads(CONFLICT),
)  # fmt: skip
def compare_plans(
    request: Request, actor: Bureau, plan_id: PlanId, other: PlanId
) -> Response:
    """How another plan of the same campaign differs from this one."""
    cipher = cipher_of(request)
    with reading_as(engine_of(request), actor) as session:
        rows = [_plan(session, plan_id), _plan(session, other)]
        if rows[0].campaign_id != rows[1].campaign_id:
            raise conflict("other", "the plans are of different campaigns")
        draft = existing(drafts.get_draft(session, rows[0].campaign_id))
        made = [made_plan(session, cipher, row) for row in rows]
    found = compare(*made)
    return fresh(difference_view(plan_id, other, found, clock_of(draft)))


def plan_view(session: Session, row: PlanRow) -> forms.Plan:
    """A plan as the API tells it."""
    job = queue.job_of(session, row.plan_id)
    return forms.Plan(
        plan_id=row.plan_id,
        campaign_id=row.campaign_id,
        state=row.state,
        options=row.options,
        inputs=row.inputs,
        keep=row.options.get(KEEP),
        summary=row.summary,
        receipt=row.receipt,
        schedule_id=row.schedule_id,
        requested_by=row.requested_by,
        approved_by=row.approved_by,
        error=None if job is None else job.error,
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        updated_at=datetime.fromtimestamp(row.updated_at, UTC),
        version=row.version,
        events=f"{API}/plans/{row.plan_id}/events",
    )


def _pins_kept(request: Request, actor: Actor, campaign_id: str, keep: str | None) -> int | None:
    """Version of the pins that are kept; ``None``: nothing is to be kept."""
    if keep is None:
        return None
    with reading_as(engine_of(request), actor) as session:
        existing(drafts.get_draft(session, campaign_id))
        return pins_kept(session, cipher_of(request), campaign_id, keep)


def _plan(session: Session, plan_id: str, *, lock: bool = False) -> PlanRow:
    return existing(plans.get_plan(session, plan_id, lock=lock))
