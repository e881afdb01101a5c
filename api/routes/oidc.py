"""Login by an identity provider: to it, and back with a cookie session as after a password."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.access.guard import COOKIE, OPEN
from api.access.oidc import LOGIN_LASTS_S, Begun, Identity, Provider, ProviderAway, Refused, roles_of
from api.answers import conflict
from api.deps import NO_QUERY, cipher_of, engine_of, now_of, settings_of
from api.language import language_of
from api.problems import CONFLICT, INVALID_PARAMETER, LOGIN_FAILED, PROVIDER_AWAY, STORAGE, Problem, documented
from api.settings import Settings
from api.store import accounts, audit_log
from api.store.account_models import UserRow
from api.store.database import writing
from api.store.key_models import UsedLoginRow

router = APIRouter(prefix="/sessions/oidc", tags=["sessions"])
log = logging.getLogger("returnline.api")
LOGIN_COOKIE = "__Host-login"
BY = {"by": "provider"}
RETRY = {"Retry-After": "5"}
NAME_HEX = 16
PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<title>ReturnLine</title></head><body><p><a href="/">{text}</a></p></body></html>'
)
"""The session's cookie is sent by pages of this service alone, so the way back leads over one."""
TEXT = {"zh": "已登录，点此继续", "en": "Logged in; go on"}


class Return(BaseModel):
    """What the provider sends back; further parameters are its own business (RFC 6749 section 4.1.2)."""

    code: str = Field(default="", max_length=4_096)
    state: str = Field(default="", max_length=200)
    error: str = Field(default="", max_length=200)
    iss: str | None = Field(default=None, max_length=1_000)


@router.get(
    "", status_code=302, response_class=RedirectResponse, dependencies=[OPEN, *NO_QUERY],
    responses=documented(CONFLICT, PROVIDER_AWAY, INVALID_PARAMETER, STORAGE),
)  # fmt: skip
def begin(request: Request) -> Response:
    """Send the browser to the identity provider to log in there."""
    now = now_of(request)
    begun = Begun.new(now)
    try:
        answer = RedirectResponse(_provider(request).address(begun, now), 302, {"Cache-Control": "no-store"})
    except ProviderAway as error:
        raise _away(error) from error
    sealed = begun.sealed(cipher_of(request))
    answer.set_cookie(
        LOGIN_COOKIE, sealed, max_age=LOGIN_LASTS_S, path="/", secure=True, httponly=True, samesite="lax"
    )
    return answer


@router.get(
    "/callback", response_class=Response, dependencies=[OPEN],
    responses={
        200: {"description": "Logged in by cookie; the page leads on to /", "content": {"text/html": {}}},
        **documented(CONFLICT, LOGIN_FAILED, PROVIDER_AWAY, INVALID_PARAMETER, STORAGE),
    },
)  # fmt: skip
def come_back(request: Request, sent: Annotated[Return, Query()]) -> Response:
    """Where the provider sends the browser back to; opens a cookie session for the account of that person.

    The account is the one that names the person's subject at the provider. Where the settings say which role a claim
    of the provider gives, an account is added for somebody who has none, and such a role follows the claim at every
    login: where it is withdrawn or another, the account's sessions end.
    """
    provider, now = _provider(request), now_of(request)
    try:
        begun = Begun.opened(request.cookies.get(LOGIN_COOKIE, ""), sent.state, cipher_of(request), now)
        _use_once(request, begun)
    except Refused as error:
        # nothing is written down: without a login under way anybody could fill the log
        raise Problem(LOGIN_FAILED) from error
    try:
        if sent.error or not sent.code or sent.iss not in (None, provider.issuer):
            raise Refused("provider")
        identity = provider.identity(sent.code, begun, now)
        token = _open(request, identity, now)
    except Refused as error:
        with writing(engine_of(request)) as session:
            audit_log.record(session, now, "", "session.refused", ("session", ""), BY | {"reason": error.reason})
        raise Problem(LOGIN_FAILED) from error
    except ProviderAway as error:
        raise _away(error) from error
    return _welcome(request, token)


def _away(error: ProviderAway) -> Problem:
    log.warning("identity provider: %s", error)
    return Problem(PROVIDER_AWAY, headers=RETRY)


def _use_once(request: Request, begun: Begun) -> None:
    """Take a state the first time it comes back, and never again."""
    try:
        with writing(engine_of(request)) as session:
            session.add(UsedLoginRow(state_digest=begun.state_digest, expires_at=begun.expires_at))
    except IntegrityError as error:
        raise Refused("state used before") from error


def _open(request: Request, identity: Identity, now: int) -> str:
    """Token of a new session of the person's account."""
    settings, token = settings_of(request), ""
    with writing(engine_of(request)) as session:
        user = accounts.find_external(session, identity.external_subject)
        if user is None:
            user = _added(session, identity, settings, now)
        refused = _refusal(session, user, identity, settings, now)
        if refused is None:
            row, token = accounts.open_session(session, user, now, settings.session_s, True)
            audit_log.record(session, now, user.user_id, "session.opened", ("session", row.session_id), BY)
    if refused is not None:
        # only now, so that what a withdrawn role has ended stays ended
        raise Refused(refused)
    return token


def _refusal(session: Session, user: UserRow, identity: Identity, settings: Settings, now: int) -> str | None:
    """Why an account is not opened; a role that the provider has given follows what it says now."""
    if not user.active:
        return "account closed"
    if not user.role_by_provider or settings.oidc_role_claim is None:
        return None
    roles = roles_of(identity, settings.oidc_role_claim, settings.oidc_roles)
    if roles == [user.role]:
        return None
    accounts.close_sessions(session, user.user_id, now)
    given = roles[0] if len(roles) == 1 else None
    if given is None:
        # no other way in is left either: the account stands on the provider's word alone
        user.password_hash = None
    else:
        user.role = given
    user.version += 1
    detail = BY | {"role": given}
    audit_log.record(session, now, user.user_id, "user.changed", ("user", user.user_id), detail)
    return None if given is not None else "role withdrawn"


def _added(session: Session, identity: Identity, settings: Settings, now: int) -> UserRow:
    """A new account in the one role that the provider's claim gives."""
    roles = roles_of(identity, settings.oidc_role_claim, settings.oidc_roles)
    if len(roles) != 1:
        raise Refused("several roles" if roles else "no account")
    # the name says nothing about the person, and no password belongs to it
    name = f"oidc-{accounts.digest_of(identity.external_subject)[:NAME_HEX]}"
    new = accounts.NewUser(name, roles[0], external_subject=identity.external_subject, role_by_provider=True)
    user = accounts.add_user(session, new, now)
    audit_log.record(session, now, user.user_id, "user.added", ("user", user.user_id), BY | {"role": user.role})
    return user


def _welcome(request: Request, token: str) -> Response:
    language = language_of(request)
    page = PAGE.format(lang=language, text=TEXT["zh" if language == "zh" else "en"])
    answer = Response(page, 200, {"Cache-Control": "no-store"}, media_type="text/html")
    answer.delete_cookie(LOGIN_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    lasts_s = settings_of(request).session_s
    answer.set_cookie(COOKIE, token, max_age=lasts_s, path="/", secure=True, httponly=True, samesite="strict")
    return answer


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.provider
    if found is None:
        raise conflict("oidc_issuer", "no identity provider is set (RETURNLINE_OIDC_ISSUER)")
    return found
