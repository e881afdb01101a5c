"""Rule packs: those that ship, and those of the bureau, each judged whole and kept in versions."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.exc import IntegrityError

from api import inputs, rule_packs, schemas
from api import pack_forms as forms
from api.access.guard import Bureau
from api.answers import BINARY, Documented, edits, existing, fresh, page_of, pages, policy_errors, reads
from api.changes import change, require_version, version_tag
from api.deps import NO_QUERY, body_of, engine_of
from api.paging import LARGEST, number_after, text_after
from api.problems import CHANGED, INVALID_PARAMETER, NOT_FOUND, TOO_LARGE, Problem
from api.store import packs
from api.store.drafts import Author
from api.store.tenancy import reading_as
from api.store.work_models import RulePackRow
from api.views import API
from planner.errors import BadPolicy
from planner.policy import pack_file, pack_names

router = APIRouter(prefix="/rule-packs", tags=["rule packs"])
PackName = Annotated[
    str, Path(alias="pack", pattern=f"^{rule_packs.NAME.pattern}$", description="Name of a rule pack.")
]
TOML: Documented = {200: {"description": "The pack", "content": {inputs.TOML: BINARY}}}


@router.get("", response_model=forms.RulePackPage, responses=pages())
def list_rule_packs(request: Request, actor: Bureau, query: Annotated[schemas.PageQuery, Query()]) -> Response:
    """Rule packs in order of name, each in its latest version: those that ship and those of the bureau."""
    after = text_after(query.cursor) or ""
    with reading_as(engine_of(request), actor) as session:
        own = [_view(row) for row in packs.list_packs(session, after, query.limit + 1)]
    found = sorted([*own, *(_shipped(name) for name in pack_names() if name > after)], key=lambda view: view.name)
    shown, more = page_of(found, query.limit, lambda view: (view.name,))
    return fresh(forms.RulePackPage(items=list(shown), next_cursor=more))


@router.get("/{pack}", dependencies=NO_QUERY, response_class=Response, responses={**TOML, **reads()})
def read_rule_pack(request: Request, actor: Bureau, name: PackName) -> Response:
    """The latest version of a pack as TOML; its ETag is what a new version follows."""
    return _content(request, actor, name, None)


@router.put(
    "/{pack}", response_model=forms.RulePackView, dependencies=NO_QUERY, responses=edits(TOO_LARGE),
    openapi_extra={"requestBody": {"required": True, "content": {inputs.TOML: BINARY}}},
)  # fmt: skip
def replace_rule_pack(
    request: Request, actor: Bureau, name: PackName, content: Annotated[bytes, Depends(body_of)]
) -> Response:
    """Keep the next version of a pack, judged whole: every fault is named, and nothing is taken then.

    ``If-Match`` names the version that it follows, ``"v0"`` for a new pack. Campaigns whose setup names the pack are
    planned under the version that is the latest when a plan is asked for.
    """
    with reading_as(engine_of(request), actor) as session:
        require_version(request, packs.pack_version(session, name))
    try:
        rule_packs.refuse_bad_pack(name, content)
    except BadPolicy as error:
        raise Problem(INVALID_PARAMETER, policy_errors("rule-pack", error)) from error
    try:
        with change(request, actor) as work:
            require_version(request, packs.pack_version(work.session, name))
            row = packs.add_pack(work.session, name, content, Author(actor.user_id, work.now))
            work.record("rule_pack.replaced", ("rule_pack", name), {"version": row.version, "sha256": row.sha256})
            return work.answer(200, _view(row), {"ETag": version_tag(row.version)})
    except IntegrityError:
        raise Problem(CHANGED) from None  # another one has just followed the same version


@router.get("/{pack}/versions", response_model=forms.RulePackPage, responses=pages(NOT_FOUND))
def list_rule_pack_versions(
    request: Request, actor: Bureau, name: PackName, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Versions of a pack, the latest first."""
    if name in pack_names():
        return fresh(forms.RulePackPage(items=[_shipped(name)]))
    before = number_after(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        existing(packs.get_pack(session, name))
        rows = packs.list_versions(session, name, before, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.version,))
    return fresh(forms.RulePackPage(items=[_view(row) for row in shown], next_cursor=more))


@router.get("/{pack}/versions/{version}", dependencies=NO_QUERY, response_class=Response, responses={**TOML, **reads()})
def read_rule_pack_version(
    request: Request, actor: Bureau, name: PackName, version: Annotated[int, Path(ge=0, le=LARGEST)]
) -> Response:
    """One version of a pack as TOML."""
    return _content(request, actor, name, version)


def _content(request: Request, actor: Bureau, name: str, version: int | None) -> Response:
    if name in pack_names():
        known, content = 0, pack_file(name).read_bytes()
        existing(name if version in (None, known) else None)
    else:
        with reading_as(engine_of(request), actor) as session:
            row = existing(packs.get_pack(session, name, version))
            known, content = row.version, packs.pack_content(row)
    headers = {"ETag": version_tag(known), "Cache-Control": "no-store"}
    return Response(content, 200, headers, media_type=inputs.TOML)


def _view(row: RulePackRow) -> forms.RulePackView:
    """A version of a pack of the bureau as the API tells it."""
    told = rule_packs.told_of(packs.pack_content(row))
    return forms.RulePackView(
        name=row.name, version=row.version, ships=False, sha256=row.sha256,
        created_at=datetime.fromtimestamp(row.created_at, UTC), content=_address(row.name, row.version), **told,
    )  # fmt: skip


def _shipped(name: str) -> forms.RulePackView:
    """A pack that ships as the API tells it."""
    content = pack_file(name).read_bytes()
    return forms.RulePackView(
        name=name, version=0, ships=True, sha256=sha256(content).hexdigest(), content=_address(name, 0),
        **rule_packs.told_of(content),
    )  # fmt: skip


def _address(name: str, version: int) -> str:
    return f"{API}/rule-packs/{name}/versions/{version}"
