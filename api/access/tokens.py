"""Whom tokens stand for: asked of the database by every request with an account, for all that wait at once."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from api.access.roles import Actor
from api.desk import Desk
from api.store import accounts


class Tokens:
    """Looks up tokens; no verdict is kept, so what ends a session or changes a role holds from the next request on.

    Parameters
    ----------
    clock : callable
        Present moment, Unix seconds.
    """

    def __init__(self, desk: Desk, clock: Callable[[], int]) -> None:
        self._desk = desk
        self._clock = clock

    def actor_of(self, token: str) -> Future[Actor | None]:
        """Who a token stands for, or ``None``: unknown, expired, revoked, or the account is closed."""
        return self._desk.ask(self._actors, accounts.digest_of(token))

    def _actors(self, session: Session, digests: Sequence[str]) -> list[Actor | None]:
        found = accounts.actors_of(session, digests, self._clock())
        return [found.get(digest) for digest in digests]
