"""Where tasks run: the protocol, and the pool of processes on this machine."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from typing import Protocol

from planner.errors import BadUsage, EngineError

Work = Callable[[bytes], bytes]
Numbered = tuple[int, bytes]
LOCAL = "local"
DASK = "dask://"
MOST_TRIES = 3
"""How often a task is given out whose process ended under it; then it is taken to be the cause."""
AHEAD = 1
"""Tasks that wait in the pool, so that no process waits while a result is being looked at."""


class Crew(Protocol):
    """Processes somewhere else that stand ready for one run after another."""

    @property
    def workers(self) -> int:
        """Tasks that run at the same time."""
        ...

    def warm(self, work: Work, task: bytes) -> None:
        """Have every process do a small task for nothing, so that code and data are loaded; returns at once.

        What becomes of it is not looked at: what went wrong with it will go wrong with the first task of a run.
        """
        ...

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[Numbered]:
        """Number and result of every task, in the order in which they end, each exactly once.

        Tasks are taken from ``tasks`` as there is room for them. A task whose process dies is given out again.

        Raises
        ------
        EngineError
            The engine cannot be reached, is gone, or a task kills every process that takes it.
        """
        ...


class Engine(Protocol):
    """A place where tasks can run."""

    @property
    def name(self) -> str:
        """What the engine is called in messages."""
        ...

    @property
    def workers(self) -> int:
        """Tasks that run at the same time."""
        ...

    def crew(self) -> AbstractContextManager[Crew]:
        """The engine's processes, held until the block ends.

        Raises
        ------
        EngineError
            The engine cannot be reached.
        """
        ...


def engine_of(text: str, threads: int) -> Engine:
    """Engine by the text of ``--engine``.

    Raises
    ------
    BadUsage
        It is neither ``local`` nor ``dask://host:port``.
    """
    if text == LOCAL:
        return LocalEngine(threads)
    host, _, port = text.removeprefix(DASK).rpartition(":")
    if text.startswith(DASK) and host and port.isdecimal():
        from planner.regions.cluster import DaskEngine

        return DaskEngine(f"tcp://{host}:{port}")
    raise BadUsage(f"--engine {text!r} is neither {LOCAL} nor {DASK}host:port")


class LocalEngine:
    """Fresh processes on this machine."""

    name = LOCAL

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def workers(self) -> int:
        """Processes."""
        return self._workers

    @contextmanager
    def crew(self) -> Iterator[Crew]:
        """See ``Engine.crew``."""
        crew = LocalCrew(self._workers)
        try:
            yield crew
        finally:
            crew.end()


class LocalCrew:
    """A pool of processes; one that lost a process is built anew for what is unfinished."""

    def __init__(self, workers: int) -> None:
        self._workers, self._pool = workers, _pool(workers)

    @property
    def workers(self) -> int:
        """See ``Crew.workers``."""
        return self._workers

    def end(self) -> None:
        """Wait for what runs, give up what waits, end the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def warm(self, work: Work, task: bytes) -> None:
        """See ``Crew.warm``; all processes start with the first task, so each takes one."""
        for _ in range(self._workers):
            self._pool.submit(work, task)

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[Numbered]:
        """See ``Crew.run``."""
        source, again, tries = enumerate(tasks), deque[Numbered](), Counter[int]()
        while True:
            # once a process was lost none waits, so that only tasks that ran are tried again
            width = self._workers + (0 if tries else AHEAD)
            try:
                yield from self._drain(width, work, source, again)
                return
            except BrokenProcessPool:
                tries.update(number for number, _ in again)
                self._give_up(tries)
                self.end()
                self._pool = _pool(self._workers)

    def _drain(
        self, width: int, work: Work, source: Iterator[Numbered], again: deque[Numbered]
    ) -> Iterator[Numbered]:
        """Results as they come, ``width`` tasks given out at a time.

        Those of ``again`` are given out first; what was under way when the pool broke is put back there.
        """
        running: dict[Future[bytes], Numbered] = {}
        try:
            while True:
                while len(running) < width and (task := _next(again, source)) is not None:
                    again.appendleft(task)
                    running[self._pool.submit(work, task[1])] = task
                    again.popleft()
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    packed = future.result()
                    number, _ = running.pop(future)
                    yield number, packed
        except BrokenProcessPool:
            again.extend(task for future, task in running.items() if not _answered(future))
            for number, packed in ((running[f][0], f.result()) for f in running if _answered(f)):
                yield number, packed
            raise
        finally:
            for future in running:
                future.cancel()

    def _give_up(self, tries: Counter[int]) -> None:
        worst, count = max(tries.items(), key=lambda item: item[1], default=(0, 0))
        if count >= MOST_TRIES:
            raise EngineError(
                f"a process of the engine {LOCAL} ended {count} times under task {worst + 1}, most often for lack of "
                "memory; give fewer --threads or smaller regions"
            )


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"))


def _next(again: deque[Numbered], source: Iterator[Numbered]) -> Numbered | None:
    """A task to repeat, else a new one."""
    return again.popleft() if again else next(source, None)


def _answered(future: Future[bytes]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
