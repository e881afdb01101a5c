"""Parts of published schedules: they never change, so an answer once made is kept and given again."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api import conditional
from api.deps import session_of
from api.problems import NOT_FOUND, Problem
from api.store import schedules
from planner.units import LocalClock

COMPRESS_FROM_BYTES = 2_048
COMPRESS_LEVEL = 5
KEPT_BYTES = 64 * 2**20
"""Memory that kept answers take at most; the least used go first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A published schedule, as far as its parts need it."""

    schedule_id: str
    digest: str
    clock: LocalClock


@dataclass(frozen=True, slots=True)
class Body:
    """Content of an answer, and the same compressed where that saves something."""

    plain: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.plain) + len(self.packed or b"")


Build = Callable[[Session, Part], "bytes | Body"]


class Kept:
    """Answers kept in memory by schedule, address and parameters; safe for threads."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Body | None:
        """The body kept under ``key``."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: str, body: Body) -> None:
        """Keep ``body``, and let go of what was not used for longest when there is too much."""
        with self._lock:
            old = self._bodies.pop(key, None)
            self._size += body.size - (old.size if old else 0)
            self._bodies[key] = body
            while self._size > self._limit:
                _, gone = self._bodies.popitem(last=False)
                self._size -= gone.size


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
    NotModified
        The reader already has it.
    """
    kept: Kept = request.app.state.kept
    with session_of(request) as session:
        part = _part(session, schedule_id)
        etag = conditional.etag_of(part.digest)
        conditional.check(request, etag)
        key = f"{part.digest} {request.url.path}?{request.url.query}"
        body = kept.get(key)
        if body is None:
            made = build(session, part)
            body = pack(made) if isinstance(made, bytes) else made
            kept.put(key, body)
    own = {**conditional.headers(etag), "Vary": "Accept-Encoding", **(headers or {})}
    if body.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body.packed, headers={**own, "Content-Encoding": "gzip"}, media_type=media_type)
    return Response(body.plain, headers=own, media_type=media_type)


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
