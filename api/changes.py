"""Writes: one transaction with its audit entries, If-Match for what others may have changed, and kept answers for
requests that come twice."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.access.roles import Actor
from api.deps import engine_of, now_of
from api.problems import CHANGED, KEY_NEEDED, KEY_REUSED, MATCH_NEEDED, Problem
from api.store import audit_log
from api.store.account_models import KeptAnswerRow
from api.store.tenancy import reading_as, writing_as

KEY_LENGTH_MAX = 255


@dataclass(slots=True)
class Change:
    """One transaction of an actor."""

    session: Session
    actor: Actor
    now: int
    kept_as: tuple[str, str] | None = None
    """Idempotency key and digest of the request, where the answer is to be kept."""

    def record(self, action: str, subject: tuple[str, str], detail: Mapping[str, Any] | None = None) -> None:
        """Add an audit entry; ``subject`` is type and id of the object, ``detail`` holds no identity data."""
        audit_log.record(self.session, self.now, self.actor.user_id, action, subject, detail)

    def answer(self, status: int, body: BaseModel | None, headers: Mapping[str, str] | None = None) -> Response:
        """The answer, kept under the request's Idempotency-Key in the same transaction."""
        content = b"" if body is None else body.model_dump_json().encode()
        sent = dict(headers or {})
        if self.kept_as is not None:
            key, digest = self.kept_as
            self.session.add(
                KeptAnswerRow(
                    user_id=self.actor.user_id, key=key, request_digest=digest, status=status, headers=sent,
                    body=content, created_at=self.now,
                )
            )  # fmt: skip
            self.session.flush()
        return _response(status, content, sent)


@contextlib.contextmanager
def change(request: Request, actor: Actor) -> Iterator[Change]:
    """One transaction with its audit entries: all of it is kept, or nothing."""
    with writing_as(engine_of(request), actor) as session:
        yield Change(session, actor, now_of(request))


async def request_digest(request: Request) -> str:
    """Digest of a request: method, path, query and body. A dependency, since only it can wait for the body."""
    total = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    total.update(await request.body())
    return total.hexdigest()


def answer_once(request: Request, actor: Actor, digest: str, work: Callable[[Change], Response]) -> Response:
    """Answer of a write that has effect once, however often it is sent with the same Idempotency-Key.

    Of two equal requests at the same moment one does the work; the other gives the same answer.

    Parameters
    ----------
    digest : str
        From ``request_digest``.
    work : callable
        Does the write and answers by ``Change.answer``.

    Raises
    ------
    Problem
        No key was sent, or it was sent before with another request.
    """
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= KEY_LENGTH_MAX:
        raise Problem(KEY_NEEDED)
    kept = _kept(request, actor, key, digest)
    if kept is not None:
        return kept
    try:
        with change(request, actor) as found:
            found.kept_as = (key, digest)
            return work(found)
    except (IntegrityError, Problem):
        # refused, perhaps because the same request has just done the work
        kept = _kept(request, actor, key, digest)
        if kept is None:
            raise
        return kept


def answered_before(request: Request, actor: Actor, digest: str) -> Response | None:
    """The answer that ``answer_once`` would give again, for work that is long before its transaction begins.

    Raises
    ------
    Problem
        No key was sent, or it was sent before with another request.
    """
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= KEY_LENGTH_MAX:
        raise Problem(KEY_NEEDED)
    return _kept(request, actor, key, digest)


def _kept(request: Request, actor: Actor, key: str, digest: str) -> Response | None:
    """The answer given to the same request before."""
    with reading_as(engine_of(request), actor) as session:
        row = session.get(KeptAnswerRow, (actor.user_id, key))
    if row is None:
        return None
    if row.request_digest != digest:
        raise Problem(KEY_REUSED)
    return _response(row.status, row.body, {**row.headers, "Idempotent-Replay": "true"})


def version_tag(version: int) -> str:
    """ETag of a resource that counts its changes."""
    return f'"v{version}"'


def require_version(request: Request, version: int) -> None:
    """Refuse a change of a resource that is not the one the caller has read.

    Raises
    ------
    Problem
        There is no If-Match, or it names another version.
    """
    sent = request.headers.get("if-match")
    if sent is None:
        raise Problem(MATCH_NEEDED)
    if version_tag(version) not in {tag.strip() for tag in sent.split(",")}:
        raise Problem(CHANGED)


def _response(status: int, content: bytes, headers: Mapping[str, str]) -> Response:
    media = "application/json" if content else None
    return Response(content, status, {**headers, "Cache-Control": "no-store"}, media_type=media)


