"""Tasks on the workers of a Dask cluster that somebody else runs; the extra ``cluster`` brings the client."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from planner.errors import EngineError
from planner.regions.engines import Work
from planner.regions.sources import call, code_version

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S = 10
"""Longest wait for the scheduler, and for the first worker."""
ANSWER_S = 120
"""Longest wait for a small answer of a worker, and for a result that is ready."""
POLL_S, ASK_S = 0.02, 5
"""How often results are looked for, and the scheduler is asked for its workers."""
WORKERLESS_S = 60
"""How long a cluster may be without workers before it is given up."""
AHEAD = 2
"""Tasks given out per thread of the cluster, so that none waits for the next one to travel."""


class DaskEngine:
    """The workers of one scheduler. Each must run the same code as this process.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` of the scheduler.
    """

    def __init__(self, address: str) -> None:
        self._address, self._threads = address, 0

    @property
    def name(self) -> str:
        """``dask`` with the address."""
        return f"dask at {self._address}"

    @property
    def workers(self) -> int:
        """Threads of all workers, asked of the scheduler when first needed."""
        if not self._threads:
            with self.crew() as crew:
                self._threads = crew.workers
        return self._threads

    @contextmanager
    def crew(self) -> Iterator[DaskCrew]:
        """See ``Engine.crew``."""
        with self._client() as client:
            yield DaskCrew(self._address, client)

    def _client(self) -> Client:
        try:
            from distributed import Client
        except ModuleNotFoundError as error:
            message = "a Dask cluster needs the package distributed: pip install 'returnline[cluster]'"
            raise EngineError(message) from error
        try:
            return Client(self._address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {self._address} within {CONNECT_S} s; start it or mend --engine"
            raise EngineError(message) from error


class DaskCrew:
    """A client of the cluster, and which workers have shown that they run this code.

    Raises
    ------
    EngineError
        There is no worker, or one that runs other code.
    """

    def __init__(self, address: str, client: Client) -> None:
        self._address, self._client = address, client
        self._same: set[str] = set()
        self._warming: list[Future[Any]] = []
        self._threads = self._checked()

    @property
    def workers(self) -> int:
        """See ``Crew.workers``."""
        return self._threads

    def warm(self, work: Work, task: bytes) -> None:
        """See ``Crew.warm``."""
        # kept, since the scheduler forgets what nobody waits for
        self._warming += [
            self._given(work, task, f"warm-{uuid4().hex}", workers=[address]) for address in sorted(self._same)
        ]

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """See ``Crew.run``; the scheduler itself gives a dead worker's tasks to another."""
        run_id, source = uuid4().hex[:8], enumerate(tasks)
        width = AHEAD * self._checked()
        running: dict[Future[Any], int] = {}
        ended: dict[Future[Any], int] = {}
        try:
            while True:
                while len(running) < width and (task := next(source, None)) is not None:
                    running[self._given(work, task[1], f"region-{run_id}-{task[0]}")] = task[0]
                for future, number in ended.items():
                    yield number, self._result(future)
                if not running:
                    return
                ended = {future: running.pop(future) for future in self._ended(list(running))}
        finally:
            if self._client.status == "running":
                self._client.cancel(list(running))

    def _given(self, work: Work, task: bytes, key: str, **where: Any) -> Future[Any]:
        """A task given out. The scheduler unpacks what it passes on, so the work is packed: it need not import it."""
        return self._client.submit(call, pickle.dumps(work), task, key=key, pure=False, **where)

    def _checked(self) -> int:
        """Threads of all workers, once those that are new have shown that they run this code."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError as error:
            message = f"the Dask scheduler at {self._address} has no worker within {CONNECT_S} s; start some"
            raise EngineError(message) from error
        found = self._workers()
        asked = {
            address: self._client.submit(code_version, workers=[address], key=f"version-{uuid4().hex}", pure=False)
            for address in found
            if address not in self._same
        }
        for address, future in asked.items():
            self._same_code(address, future)
        self._same = set(found)
        return sum(int(worker["nthreads"]) for worker in found.values())

    def _same_code(self, address: str, future: Future[Any]) -> None:
        try:
            theirs = future.result(timeout=ANSWER_S)
        except ModuleNotFoundError as error:
            raise EngineError(f"the Dask worker {address} has no returnline installed: {error}") from error
        except (TimeoutError, CancelledError, OSError) as error:
            raise EngineError(f"the Dask worker {address} does not answer within {ANSWER_S} s") from error
        if theirs != code_version():
            raise EngineError(f"the Dask worker {address} runs {theirs}, this is {code_version()}; install the same")

    def _ended(self, running: list[Future[Any]]) -> list[Future[Any]]:
        """Futures that have ended, at least one."""
        seen_s = asked_s = time.monotonic()
        while not (ended := [future for future in running if future.done()]):
            time.sleep(POLL_S)
            if self._client.status != "running":
                raise EngineError(f"the Dask scheduler at {self._address} is gone; nothing was written")
            if time.monotonic() - asked_s < ASK_S:
                continue
            asked_s = time.monotonic()
            if self._workers():
                seen_s = asked_s
            elif asked_s - seen_s > WORKERLESS_S:
                message = f"the Dask cluster at {self._address} has had no worker for {WORKERLESS_S} s"
                raise EngineError(f"{message}; nothing was written")
        return ended

    def _workers(self) -> Mapping[str, Mapping[str, Any]]:
        """What the scheduler tells of its workers, by address."""
        try:
            return cast("Mapping[str, Mapping[str, Any]]", self._client.scheduler_info(n_workers=-1)["workers"])
        except (CancelledError, OSError, TimeoutError) as error:
            raise EngineError(f"the Dask scheduler at {self._address} is gone; nothing was written") from error

    def _result(self, future: Future[Any]) -> bytes:
        from distributed import KilledWorker

        try:
            packed = future.result(timeout=ANSWER_S)
        except KilledWorker as error:
            message = f"a task ended every worker of {self._address} that took it, most often for lack of memory"
            raise EngineError(f"{message}; make regions smaller: {error}") from error
        except (TimeoutError, CancelledError, OSError) as error:
            raise EngineError(f"the Dask cluster at {self._address} lost a result; nothing was written") from error
        if not isinstance(packed, bytes):
            raise EngineError(f"the Dask cluster at {self._address} answered {type(packed).__name__}, not bytes")
        future.release()
        return packed
