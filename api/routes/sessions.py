"""Login and logout: a cookie for pages, a bearer token for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api import forms, schemas
from api.access import throttle
from api.access.guard import ANY_ROLE, COOKIE, OPEN, form_token
from api.access.passwords import password_fits
from api.access.roles import Actor
from api.changes import change
from api.deps import NO_INPUT, NO_QUERY, engine_of, now_of, settings_of
from api.problems import (
    FOREIGN_ORIGIN,
    INVALID_PARAMETER,
    LOGIN_FAILED,
    STORAGE,
    THROTTLED,
    UNAUTHENTICATED,
    Problem,
    documented,
)
from api.store import accounts, audit_log
from api.store.account_models import SessionRow, UserRow
from api.store.database import reading, writing

router = APIRouter(prefix="/sessions", tags=["sessions"])


class LoginQuery(schemas.NoQuery):
    """How the session is carried."""

    cookie: bool = Field(default=False, description="For a browser: the token comes as a cookie.")


@router.post(
    "",
    status_code=201,
    response_model=forms.LoggedIn,
    dependencies=[OPEN],
    responses=documented(LOGIN_FAILED, THROTTLED, INVALID_PARAMETER, STORAGE),
)
def log_in(request: Request, login: forms.Login, query: Annotated[LoginQuery, Query()]) -> Response:
    """Open a session; with ``cookie=true`` for a browser, otherwise as a bearer token.

    Failed logins are counted by account and by address, and soon have to wait.
    """
    now, address = now_of(request), request.client.host if request.client else ""
    with reading(engine_of(request)) as session:
        # a flood of guesses is turned away without writing anything
        counted: int | throttle.Counted = throttle.blocked_s(session, login.name, address, now)
    if not counted:
        with writing(engine_of(request)) as session:
            counted = throttle.count_attempt(session, login.name, address, now)
            user = accounts.find_user(session, login.name)
    if isinstance(counted, int):
        raise Problem(THROTTLED, headers={"Retry-After": str(counted)})
    known = user.password_hash if user is not None and user.active else None
    if user is None or not password_fits(login.password.get_secret_value(), known):
        with writing(engine_of(request)) as session:
            audit_log.record(session, now, user.user_id if user else "", "session.refused", ("session", ""))
        raise Problem(LOGIN_FAILED)
    with writing(engine_of(request)) as session:
        throttle.forget_attempt(session, user.name, address, now, counted)
        row, token = accounts.open_session(session, user, now, settings_of(request).session_s, query.cookie)
        audit_log.record(session, now, user.user_id, "session.opened", ("session", row.session_id))
    return _opened(request, user, row, token)


def _opened(request: Request, user: UserRow, row: SessionRow, token: str) -> Response:
    cookie = row.by_cookie
    told = forms.LoggedIn(
        token=None if cookie else token,
        form_token=form_token(token) if cookie else None,
        user_id=user.user_id,
        role=user.role,
        enterprise_id=user.enterprise_id,
        expires_at=datetime.fromtimestamp(row.expires_at, UTC),
    )
    answer = Response(
        told.model_dump_json(exclude_none=True), 201, {"Cache-Control": "no-store"}, media_type="application/json"
    )
    if cookie:
        lasts_s = settings_of(request).session_s
        answer.set_cookie(COOKIE, token, max_age=lasts_s, path="/", secure=True, httponly=True, samesite="strict")
    return answer


@router.get(
    "/current", response_model=forms.CurrentSession, dependencies=NO_QUERY,
    responses=documented(UNAUTHENTICATED, INVALID_PARAMETER, STORAGE),
)  # fmt: skip
def read_session(request: Request, actor: Annotated[Actor, ANY_ROLE]) -> Response:
    """Who asks; a browser learns here the token that its changes carry (X-Form-Token)."""
    token = request.cookies.get(COOKIE, "") if actor.by_cookie else None
    view = forms.CurrentSession(
        form_token=None if token is None else form_token(token), user_id=actor.user_id, role=actor.role,
        enterprise_id=actor.enterprise_id,
    )  # fmt: skip
    body = view.model_dump_json(exclude_none=True)
    return Response(body, 200, {"Cache-Control": "no-store"}, media_type="application/json")


@router.delete(
    "/current",
    status_code=204,
    response_class=Response,
    dependencies=NO_INPUT,
    responses=documented(UNAUTHENTICATED, FOREIGN_ORIGIN, INVALID_PARAMETER, STORAGE),
)
def log_out(request: Request, actor: Annotated[Actor, ANY_ROLE]) -> Response:
    """Close the session that asks."""
    with change(request, actor) as work:
        accounts.close_sessions(work.session, actor.user_id, work.now, actor.session_id)
        work.record("session.closed", ("session", actor.session_id))
    answer = Response(None, 204)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    return answer
