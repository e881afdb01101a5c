"""A second process that works on what the run holds in memory while the run itself goes on.

It is forked, so that nothing has to be handed over: the pages of memory are shared until one of the two writes to them.
The child uses neither the standard streams nor the signals of its parent, and dies with it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Generic, TypeVar

from planner.errors import ReturnLineError

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent dies (Linux)."""
GIVEN_WAY = 10
"""Steps of niceness that a thread of the search goes down."""
END_WAIT_S = 2.0
"""How long a child that is asked to end may go on with what must not be cut."""

Answer = TypeVar("Answer")
Say = Callable[[object], None]
Task = Callable[[Say], None]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a task ended without an answer."""

    message: str


class SecondCore:
    """One child at a time; without a second core, tasks are done at once in the run itself.

    Parameters
    ----------
    threads : int
        Processor cores that the run may use.
    """

    def __init__(self, threads: int) -> None:
        self.forks = threads > 1 and hasattr(os, "fork")
        self._child: int | None = None
        self._ear: Connection | None = None
        self._heard: list[object] = []

    @property
    def busy(self) -> bool:
        """Whether a child is at work, as far as it was heard."""
        return self._child is not None

    def start(self, task: Task) -> None:
        """Have a task done; what it says is heard by ``heard``."""
        if not self.forks:
            _attempt(task, self._heard.append)
            return
        ear, mouth = Pipe(duplex=False)
        self._child, self._ear = forked(lambda: _attempt(task, mouth.send)), ear
        mouth.close()

    def heard(self) -> Iterator[object]:
        """What was said since the last time; a child that has ended is let go."""
        while self._ear is not None and self._ear.poll():
            try:
                self._heard.append(self._ear.recv())
            except EOFError:
                self._let_go()
        while self._heard:
            yield self._heard.pop(0)

    def wait(self, seconds: float) -> bool:
        """Wait until the child says something or ends; whether it did."""
        return self._ear is not None and self._ear.poll(max(0.0, seconds))

    def stop(self) -> None:
        """End the child; what it had said before is still heard."""
        if self._child is None or self._ear is None:
            return
        os.kill(self._child, signal.SIGTERM)
        end = time.monotonic() + END_WAIT_S
        try:
            while self._ear.poll(max(0.0, end - time.monotonic())):
                self._heard.append(self._ear.recv())
            os.kill(self._child, signal.SIGKILL)
        except EOFError:
            pass
        self._let_go()

    def _let_go(self) -> None:
        """Part with a child that has closed its mouth: it has ended, or is about to."""
        assert self._child is not None and self._ear is not None
        status = os.waitpid(self._child, 0)[1]
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGTERM:
            self._heard.append(Trouble(f"the second process was ended by signal {os.WTERMSIG(status)}"))
        self._ear.close()
        self._child = self._ear = None


@contextmanager
def uncut() -> Iterator[None]:
    """What a child must not be cut in the middle of: the request to end waits until it is over."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def give_way(steps: int = GIVEN_WAY) -> None:
    """Let other processes go before this thread, where the kernel knows of threads (Linux): while a second process
    makes a plan, the threads of the search share what is left of the cores.

    Parameters
    ----------
    steps : int
        Steps of niceness.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + steps)


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, where it knows how to (Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def forked(work: Callable[[], None]) -> int:
    """Number of a child process that does some work; one that stumbles leaves without a word.

    It uses neither the standard streams nor the farewells that belong to its parent, and dies with it.
    """
    gc.freeze()  # the collector would write to every page that is shared
    child = os.fork()
    if child:
        gc.unfreeze()
        return child
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent decides
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent()
        work()
    finally:
        os._exit(0)


class Aside(Generic[Answer]):
    """A task that a forked process does meanwhile.

    Parameters
    ----------
    task : callable
        Its answer can be pickled.
    """

    def __init__(self, task: Callable[[], Answer]) -> None:
        self._ear, mouth = Pipe(duplex=False)
        self._child: int | None = forked(lambda: mouth.send(task()))
        mouth.close()

    def answer(self) -> Answer | None:
        """What the task answered, waited for; ``None`` where it raised or its process was lost."""
        found: Answer | None = None
        with suppress(EOFError):
            found = self._ear.recv()
        return found

    def stop(self) -> None:
        """Let the process go, whatever it is doing."""
        self._ear.close()
        if self._child is not None:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = None


def in_two(tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Answers of tasks, in order; this process and one forked from it each take the next task that is left.

    Where a process cannot be forked this one does all; what a lost child leaves undone is done here.

    Parameters
    ----------
    tasks : sequence of callable
        Fewer than 256, the longest first; their answers can be pickled.
    """
    if not hasattr(os, "fork"):
        return [task() for task in tasks]
    queue, entry = os.pipe()
    os.write(entry, bytes(range(len(tasks))))
    os.close(entry)
    ear, mouth = Pipe(duplex=False)
    child = forked(lambda: mouth.send(_taken(tasks, queue)))
    mouth.close()
    try:
        done = _taken(tasks, queue)
        with suppress(EOFError):
            done |= ear.recv()
        return [done[number] if number in done else task() for number, task in enumerate(tasks)]
    finally:
        os.close(queue)
        ear.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _taken(tasks: Sequence[Callable[[], Answer]], queue: int) -> dict[int, Answer]:
    """Answers of the tasks that this process takes from the queue, a byte for each."""
    done = {}
    while word := os.read(queue, 1):
        done[word[0]] = tasks[word[0]]()
    return done


def _attempt(task: Task, say: Say) -> None:
    """Do a task; an error is said, not raised: the run goes on without the answer."""
    try:
        task(say)
    except ReturnLineError as error:
        say(Trouble(str(error)))
    except Exception as error:
        say(Trouble(f"{type(error).__name__}: {error} ({traceback.format_exc(limit=-1).splitlines()[-2].strip()})"))
