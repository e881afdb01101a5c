"""What is published as answers that are kept in memory and given again.

Parts of a schedule never change. What tells of all schedules, which ones there are and which one is in force, changes
with a publication alone: it is kept with the state of publication that it was made in, and given while that lasts.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from api import conditional
from api.access.guard import Access
from api.access.roles import EVERYBODY
from api.deps import session_of
from api.problems import NOT_FOUND, Problem
from api.publications import Publications
from api.store import schedules
from api.store.schedules import State
from planner.units import LocalClock

COMPRESS_FROM_BYTES = 2_048
COMPRESS_LEVEL = 5
KEPT_BYTES = 64 * 2**20
"""Bytes of kept answers at most; the least used go first."""
MOST_KEPT = 10_000
"""Kept answers at most, since a short one takes more memory than its bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """A published schedule, as far as its parts need it."""

    schedule_id: str
    digest: str
    clock: LocalClock


@dataclass(frozen=True, slots=True)
class Body:
    """Content of an answer, and the same compressed; ``None``: it is too short for that."""

    plain: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.plain) + len(self.packed or b"")


READER = Access(*EVERYBODY, published=True)
"""The guard of everything that is published."""
Build = Callable[[Session, Part], "bytes | Body"]
Key = tuple[str, bytes]
"""Path and query of a request; the path names the schedule."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in all its forms, ready to be sent: as it is, compressed, and to a reader who has it already."""

    etag: str
    plain: Response
    packed: Response | None
    unchanged: Response
    size: int
    """Bytes in memory."""
    route: Any = None
    """The route that made it."""
    state: State | None = None
    """State of publication that it was made in; ``None``: it never changes."""

    @classmethod
    def of(
        cls, body: Body, etag: str, media_type: str, headers: Mapping[str, str], route: Any = None,
        state: State | None = None,
    ) -> Answer:  # fmt: skip
        """Answer with this body."""
        own = {**conditional.headers(etag), "Vary": "Accept-Encoding", **headers}
        packed = None
        if body.packed is not None:
            packed = Response(body.packed, headers={**own, "Content-Encoding": "gzip"}, media_type=media_type)
        plain = Response(body.plain, headers=own, media_type=media_type)
        unchanged = Response(status_code=304, headers=conditional.headers(etag))
        return cls(etag, plain, packed, unchanged, body.size, route, state)

    def fitting(self, known: str | None, accepted: str) -> Response:
        """The form for a reader.

        Parameters
        ----------
        known, accepted : str
            The headers If-None-Match and Accept-Encoding.
        """
        if known is not None and conditional.names(known, self.etag):
            return self.unchanged
        return self.packed if self.packed is not None and "gzip" in accepted else self.plain


class Kept:
    """Answers kept in memory by path and query; safe for threads."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        """The answer kept under ``key``."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep ``answer``, and let go of what was not used for longest when there is too much."""
        with self._lock:
            old = self._answers.pop(key, None)
            self._size += answer.size - (old.size if old else 0)
            self._answers[key] = answer
            while self._size > self._limit or len(self._answers) > MOST_KEPT:
                _, gone = self._answers.popitem(last=False)
                self._size -= gone.size


class Ready:
    """Middleware that gives kept answers at once to whoever may read what is published.

    No route is looked up. The guard is asked every time, as a route would ask it; where it refuses, the route says so.
    Of a part, which stays as it was published, the database is asked nothing more; for what tells of all schedules it
    is asked how far publication has come.
    """

    def __init__(self, app: ASGIApp, kept: Kept, publications: Publications) -> None:
        self.app = app
        self.kept = kept
        self.publications = publications

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET":
            answer = self.kept.get((scope["path"], scope["query_string"]))
        if answer is None or not await self._may_be_given(answer, Request(scope)):
            await self.app(scope, receive, send)
            return
        scope["route"] = answer.route
        sent = dict(scope["headers"])
        known = sent.get(b"if-none-match")
        form = answer.fitting(
            None if known is None else known.decode("latin-1"), sent.get(b"accept-encoding", b"").decode("latin-1")
        )
        await form(scope, receive, send)

    async def _may_be_given(self, answer: Answer, request: Request) -> bool:
        """Whether the sender may read, and the answer is still what the database would tell.

        Where either cannot be found out, the route says why.
        """
        # asked before the guard looks for the sender, so that one look answers both
        state = None if answer.state is None else self.publications.state()
        try:
            await READER(request)
            return state is None or answer.state == await state
        except (Problem, SQLAlchemyError):
            return False
        finally:
            if state is not None:
                state.cancel()  # where the guard refuses nobody waits for it


def answer_part(
    request: Request,
    schedule_id: str,
    build: Build,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a part of a schedule: 304 when the reader has it, else as kept, else as ``build`` makes it.

    Raises
    ------
    Problem
        No such schedule.
    """
    kept: Kept = request.app.state.kept
    key = (request.scope["path"], request.scope["query_string"])
    answer = kept.get(key)
    if answer is None:
        with session_of(request) as session:
            part = _part(session, schedule_id)
            made = build(session, part)
        body = made if isinstance(made, Body) else pack(made)
        etag = conditional.etag_of(part.digest)
        answer = Answer.of(body, etag, media_type, headers or {}, request.scope.get("route"))
        kept.put(key, answer)
    return _form(request, answer)


def answer_state(request: Request, build: Callable[[Session], bytes]) -> Response:
    """Answer with what tells of all schedules, whose validator is its own content; 304 when the reader has it."""
    kept: Kept = request.app.state.kept
    key = (request.scope["path"], request.scope["query_string"])
    answer = kept.get(key)
    with session_of(request) as session:
        state = schedules.state_of(session)  # before the rest: a publication in between makes it out of date
        if answer is None or answer.state != state:
            content = build(session)
            etag, route = conditional.etag_of(content), request.scope.get("route")
            answer = Answer.of(pack(content), etag, "application/json", {}, route, state)
            kept.put(key, answer)
    return _form(request, answer)


def _form(request: Request, answer: Answer) -> Response:
    """The form of a kept answer for a reader, with headers of its own: what stands in between may change them."""
    found = copy(answer.fitting(request.headers.get("if-none-match"), request.headers.get("accept-encoding", "")))
    found.raw_headers = [*found.raw_headers]
    return found


def pack(content: bytes) -> Body:
    """Body with its compressed form, where it is long enough to gain by it."""
    if len(content) < COMPRESS_FROM_BYTES:
        return Body(content, None)
    return Body(content, gzip.compress(content, COMPRESS_LEVEL, mtime=0))


def _part(session: Session, schedule_id: str) -> Part:
    found = schedules.get_part(session, schedule_id)
    if found is None:
        raise Problem(NOT_FOUND)
    digest, offset_s = found
    return Part(schedule_id, digest, LocalClock(offset_s))
