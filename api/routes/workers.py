"""Named workers: told with masked numbers, their facts changed, withdrawn; every look at identity is audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import campaign_forms
from api import list_forms as forms
from api.access.guard import allowed
from api.access.roles import Actor, Role
from api.changes import Change, change, require_version, version_tag
from api.deps import NO_INPUT, NO_QUERY, cipher_of
from api.list_views import worker_view
from api.lists.edit import apart_from, facts_after
from api.lists.ground import ground_of
from api.lists.merge import Owner
from api.paging import decode_cursor, encode_cursor
from api.problems import (
    CHANGED,
    CONFLICT,
    FORBIDDEN,
    INVALID_CURSOR,
    INVALID_PARAMETER,
    MATCH_NEEDED,
    NOT_FOUND,
    STORAGE,
    UNAUTHENTICATED,
    Problem,
    documented,
)
from api.store import drafts, lists, workers
from api.store.work_models import WorkerRow
from planner.domain.demand import Stage

router = APIRouter(tags=["workers"])
Reader = Annotated[Actor, allowed(Role.BUREAU, Role.ENTERPRISE)]
CampaignId = Annotated[str, Path(pattern=campaign_forms.CAMPAIGN_ID)]
WorkerId = Annotated[str, Path(max_length=32)]
REFUSALS = (UNAUTHENTICATED, FORBIDDEN, INVALID_PARAMETER, STORAGE)


@router.get(
    "/campaigns/{campaign_id}/workers", response_model=forms.WorkerPage,
    responses=documented(*REFUSALS, NOT_FOUND, INVALID_CURSOR),
)  # fmt: skip
def list_workers(
    request: Request, actor: Reader, campaign_id: CampaignId, query: Annotated[forms.WorkersQuery, Query()]
) -> Response:
    """Workers of a campaign: all of them for the bureau, its own for an enterprise."""
    _may_reveal(actor, query.reveal)
    after = None if query.cursor is None else str(decode_cursor(query.cursor, (str,))[0])
    cipher = cipher_of(request)
    with change(request, actor) as work:
        if drafts.get_draft(work.session, campaign_id) is None:
            raise Problem(NOT_FOUND)
        given = {"enterprise_id": query.enterprise_id, "list_id": query.list_id, "withdrawn": query.withdrawn}
        rows = workers.list_workers(work.session, campaign_id, after, query.limit + 1, **given)
        shown = rows[: query.limit]
        items = [worker_view(row, workers.opened_person(cipher, row), query.reveal) for row in shown]
        more = encode_cursor(shown[-1].worker_id) if len(rows) > query.limit else None
        detail = {"workers": [row.worker_id for row in shown], "in_full": query.reveal}
        work.record("workers.read", ("campaign", campaign_id), detail)
        return work.answer(200, forms.WorkerPage(items=items, next_cursor=more))


@router.get(
    "/workers/{worker_id}", response_model=forms.WorkerView, responses=documented(*REFUSALS, NOT_FOUND)
)  # fmt: skip
def read_worker(
    request: Request, actor: Reader, worker_id: WorkerId, query: Annotated[forms.WorkerQuery, Query()]
) -> Response:
    """One worker."""
    _may_reveal(actor, query.reveal)
    with change(request, actor) as work:
        row = _row(work.session, worker_id)
        work.record("worker.read", ("worker", worker_id), {"in_full": query.reveal})
        return _answer(request, work, row, query.reveal)


@router.patch(
    "/workers/{worker_id}", response_model=forms.WorkerView, dependencies=NO_QUERY,
    responses=documented(*REFUSALS, NOT_FOUND, CONFLICT, CHANGED, MATCH_NEEDED),
)  # fmt: skip
def change_worker(request: Request, actor: Reader, worker_id: WorkerId, wanted: forms.Facts) -> Response:
    """Change facts of a worker: what is named is changed, null takes it away. Identity changes by lists alone."""
    changes = wanted.model_dump(exclude_unset=True)
    if "tier" in changes and actor.role is not Role.BUREAU:
        raise Problem(INVALID_PARAMETER, [_error("tier", "is set by the bureau")])
    with change(request, actor) as work:
        # the campaign first, as lists do, so that nobody is put on two lists at the same moment
        campaign_id = workers.campaign_of(work.session, worker_id)
        if campaign_id is None:
            raise Problem(NOT_FOUND)
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
    responses=documented(*REFUSALS, NOT_FOUND, CONFLICT, CHANGED, MATCH_NEEDED),
)  # fmt: skip
def withdraw_worker(request: Request, actor: Reader, worker_id: WorkerId) -> Response:
    """Withdraw a worker: the next plan no longer carries them. The row stays, so that lists do not bring them back."""
    with change(request, actor) as work:
        row = _row(work.session, worker_id, lock=True)
        require_version(request, row.version)
        if row.withdrawn:
            raise Problem(CONFLICT, [_error("withdrawn", "the worker is withdrawn already")])
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
        raise Problem(INVALID_PARAMETER, [_error(name, reason) for name, reason in errors])
    return facts


def _refuse_apart(session: Session, row: WorkerRow, facts: Mapping[str, str], withdrawn: bool) -> None:
    """Refuse what other rows stand against: a travel group that would part, a person who travels for others."""
    if withdrawn:
        return
    if apart_from(workers.grouped_facts(session, row.campaign_id, row.enterprise_id), row.national_id_index, facts):
        raise Problem(CONFLICT, [_error("group_id", "site, origin or pick-up differ from the others of the group")])
    persons = [row.national_id_index]
    if row.withdrawn and lists.on_other_lists(session, row.campaign_id, row.enterprise_id, persons):
        raise Problem(CONFLICT, [_error("stage", "the worker travels for another enterprise; ask the bureau")])


def _answer(request: Request, work: Change, row: WorkerRow, reveal: bool = False) -> Response:
    person = workers.opened_person(cipher_of(request), row)
    return work.answer(200, worker_view(row, person, reveal), {"ETag": version_tag(row.version)})


def _may_reveal(actor: Actor, reveal: bool) -> None:
    if reveal and actor.role is not Role.BUREAU:
        raise Problem(FORBIDDEN)


def _row(session: Session, worker_id: str, *, lock: bool = False) -> WorkerRow:
    row = workers.get_worker(session, worker_id, lock=lock)
    if row is None:
        raise Problem(NOT_FOUND)
    return row


def _error(parameter: str, reason: str) -> dict[str, str]:
    return {"parameter": parameter, "reason": reason}
