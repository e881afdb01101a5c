"""Accounts, kept by the administrator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api import forms, schemas
from api.access.guard import Administrator
from api.access.passwords import hash_password
from api.access.roles import Role
from api.answers import adds, conflict, edits, existing, fresh, invalid, page_of, pages, reads
from api.changes import Change, answer_once, change, request_digest, require_version, version_tag
from api.deps import NO_QUERY, engine_of, settings_of
from api.paging import text_after
from api.problems import CONFLICT
from api.store import accounts
from api.store.account_models import UserRow
from api.store.tenancy import reading_as

router = APIRouter(prefix="/users", tags=["users"])


@router.get("", response_model=forms.UserPage, responses=pages())
def list_users(request: Request, actor: Administrator, query: Annotated[schemas.PageQuery, Query()]) -> Response:
    """Accounts in order of their id."""
    after = text_after(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        rows = accounts.list_users(session, after, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.user_id,))
    return fresh(forms.UserPage(items=[user_view(row) for row in shown], next_cursor=more))


@router.post(
    "", status_code=201, response_model=forms.User, dependencies=NO_QUERY,
    responses=adds(CONFLICT),
)  # fmt: skip
def add_user(
    request: Request, actor: Administrator, new: forms.NewUser, digest: Annotated[str, Depends(request_digest)]
) -> Response:
    """Add an account."""
    if (new.role is Role.ENTERPRISE) != (new.enterprise_id is not None):
        raise invalid("enterprise_id", "given for the role enterprise, and for no other")
    if new.password is None and new.subject is None:
        raise invalid("password", "an account has a password, a subject, or both")
    hashed = None if new.password is None else hash_password(new.password.get_secret_value())
    external = _external(request, new.subject)

    def work(found: Change) -> Response:
        if accounts.find_user(found.session, new.name) is not None:
            raise conflict("name", "is taken")
        _refuse_taken(found.session, external, None)
        made = accounts.NewUser(new.name, new.role, new.enterprise_id, hashed, external)
        row = accounts.add_user(found.session, made, found.now)
        found.record("user.added", ("user", row.user_id), {"role": row.role})
        headers = {"Location": f"{request.url.path}/{row.user_id}", "ETag": version_tag(row.version)}
        return found.answer(201, user_view(row), headers)

    return answer_once(request, actor, digest, work)


@router.get("/{user_id}", response_model=forms.User, dependencies=NO_QUERY, responses=reads())
def read_user(request: Request, actor: Administrator, user_id: Annotated[str, Path(max_length=32)]) -> Response:
    """One account."""
    with reading_as(engine_of(request), actor) as session:
        row = existing(session.get(UserRow, user_id))
    return fresh(user_view(row), {"ETag": version_tag(row.version)})


@router.patch(
    "/{user_id}", response_model=forms.User, dependencies=NO_QUERY,
    responses=edits(CONFLICT),
)  # fmt: skip
def change_user(
    request: Request, actor: Administrator, user_id: Annotated[str, Path(max_length=32)], wanted: forms.UserChange
) -> Response:
    """Close or reopen an account, or give it another password or subject; its sessions end."""
    hashed = None if wanted.password is None else hash_password(wanted.password.get_secret_value())
    external = _external(request, wanted.subject)
    with change(request, actor) as work:
        row = existing(work.session.get(UserRow, user_id, with_for_update=True))
        require_version(request, row.version)
        row.active = row.active if wanted.active is None else wanted.active
        row.password_hash = hashed or row.password_hash
        _refuse_taken(work.session, external, user_id)
        row.external_subject = external or row.external_subject
        row.version += 1
        accounts.close_sessions(work.session, user_id, work.now)
        changed = {"active": row.active, "password": hashed is not None, "subject": external is not None}
        work.record("user.changed", ("user", user_id), changed)
        return work.answer(200, user_view(row), {"ETag": version_tag(row.version)})


def user_view(row: UserRow) -> forms.User:
    """An account as the API tells it."""
    return forms.User(
        user_id=row.user_id, name=row.name, role=Role(row.role), enterprise_id=row.enterprise_id, active=row.active,
        external_subject=row.external_subject, version=row.version,
    )  # fmt: skip


def _external(request: Request, subject: str | None) -> str | None:
    """A subject with its issuer, as accounts hold it."""
    issuer = settings_of(request).oidc_issuer
    if subject is not None and issuer is None:
        raise invalid("subject", "no identity provider is set (RETURNLINE_OIDC_ISSUER)")
    return None if subject is None or issuer is None else accounts.external_subject(issuer, subject)


def _refuse_taken(session: Session, external: str | None, user_id: str | None) -> None:
    """Refuse the subject of another account."""
    other = None if external is None else accounts.find_external(session, external)
    if other is not None and other.user_id != user_id:
        raise conflict("subject", "is taken")
