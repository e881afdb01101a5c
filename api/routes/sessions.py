"""Login and logout: a cookie for pages, a bearer token for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import forms
from api.access import throttle
from api.access.guard import ANY_ROLE, COOKIE, OPEN, form_token
from api.access.passwords import password_fits
from api.access.roles import Actor
from api.changes import change
from api.deps import NO_QUERY, engine_of, now_of, settings_of
from api.problems import FOREIGN_ORIGIN, INVALID_PARAMETER, LOGIN_FAILED, STORAGE, THROTTLED, Problem, documented
from api.store import accounts, audit_log
from api.store.account_models import UserRow
from api.store.database import reading, writing

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=201,
    response_model=forms.LoggedIn,
    dependencies=[OPEN],
    responses=documented(LOGIN_FAILED, THROTTLED, INVALID_PARAMETER, STORAGE),
)
def log_in(request: Request, login: forms.Login, cookie: Annotated[bool, Query()] = False) -> Response:
    """Open a session; with ``cookie=true`` for a browser, otherwise as a bearer token.

    Failed logins are counted by account and by address, and soon have to wait.
    """
    now, address = now_of(request), request.client.host if request.client else ""
    password = login.password.get_secret_value()
    with reading(engine_of(request)) as session:
        wait_s = throttle.blocked_s(session, login.name, address, now)
        user = accounts.find_user(session, login.name)
    if wait_s:
        raise Problem(THROTTLED, headers={"Retry-After": str(wait_s)})
    fits = password_fits(password, user.password_hash if user is not None and user.active else None)
    if user is None or not fits:
        with writing(engine_of(request)) as session:
            throttle.note_failure(session, login.name, address, now)
            audit_log.record(session, now, user.user_id if user else "", "session.refused", ("session", ""))
        raise Problem(LOGIN_FAILED)
    return _opened(request, user, address, cookie)


def _opened(request: Request, user: UserRow, address: str, cookie: bool) -> Response:
    now, lasts_s = now_of(request), settings_of(request).session_s
    with writing(engine_of(request)) as session:
        throttle.forget_failures(session, user.name, address)
        row, token = accounts.open_session(session, user, now, lasts_s, cookie)
        audit_log.record(session, now, user.user_id, "session.opened", ("session", row.session_id))
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
        answer.set_cookie(COOKIE, token, max_age=lasts_s, path="/", secure=True, httponly=True, samesite="strict")
    return answer


@router.delete(
    "/current",
    status_code=204,
    response_class=Response,
    dependencies=NO_QUERY,
    responses=documented(FOREIGN_ORIGIN, INVALID_PARAMETER, STORAGE),
)
def log_out(request: Request, actor: Annotated[Actor, ANY_ROLE]) -> Response:
    """Close the session that asks."""
    with change(request, actor) as work:
        accounts.close_sessions(work.session, actor.user_id, work.now, actor.session_id)
        work.record("session.closed", ("session", actor.session_id))
    answer = Response(None, 204)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    return answer
