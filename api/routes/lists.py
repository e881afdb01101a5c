"""Lists of enterprises: sent, asked about, judged cell by cell, merged, and given back with every bad cell marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import list_forms as forms
from api import schemas
from api.access.guard import BureauOrFirm
from api.access.roles import Actor
from api.answers import BINARY, XLSX, adds, attached, conflict, edits, existing, invalid, named, page_of, pages, reads
from api.changes import Change, answer_once, answered_before, change, require_version, version_tag
from api.deps import NO_QUERY, CampaignId, cipher_of, engine_of, now_of
from api.list_views import list_view
from api.lists import intake
from api.lists.intake import Arrival, Moved, NoCampaign, NoSites, Prepared, WrongAnswer, prepare
from api.lists.merge import Owner
from api.paging import encode_cursor, number_after, text_after
from api.problems import BAD_REQUEST, CHANGED, CONFLICT, INVALID_PARAMETER, NOT_FOUND, THROTTLED, TOO_LARGE, Problem
from api.store import drafts, lists
from api.store.accounts import new_id
from api.store.drafts import Author
from api.store.tenancy import reading_as
from api.store.work_models import ListRow
from api.unreadable import Sent, noted
from api.uploads import UPLOAD, form_schema
from api.views import API

router = APIRouter(tags=["lists"])
ListId = Annotated[str, Path(max_length=32)]
UNREADABLE = (BAD_REQUEST, CONFLICT, TOO_LARGE, THROTTLED)
ATTEMPTS = 3


@router.post(
    "/campaigns/{campaign_id}/lists", status_code=201, response_model=forms.ListView,
    responses={
        200: {"model": forms.ListView, "description": "A dry run, or a file that was sent before and changes nothing."},
        202: {"model": forms.ListView, "description": "Headers or values are asked for; nothing was taken yet."},
        **adds(*UNREADABLE, NOT_FOUND),
    },
    openapi_extra=form_schema(forms.UploadForm),
)  # fmt: skip
def add_list(
    request: Request,
    actor: BureauOrFirm,
    campaign_id: CampaignId,
    query: Annotated[forms.OwnerQuery, Query()],
    upload: UPLOAD,
) -> Response:
    """Send a list (.xlsx, .xls or .csv): it is taken whole, or every bad cell is named and nothing is taken."""
    owner = Owner(campaign_id, _enterprise(actor, query.enterprise_id))
    arrival = Arrival(
        owner, upload.file_name, upload.content, upload.sha256, _meanings(upload.form.headers), upload.form.given()
    )
    if upload.form.dry_run:
        return _try(request, actor, arrival)
    kept = answered_before(request, actor, upload.digest)
    if kept is not None:
        return kept
    for _ in range(ATTEMPTS):
        prepared = _prepared(request, actor, arrival, new_id())
        try:
            return answer_once(request, actor, upload.digest, lambda work, found=prepared: _take(work, found))  # type: ignore[misc]
        except Moved:
            continue
    raise conflict("file", "other lists of this campaign came at the same time; send it again")


@router.get(
    "/campaigns/{campaign_id}/lists", response_model=forms.ListPage,
    responses=pages(NOT_FOUND),
)  # fmt: skip
def list_lists(
    request: Request, actor: BureauOrFirm, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Lists of a campaign: all of them for the bureau, its own for an enterprise."""
    after = text_after(query.cursor)
    with change(request, actor) as work:
        existing(drafts.get_draft(work.session, campaign_id))
        rows = lists.list_lists(work.session, campaign_id, after, query.limit + 1)
        shown, more = page_of(rows, query.limit, lambda row: (row.list_id,))
        work.record("lists.read", ("campaign", campaign_id), {"lists": [row.list_id for row in shown]})
        return work.answer(200, forms.ListPage(items=[list_view(row) for row in shown], next_cursor=more))


@router.get(
    "/lists/{list_id}", response_model=forms.ListView, dependencies=NO_QUERY,
    responses=reads(),
)  # fmt: skip
def read_list(request: Request, actor: BureauOrFirm, list_id: ListId) -> Response:
    """One list with its verdict."""
    with change(request, actor) as work:
        row = _row(work.session, list_id)
        work.record("list.read", ("list", list_id))
        return work.answer(200, list_view(row), {"ETag": version_tag(row.version)})


@router.get(
    "/lists/{list_id}/cells", response_model=forms.CellPage,
    responses=pages(NOT_FOUND),
)  # fmt: skip
def read_cells(
    request: Request, actor: BureauOrFirm, list_id: ListId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """The bad cells of a list, page by page."""
    start = max(0, number_after(query.cursor) or 0)
    with change(request, actor) as work:
        row = _row(work.session, list_id)
        work.record("list.read", ("list", list_id), {"cells_from": start})
        cells = row.report["cells"]
        end = start + query.limit
        page = forms.CellPage(
            items=[forms.BadCellView(**cell) for cell in cells[start:end]], count=row.report["cells_total"],
            next_cursor=encode_cursor(end) if end < len(cells) else None,
        )  # fmt: skip
        return work.answer(200, page)


@router.get(
    "/lists/{list_id}/annotated", dependencies=NO_QUERY, response_class=Response,
    responses={
        200: {"content": {XLSX: BINARY}},
        **reads(),
    },
)  # fmt: skip
def read_annotated(request: Request, actor: BureauOrFirm, list_id: ListId) -> Response:
    """A refused list with every bad cell marked, to be corrected and sent again."""
    with change(request, actor) as work:
        row = _row(work.session, list_id)
        content = existing(lists.opened_file(cipher_of(request), row) if row.state == "refused" else None)
        work.record("list.annotated_read", ("list", list_id))
    headers = {"Cache-Control": "no-store", **attached(f"list-{list_id}.xlsx")}
    return Response(content, 200, headers, media_type=XLSX)


@router.post(
    "/lists/{list_id}/headers", response_model=forms.ListView, dependencies=NO_QUERY,
    responses={
        202: {"model": forms.ListView, "description": "Something is still asked for."},
        **edits(*UNREADABLE),
    },
)  # fmt: skip
def confirm_headers(request: Request, actor: BureauOrFirm, list_id: ListId, answer: forms.Confirmation) -> Response:
    """Answer what was asked about a list. The answer is remembered for the next list of the enterprise."""
    for _ in range(ATTEMPTS):
        arrival, version = _asked(request, actor, list_id, answer)
        prepared = _prepared(request, actor, arrival, list_id)
        try:
            with change(request, actor) as work:
                return _decide(work, prepared, version)
        except Moved:
            continue
    raise conflict("list_id", "other lists of this campaign came at the same time; send it again")


def _asked(request: Request, actor: Actor, list_id: str, answer: forms.Confirmation) -> tuple[Arrival, int]:
    """The list as it was sent, with all that has been answered so far."""
    with reading_as(engine_of(request), actor) as session:
        row = _row(session, list_id)
    require_version(request, row.version)
    content = lists.opened_file(cipher_of(request), row) if row.state == "asking" else None
    if content is None:
        raise conflict("state", f"the list is {row.state}; nothing is asked")
    before = {header["label"]: header["column"] for header in row.headers if header["how"] == "confirmed"}
    arrival = Arrival(
        Owner(row.campaign_id, row.enterprise_id), row.file_name, content, row.file_sha256,
        {**before, **_meanings(answer.headers)}, {**row.report["given_once"], **answer.values.given()},
    )  # fmt: skip
    return arrival, row.version


def _decide(work: Change, prepared: Prepared, version: int) -> Response:
    """Keep what came of the answers, where nobody else has answered meanwhile."""
    intake.still_holds(work.session, prepared)
    row = _row(work.session, prepared.list_id, lock=True)
    if row.version != version:
        raise Problem(CHANGED)
    lists.decide_list(work.session, row, prepared.upload)
    intake.write(work.session, prepared, work.now)
    work.record(f"list.{row.state}", ("list", row.list_id), prepared.counts)
    return work.answer(202 if row.state == "asking" else 200, list_view(row), {"ETag": version_tag(row.version)})


def _take(work: Change, prepared: Prepared) -> Response:
    """Keep an upload and what it changes; the same file once more adds nothing."""
    intake.still_holds(work.session, prepared)
    upload = prepared.upload
    merge = prepared.merge
    nothing = merge is None or not (merge.added or merge.changed)
    row = lists.same_list(work.session, upload) if nothing else None
    status = 200
    if row is None:
        status = 202 if upload.state == "asking" else 201
        row = lists.add_list(work.session, prepared.list_id, upload, Author(work.actor.user_id, work.now))
    intake.write(work.session, prepared, work.now)
    action = {"asking": "list.asked", "refused": "list.refused", "accepted": "list.accepted"}[upload.state]
    work.record(action, ("list", row.list_id), prepared.counts)
    headers = {"Location": f"{API}/lists/{row.list_id}", "ETag": version_tag(row.version)}
    return work.answer(status, list_view(row, upload.report), headers)


def _try(request: Request, actor: Actor, arrival: Arrival) -> Response:
    """What would come of an upload; nothing of it is kept but the audit entry."""
    prepared = _prepared(request, actor, arrival, "")
    upload = prepared.upload
    row = ListRow(
        list_id="", campaign_id=upload.campaign_id, enterprise_id=upload.enterprise_id, file_name=upload.file_name,
        file_sha256=upload.file_sha256, state=upload.state, headers=list(upload.headers), report=dict(upload.report),
        annotated=None, version=0, created_by=actor.user_id, created_at=now_of(request),
    )  # fmt: skip
    with change(request, actor) as work:
        work.record("list.tried", ("campaign", upload.campaign_id), prepared.counts)
        return work.answer(200, list_view(row))


def _prepared(request: Request, actor: Actor, arrival: Arrival, list_id: str) -> Prepared:
    owner = arrival.owner
    told = {"enterprise_id": owner.enterprise_id}
    sent = Sent("list", "file", owner.campaign_id, arrival.sha256, len(arrival.content), told)
    with _told(), noted(request, actor, sent):
        return prepare(engine_of(request), actor, cipher_of(request), arrival, (list_id, now_of(request)))


@contextmanager
def _told() -> Iterator[None]:
    """What hinders a list as a problem document."""
    try:
        yield
    except NoCampaign:
        raise Problem(NOT_FOUND) from None
    except NoSites:
        raise conflict("enterprise_id", "has no site in this campaign yet; ask the bureau") from None
    except WrongAnswer as wrong:
        raise Problem(INVALID_PARAMETER, [named(name, reason) for name, reason in wrong.errors]) from None


def _enterprise(actor: Actor, given: str | None) -> str:
    """Whose list it is."""
    if actor.enterprise_id is None:
        if given is None:
            raise invalid("enterprise_id", "say whose list it is")
        return given
    if given not in (None, actor.enterprise_id):
        raise invalid("enterprise_id", "is not your enterprise")
    return actor.enterprise_id


def _meanings(headers: Mapping[str, str | None]) -> dict[str, str]:
    return {label: column or "" for label, column in headers.items()}


def _row(session: Session, list_id: str, *, lock: bool = False) -> ListRow:
    return existing(lists.get_list(session, list_id, lock=lock))
