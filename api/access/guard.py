"""The guard of every route: it says who may call it, and finds out who calls.

Each route names its access by one of the dependencies below; a test walks over all routes and fails where none does.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.params import Depends as Marker

from api.access.roles import EVERYBODY, STAFF, Actor, Role
from api.access.tokens import Tokens
from api.deps import settings_of
from api.problems import FORBIDDEN, FOREIGN_ORIGIN, UNAUTHENTICATED, Problem

COOKIE = "__Host-session"
FORM_TOKEN = "X-Form-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="returnline"'}


class Access:
    """Dependency of a route: the roles that may call it, and the actor who does.

    ``roles`` empty: anybody, without an account. ``published``: reading what is published, open to anybody
    unless the settings ask for an account.
    """

    def __init__(self, *roles: Role, published: bool = False) -> None:
        self.roles = frozenset(roles)
        self.published = published

    async def __call__(self, request: Request) -> Actor | None:
        """The actor of a request, ``None`` for an open route.

        Raises
        ------
        Problem
            Nobody is logged in, the role may not call this, or a change by cookie comes from elsewhere.
        """
        if not self.roles or (self.published and settings_of(request).public_schedules):
            return None
        actor = await actor_of(request)
        if actor is None:
            raise Problem(UNAUTHENTICATED, headers=CHALLENGE)
        if actor.role not in self.roles:
            raise Problem(FORBIDDEN)
        if actor.by_cookie and request.method not in SAFE:
            _require_own_form(request)
        return actor

    @property
    def open(self) -> bool:
        """Whether no account is ever needed."""
        return not self.roles


OPEN = Depends(Access())
PUBLISHED = Depends(Access(*EVERYBODY, published=True))
ANY_ROLE = Depends(Access(*EVERYBODY))


def allowed(*roles: Role) -> Marker:
    """Dependency that lets only these roles pass."""
    found: Marker = Depends(Access(*roles))
    return found


Bureau = Annotated[Actor, allowed(*STAFF)]
Firm = Annotated[Actor, allowed(Role.ENTERPRISE)]
BureauOrFirm = Annotated[Actor, allowed(Role.BUREAU, Role.ENTERPRISE)]
Administrator = Annotated[Actor, allowed(Role.ADMINISTRATOR)]


async def actor_of(request: Request) -> Actor | None:
    """Who has sent a valid token, by bearer or by cookie; looked up once for each request."""
    known = getattr(request.state, "actor", None)
    if known is not None:
        found: Actor = known
        return found
    token, by_cookie = token_of(request)
    if token is None:
        return None
    tokens: Tokens = request.app.state.tokens
    actor = await tokens.actor_of(token)
    # a token given out for a cookie is no bearer token, nor the other way round
    if actor is None or actor.by_cookie != by_cookie:
        return None
    request.state.actor = actor
    return actor


def token_of(request: Request) -> tuple[str | None, bool]:
    """Token of a request, and whether it came as a cookie. A bearer token wins."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip(), False
    return request.cookies.get(COOKIE), True


def form_token(session_token: str) -> str:
    """Token that forms of a cookie session carry: only who can read the page knows it."""
    return hashlib.sha256(f"form\x00{session_token}".encode()).hexdigest()


def _require_own_form(request: Request) -> None:
    origin = request.headers.get("origin", "")
    token = request.cookies.get(COOKIE, "")
    sent = request.headers.get(FORM_TOKEN, "")
    same_host = urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
    if not same_host or not hmac.compare_digest(sent.encode(), form_token(token).encode()):
        raise Problem(FOREIGN_ORIGIN)
