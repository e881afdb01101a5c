"""What routes share: the database of the application, path parameters, and the refusal of unknown parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api import schemas
from api.campaign_forms import CAMPAIGN_ID
from api.identity.cipher import Cipher, KeyFile
from api.papers import Papers
from api.problems import INVALID_PARAMETER, NOT_FOUND, Problem
from api.settings import Settings
from api.store import schedules
from api.store.database import reading

ScheduleId = Annotated[str, Path(min_length=1, max_length=32, description="Id of a schedule.")]

CampaignId = Annotated[str, Path(pattern=CAMPAIGN_ID)]
PlanId = Annotated[str, Path(max_length=32)]


def now_of(request: Request) -> int:
    """Present moment by the clock of the running application."""
    clock: Callable[[], int] = request.app.state.clock
    return clock()


def settings_of(request: Request) -> Settings:
    """Settings of the running application."""
    found: Settings = request.app.state.settings
    return found


def cipher_of(request: Request) -> Cipher:
    """Cipher of identity data, by the keys as they stand now.

    Raises
    ------
    BadUsage
        There is no key file, or it cannot be used.
    """
    keys: KeyFile = request.app.state.keys
    return keys.cipher()


def papers_of(request: Request) -> Papers:
    """What one publication takes from the planner."""
    make: Callable[[], Papers] = request.app.state.papers
    return make()


def engine_of(request: Request) -> Engine:
    """Database of the running application."""
    engine: Engine = request.app.state.engine
    return engine


@contextlib.contextmanager
def session_of(request: Request) -> Iterator[Session]:
    """Session of one read. Routes open it themselves: as a dependency it would cost three changes of thread."""
    with reading(engine_of(request)) as session:
        yield session


async def no_query(_query: Annotated[schemas.NoQuery, Query()]) -> None:
    """Refuse parameters that the route does not have, so that a misspelt filter never passes for none."""


async def body_of(request: Request) -> bytes:
    """The bytes of a request."""
    return await request.body()


async def no_body(request: Request) -> None:
    """Refuse a body where none is taken, so that nobody believes that it had an effect.

    Raises
    ------
    Problem
        The request has a body.
    """
    if await body_of(request):
        raise Problem(INVALID_PARAMETER, [{"parameter": "body", "reason": "this takes no body"}])


NO_QUERY = [Depends(no_query)]
NO_INPUT = [Depends(no_query), Depends(no_body)]
"""Neither parameters nor a body: for writes that are told by their address alone."""


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
