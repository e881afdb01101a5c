"""How far publication has come: what answers about all schedules are kept by."""

from __future__ import annotations

import asyncio

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.store.database import reading
from api.store.schedules import State, state_of


class Publications:
    """Looks up the state of publication for everybody who asks at the same time.

    A look that began before somebody asked says nothing of what was published in between, so whoever asks waits for the
    next one; all who wait share it. Under load one look serves many, alone it costs one short query.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: asyncio.Task[State] | None = None
        self._next: asyncio.Task[State] | None = None

    async def state(self) -> State:
        """The state as of some moment after this was asked."""
        if self._next is None:
            self._next = asyncio.create_task(self._look(self._running))
        # one of several who is cancelled takes nothing from the others
        return await asyncio.shield(self._next)

    async def _look(self, before: asyncio.Task[State] | None) -> State:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        return await run_in_threadpool(self._read)

    def _read(self) -> State:
        with reading(self._engine) as session:
            return state_of(session)
