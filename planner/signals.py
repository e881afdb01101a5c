"""Signals of a run: the hard end of its time, and the wish of somebody to stop it.

Both need the main thread of the process, the only one that Python runs handlers in; elsewhere nothing is installed.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]

LOOK_S, SOON_S = 0.25, 0.001
"""Seconds between two looks at the time that is left, which may change under way; an alarm that is due already."""


class TimeUp(BaseException):
    """The hard end of a run's time; not an ``Exception``, so that nothing on the way takes it for one of its own."""


@contextmanager
def hard_end(left_s: Callable[[], float]) -> Iterator[None]:
    """Raise ``TimeUp`` inside the block once no seconds are left, which are asked about again and again.

    A block inside a block has the end of its own; the outer one's counts again after it.
    """

    def ring(*_: object) -> None:
        rest = left_s()
        if rest <= 0:
            raise TimeUp
        signal.setitimer(signal.ITIMER_REAL, min(rest, LOOK_S))

    began_s, outer_s = time.monotonic(), 0.0
    try:
        with _handling({signal.SIGALRM: ring}) as installed:
            if installed:
                outer_s = signal.setitimer(signal.ITIMER_REAL, LOOK_S)[0]
            try:
                yield
            finally:
                if installed:
                    signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        if outer_s > 0:
            signal.setitimer(signal.ITIMER_REAL, max(outer_s - (time.monotonic() - began_s), SOON_S))


class StopWish:
    """Whether somebody has asked to stop: by Ctrl-C or SIGTERM. A second Ctrl-C raises ``KeyboardInterrupt``."""

    def __init__(self, told: Callable[[], None] = lambda: None) -> None:
        self._told, self._asked = told, False

    def __call__(self) -> bool:
        return self._asked

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM as the wish to stop while the block runs."""
        with _handling({signal.SIGINT: self._ask, signal.SIGTERM: self._ask}):
            yield

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self._asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        if not self._asked:
            self._asked = True
            self._told()


@contextmanager
def _handling(handlers: dict[signal.Signals, Handler]) -> Iterator[bool]:
    """Handlers for a while; whether they could be installed."""
    if threading.current_thread() is not threading.main_thread():
        yield False
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield True
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
