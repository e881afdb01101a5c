"""Campaigns in preparation: setup and inputs, every input validated whole and kept in versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import campaign_forms as forms
from api import inputs, schemas, workbooks
from api.access.guard import Bureau
from api.access.roles import Actor
from api.answers import (
    BINARY,
    ERRORS_SHOWN,
    XLSX,
    adds,
    conflict,
    edits,
    existing,
    fresh,
    invalid,
    named,
    page_of,
    pages,
    policy_errors,
    reads,
)
from api.changes import Change, answer_once, change, request_digest, require_version, version_tag
from api.deps import NO_QUERY, CampaignId, body_of, engine_of
from api.lists.reading import ZIP
from api.paging import LARGEST, number_after
from api.problems import CONFLICT, INVALID_PARAMETER, NOT_FOUND, THROTTLED, TOO_LARGE, Problem
from api.rule_packs import refuse_bad_rules
from api.store import drafts, packs, workers
from api.store.drafts import Author
from api.store.tenancy import reading_as
from api.store.work_models import DraftRow, InputRow
from api.unreadable import Sent, noted
from api.views import API
from planner.errors import BadInput, BadPolicy, CellProblem
from planner.policy import pack_names

Version = Annotated[int, Path(ge=1, le=LARGEST)]
router = APIRouter(prefix="/campaigns", tags=["campaigns in preparation"])
InputKind = Annotated[
    str, Path(pattern=f"^({'|'.join(inputs.KINDS)})$", json_schema_extra={"enum": list(inputs.KINDS)})
]



@router.post(
    "", status_code=201, response_model=forms.Setup, dependencies=NO_QUERY,
    responses=adds(CONFLICT),
)  # fmt: skip
def add_campaign(
    request: Request, actor: Bureau, new: forms.NewCampaign, digest: Annotated[str, Depends(request_digest)]
) -> Response:
    """Begin to prepare a campaign."""
    settings = settings_of(new.campaign_id, new)
    with reading_as(engine_of(request), actor) as session:
        pack = _pack(session, settings)
    _refuse_bad_setup(settings, pack)

    def work(found: Change) -> Response:
        if drafts.get_draft(found.session, new.campaign_id) is not None:
            raise conflict("campaign_id", "is taken")
        by = Author(actor.user_id, found.now)
        row = drafts.add_draft(found.session, new.campaign_id, new.name, settings, by)
        found.record("campaign.added", ("campaign", row.campaign_id))
        headers = {"Location": f"{request.url.path}/{row.campaign_id}/setup", "ETag": version_tag(row.version)}
        return found.answer(201, setup_view(found.session, row), headers)

    return answer_once(request, actor, digest, work)


@router.get(
    "/{campaign_id}/setup", response_model=forms.Setup, dependencies=NO_QUERY,
    responses=reads(),
)  # fmt: skip
def read_setup(request: Request, actor: Bureau, campaign_id: CampaignId) -> Response:
    """A campaign in preparation."""
    with reading_as(engine_of(request), actor) as session:
        row = _draft(session, campaign_id)
        view = setup_view(session, row)
    return fresh(view, {"ETag": version_tag(row.version)})


@router.put(
    "/{campaign_id}/setup", response_model=forms.Setup, dependencies=NO_QUERY,
    responses=edits(),
)  # fmt: skip
def change_setup(request: Request, actor: Bureau, campaign_id: CampaignId, wanted: forms.CampaignSetup) -> Response:
    """Change what the campaign is planned under."""
    settings = settings_of(campaign_id, wanted)
    with reading_as(engine_of(request), actor) as session:
        _draft(session, campaign_id)
        own = drafts.get_input(session, campaign_id, inputs.PACK_KIND)
        pack = _pack(session, settings) if own is None else drafts.content_of(own)
    _refuse_bad_setup(settings, pack)
    with change(request, actor) as work:
        row = _draft(work.session, campaign_id, lock=True)
        require_version(request, row.version)
        row.name, row.settings, row.version, row.updated_at = wanted.name, settings, row.version + 1, work.now
        work.record("campaign.changed", ("campaign", campaign_id))
        return work.answer(200, setup_view(work.session, row), {"ETag": version_tag(row.version)})


@router.get(
    "/{campaign_id}/inputs/{kind}", dependencies=NO_QUERY, response_class=Response,
    responses=reads(),
)  # fmt: skip
def read_input(request: Request, actor: Bureau, campaign_id: CampaignId, kind: InputKind) -> Response:
    """The latest version of an input, as it was sent; of a workbook the table that it held, as CSV."""
    return _content(request, actor, (campaign_id, kind), None)


@router.get(
    "/{campaign_id}/inputs/{kind}/versions", response_model=forms.InputVersionPage, responses=pages(NOT_FOUND)
)
def list_input_versions(
    request: Request, actor: Bureau, campaign_id: CampaignId, kind: InputKind,
    query: Annotated[schemas.PageQuery, Query()],
) -> Response:  # fmt: skip
    """Versions of an input, the latest first."""
    before = number_after(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        existing(drafts.get_input(session, campaign_id, kind))
        rows = drafts.list_versions(session, campaign_id, kind, before, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.version,))
    return fresh(forms.InputVersionPage(items=[input_view(row) for row in shown], next_cursor=more))


@router.get(
    "/{campaign_id}/inputs/{kind}/versions/{version}", dependencies=NO_QUERY, response_class=Response,
    responses=reads(),
)  # fmt: skip
def read_input_version(
    request: Request, actor: Bureau, campaign_id: CampaignId, kind: InputKind, version: Version
) -> Response:
    """One version of an input, as plans that cite it were made with it."""
    return _content(request, actor, (campaign_id, kind), version)


@router.put(
    "/{campaign_id}/inputs/{kind}", response_model=forms.InputVersion, dependencies=NO_QUERY,
    responses=edits(TOO_LARGE, THROTTLED),
    openapi_extra={"requestBody": {"required": True, "content": {
        inputs.TOML: BINARY, XLSX: BINARY, "text/csv": BINARY,
        "application/geo+json": {"schema": {"type": "object"}},
    }}},
)  # fmt: skip
def replace_input(
    request: Request,
    actor: Bureau,
    campaign_id: CampaignId,
    kind: InputKind,
    content: Annotated[bytes, Depends(body_of)],
) -> Response:
    """Put the next version of an input in force, whole; every bad cell is named and nothing is taken then.

    ``If-Match`` names the version that it follows, ``"v0"`` for the first. A table may also come as a sheet of an
    .xlsx workbook with Chinese headers, which is told by its media type or by its first bytes; it is kept as CSV.
    """
    with reading_as(engine_of(request), actor) as session:
        settings = dict(_draft(session, campaign_id).settings)
        require_version(request, drafts.input_version(session, campaign_id, kind))
        others = {key: drafts.content_of(row) for key, row in drafts.latest_inputs(session, campaign_id).items()}
        if kind == inputs.PINS:
            people = workers.worker_table(session, campaign_id)
            others |= {} if people is None else {inputs.WORKERS: people}
    content = _received(request, actor, (campaign_id, kind), content)
    _refuse_bad_input(settings, others, kind, content)
    with change(request, actor) as work:
        _draft(work.session, campaign_id, lock=True)
        require_version(request, drafts.input_version(work.session, campaign_id, kind))
        by = Author(actor.user_id, work.now)
        row = drafts.add_input(work.session, campaign_id, kind, content, inputs.rows_of(kind, content), by)
        work.record("input.replaced", ("campaign", campaign_id), {"kind": kind, "version": row.version})
        return work.answer(200, input_view(row), {"ETag": version_tag(row.version)})


def _content(request: Request, actor: Actor, of: tuple[str, str], version: int | None) -> Response:
    """An input of a campaign and kind, the latest version unless told otherwise."""
    with reading_as(engine_of(request), actor) as session:
        row = existing(drafts.get_input(session, *of, version))
    headers = {"ETag": version_tag(row.version), "Cache-Control": "no-store"}
    return Response(drafts.content_of(row), 200, headers, media_type=inputs.media_type(row.kind))


def _received(request: Request, actor: Actor, into: tuple[str, str], content: bytes) -> bytes:
    """An input of a campaign and kind as it is kept: a workbook becomes the CSV file of its table."""
    campaign_id, kind = into
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != XLSX and not (kind in inputs.TABLE_KINDS and content.startswith(ZIP)):
        return content
    if kind not in inputs.TABLE_KINDS:
        raise invalid(kind, f"is no table; send it as {inputs.media_type(kind)}")
    sent = Sent("input", kind, campaign_id, sha256(content).hexdigest(), len(content), {"kind": kind})
    try:
        with noted(request, actor, sent):
            return workbooks.table_of_workbook(kind, content)
    except BadInput as error:
        raise Problem(INVALID_PARAMETER, cell_errors(error.problems)) from error


def settings_of(campaign_id: str, setup: forms.CampaignSetup) -> dict[str, Any]:
    """What scenario.toml says, from a setup."""
    campaign = {
        "id": campaign_id, "name": setup.name, "timezone": setup.timezone, "start": setup.start.isoformat(),
        "end": setup.end.isoformat(), "as_of": setup.as_of.isoformat(), "destination_adcode": setup.destination_adcode,
    }  # fmt: skip
    policy: dict[str, Any] = {"pack": setup.policy_pack}
    if setup.policy_override:
        policy["override"] = setup.policy_override
    settings: dict[str, Any] = {
        "campaign": campaign, "policy": policy, "network": {"provider": setup.network_provider},
    }  # fmt: skip
    return {**settings, "objective": setup.objective} if setup.objective else settings


def _pack(session: Session, settings: Mapping[str, Any]) -> bytes | None:
    """The pack of the bureau that settings name; ``None``: it ships."""
    name = settings["policy"]["pack"]
    if name in pack_names():
        return None
    row = packs.get_pack(session, name)
    if row is None:
        raise invalid("policy_pack", f"known packs: {', '.join(pack_names())}, and those under {API}/rule-packs")
    return packs.pack_content(row)


def _refuse_bad_setup(settings: Mapping[str, Any], pack: bytes | None) -> None:
    """Refuse a setup that no scenario could have: dates, codes, rules, overrides, objective."""
    try:
        found = inputs.problems_of(settings, {}, {"scenario"})
        if found:
            raise Problem(INVALID_PARAMETER, cell_errors(found))
        refuse_bad_rules(settings, pack)
    except BadPolicy as error:
        raise Problem(INVALID_PARAMETER, policy_errors("policy_override", error)) from error
    # a value that TOML cannot write, such as null, is no rule either
    except TypeError as error:
        raise invalid("policy_override", str(error)) from error


def _refuse_bad_input(settings: Mapping[str, Any], others: Mapping[str, bytes], kind: str, content: bytes) -> None:
    """Refuse an input with anything wrong, judged together with all others."""
    if kind == inputs.PACK_KIND:
        try:
            refuse_bad_rules(settings, content)
        except BadPolicy as error:
            raise Problem(INVALID_PARAMETER, policy_errors(kind, error)) from error
        return
    table = inputs.FILES[kind] if kind == inputs.AREAS_KIND else kind
    found = inputs.problems_of(settings, {**others, kind: content}, {kind, table})
    if found:
        raise Problem(INVALID_PARAMETER, cell_errors(found))


def setup_view(session: Session, row: DraftRow) -> forms.Setup:
    """A campaign in preparation as the API tells it."""
    campaign, policy = row.settings["campaign"], row.settings["policy"]
    return forms.Setup(
        campaign_id=row.campaign_id,
        name=row.name,
        timezone=campaign["timezone"],
        start=campaign["start"],
        end=campaign["end"],
        as_of=campaign["as_of"],
        destination_adcode=campaign["destination_adcode"],
        policy_pack=policy["pack"],
        policy_override=policy.get("override", {}),
        network_provider=row.settings["network"]["provider"],
        objective=row.settings.get("objective", {}),
        version=row.version,
        inputs={kind: found.version for kind, found in sorted(drafts.latest_inputs(session, row.campaign_id).items())},
    )


def input_view(row: InputRow) -> forms.InputVersion:
    """A version of an input as the API tells it."""
    return forms.InputVersion(
        kind=row.kind, version=row.version, rows=row.rows, sha256=row.sha256,
        created_at=datetime.fromtimestamp(row.created_at, UTC),
    )  # fmt: skip


def cell_errors(found: Sequence[CellProblem]) -> list[dict[str, str]]:
    """Bad cells as errors of a problem document; the last line says how many more there are."""
    errors = [
        named(".".join(filter(None, (p.table, "" if p.row is None else str(p.row), p.column or ""))), p.reason)
        for p in found[:ERRORS_SHOWN]
    ]
    if len(found) > ERRORS_SHOWN:
        errors.append(named("", f"and {len(found) - ERRORS_SHOWN} more"))
    return errors


def _draft(session: Session, campaign_id: str, *, lock: bool = False) -> DraftRow:
    return existing(drafts.get_draft(session, campaign_id, lock=lock))
