"""Writers of an embedded database in one process, one after the other in the order in which they came.

SQLite has no queue: who finds it locked sleeps and tries again, so that on a busy machine somebody unlucky may find it
locked until the time is up while others come and go. Writers of other processes are still met by its own waiting.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError


class Turns:
    """The queue of one database."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    @contextlib.contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for one's turn, and hold it.

        Raises
        ------
        OperationalError
            It has not come in time.
        """
        called = threading.Event()
        with self._guard:
            self._queue.append(called)
            self._queue[0].set()
        try:
            if not called.wait(self._wait_s):
                raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
            yield
        finally:
            with self._guard:
                self._queue.remove(called)
                if self._queue:
                    self._queue[0].set()


_of_engines: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()


def take_turns(engine: Engine, wait_s: float) -> None:
    """Let the writers of a database queue from now on, each for so long at most."""
    _of_engines[engine] = Turns(wait_s)


def turn_of(engine: Engine) -> contextlib.AbstractContextManager[None]:
    """The turn of a writer; nothing to wait for where the database itself lets many write at once."""
    turns = _of_engines.get(engine)
    return contextlib.nullcontext() if turns is None else turns.mine()
