"""What routes are given: a session of the database, and the proof that a published schedule exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api import conditional, schemas
from api.problems import NOT_FOUND, Problem
from api.store import schedules
from api.store.database import reading


def engine_of(request: Request) -> Engine:
    """Database of the running application."""
    engine: Engine = request.app.state.engine
    return engine


def session_of(engine: Annotated[Engine, Depends(engine_of)]) -> Iterator[Session]:
    """Session of one read."""
    with reading(engine) as session:
        yield session


Reader = Annotated[Session, Depends(session_of)]
ScheduleId = Annotated[str, Path(min_length=1, max_length=32, description="Id of a schedule.")]


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """Part of a published schedule that never changes, with its validator."""

    schedule_id: str
    etag: str


def published_part(request: Request, session: Reader, schedule_id: ScheduleId) -> PublishedPart:
    """A part of a schedule; answers 304 at once when the reader has it.

    Raises
    ------
    Problem
        No such schedule.
    """
    digest = schedules.get_digest(session, schedule_id)
    if digest is None:
        raise Problem(NOT_FOUND)
    etag = conditional.etag_of(digest)
    conditional.check(request, etag)
    return PublishedPart(schedule_id, etag)


Part = Annotated[PublishedPart, Depends(published_part)]


def no_query(_query: Annotated[schemas.NoQuery, Query()]) -> None:
    """Refuse parameters that the route does not have, so that a misspelt filter never passes for none."""


NO_QUERY = [Depends(no_query)]


def view_of(session: Session, schedule_id: str) -> schedules.ScheduleView:
    """A schedule with its campaign.

    Raises
    ------
    Problem
        No such schedule.
    """
    view = schedules.get_schedule(session, schedule_id)
    if view is None:
        raise Problem(NOT_FOUND)
    return view
