"""Named workers: told with masked numbers, their facts changed, withdrawn; every look at identity is audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import list_forms as forms
from api.access.guard import BureauOrFirm
from api.access.roles import Actor, Role
from api.answers import conflict, edits, existing, invalid, named, page_of, pages, reads
from api.changes import Change, change, require_version, version_tag
from api.deps import NO_INPUT, NO_QUERY, CampaignId, cipher_of
from api.list_views import worker_view
from api.lists.edit import apart_from, facts_after
from api.lists.ground import ground_of
from api.lists.merge import Owner
from api.paging import text_after
from api.problems import CONFLICT, FORBIDDEN, INVALID_PARAMETER, NOT_FOUND, Problem
from api.store import drafts, lists, workers
from api.store.work_models import WorkerRow
from planner.domain.demand import Stage

router = APIRouter(tags=["workers"])
WorkerId = Annotated[str, Path(max_length=32)]


@router.get(
    "/campaigns/{campaign_id}/workers", response_model=forms.WorkerPage,
    responses=pages(NOT_FOUND),
)  # fmt: skip
def list_workers(
    request: Request, actor: BureauOrFirm, campaign_id: CampaignId, query: Annotated[forms.WorkersQuery, Query()]
) -> Response:
    """Workers of a campaign: all of them for the bureau, its own for an enterprise."""
    _may_reveal(actor, query.reveal)
    after = text_after(query.cursor)
    cipher = cipher_of(request)
    with change(request, actor) as work:
        existing(drafts.get_draft(work.session, campaign_id))
        given = {"enterprise_id": query.enterprise_id, "list_id": query.list_id, "withdrawn": query.withdrawn}
        rows = workers.list_workers(work.session, campaign_id, after, query.limit + 1, **given)
        shown, more = page_of(rows, query.limit, lambda row: (row.worker_id,))
        items = [worker_view(row, workers.opened_person(cipher, row), query.reveal) for row in shown]
        detail = {"workers": [row.worker_id for row in shown], "in_full": query.reveal}
        work.record("workers.read", ("campaign", campaign_id), detail)
        return work.answer(200, forms.WorkerPage(items=items, next_cursor=more))


@router.get(
    "/workers/{worker_id}", response_model=forms.WorkerView, responses=reads()
)  # fmt: skip
def read_worker(
    request: Request, actor: BureauOrFirm, worker_id: WorkerId, query: Annotated[forms.WorkerQuery, Query()]
) -> Response:
    """One worker."""
    _may_reveal(actor, query.reveal)
    with change(request, actor) as work:
        row = _row(work.session, worker_id)
        work.record("worker.read", ("worker", worker_id), {"in_full": query.reveal})
        return _answer(request, work, row, query.reveal)


@router.patch(
    "/workers/{worker_id}", response_model=forms.WorkerView, dependencies=NO_QUERY,
    responses=edits(CONFLICT),
)  # fmt: skip
def change_worker(request: Request, actor: BureauOrFirm, worker_id: WorkerId, wanted: forms.Facts) -> Response:
    """Change facts of a worker: what is named is changed, null takes it away. Identity changes by lists alone."""
    changes = wanted.model_dump(exclude_unset=True)
    if "tier" in changes and actor.role is not Role.BUREAU:
        raise invalid("tier", "is set by the bureau")
    with change(request, actor) as work:
        # the campaign first, as lists do, so that nobody is put on two lists at the same moment
        campaign_id = existing(workers.campaign_of(work.session, worker_id))
        drafts.get_draft(work.session, campaign_id, lock=True)
        row = _row(work.session, worker_id, lock=True)
        require_version(request, row.version)
        facts = _facts_after(work.session, row, changes)
        withdrawn = facts.get("stage") == Stage.WITHDRAWN if "stage" in changes else row.withdrawn
        _refuse_apart(work.session, row, facts, withdrawn)
        row.facts, row.withdrawn, row.version, row.updated_at = facts, withdrawn, row.version + 1, work.now
        work.record("worker.changed", ("worker", worker_id), {"columns": sorted(changes)})
        return _answer(request, work, row)


@router.delete(
    "/workers/{worker_id}", response_model=forms.WorkerView, dependencies=NO_INPUT,
    responses=edits(CONFLICT),
)  # fmt: skip
def withdraw_worker(request: Request, actor: BureauOrFirm, worker_id: WorkerId) -> Response:
    """Withdraw a worker: the next plan no longer carries them. The row stays, so that lists do not bring them back."""
    with change(request, actor) as work:
        row = _row(work.session, worker_id, lock=True)
        require_version(request, row.version)
        if row.withdrawn:
            raise conflict("withdrawn", "the worker is withdrawn already")
        row.withdrawn, row.version, row.updated_at = True, row.version + 1, work.now
        work.record("worker.withdrawn", ("worker", worker_id))
        return _answer(request, work, row)


def _facts_after(session: Session, row: WorkerRow, changes: Mapping[str, str | None]) -> dict[str, str]:
    """Facts with some changed, every one read like a cell of a list."""
    ground = ground_of(session, Owner(row.campaign_id, row.enterprise_id))
    if ground is None:
        raise Problem(NOT_FOUND)
    facts, errors = facts_after(row.facts, changes, ground)
    if errors:
        raise Problem(INVALID_PARAMETER, [named(name, reason) for name, reason in errors])
    return facts


def _refuse_apart(session: Session, row: WorkerRow, facts: Mapping[str, str], withdrawn: bool) -> None:
    """Refuse what other rows stand against: a travel group that would part, a person who travels for others."""
    if withdrawn:
        return
    if apart_from(workers.grouped_facts(session, row.campaign_id, row.enterprise_id), row.national_id_index, facts):
        raise conflict("group_id", "site, origin or pick-up differ from the others of the group")
    persons = [row.national_id_index]
    if row.withdrawn and lists.on_other_lists(session, row.campaign_id, row.enterprise_id, persons):
        raise conflict("stage", "the worker travels for another enterprise; ask the bureau")


def _answer(request: Request, work: Change, row: WorkerRow, reveal: bool = False) -> Response:
    person = workers.opened_person(cipher_of(request), row)
    return work.answer(200, worker_view(row, person, reveal), {"ETag": version_tag(row.version)})


def _may_reveal(actor: Actor, reveal: bool) -> None:
    if reveal and actor.role is not Role.BUREAU:
        raise Problem(FORBIDDEN)


def _row(session: Session, worker_id: str, *, lock: bool = False) -> WorkerRow:
    return existing(workers.get_worker(session, worker_id, lock=lock))
