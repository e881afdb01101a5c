"""Tasks on the workers of a Dask cluster that somebody else runs; the extra ``cluster`` brings the client."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from planner.errors import EngineError
from planner.regions.engines import Work
from planner.regions.sources import code_version

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S = 10
"""Longest wait for the scheduler, and for the first worker."""
ANSWER_S = 120
"""Longest wait for a small answer of a worker, and for a result that is ready."""
POLL_S, ASK_S = 0.1, 5
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
            with self._client() as client:
                self._threads = self._checked(client)
        return self._threads

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """See ``Engine.run``; the scheduler itself gives a dead worker's tasks to another."""
        run_id, source = uuid4().hex[:8], enumerate(tasks)
        with self._client() as client:
            width = AHEAD * self._checked(client)
            running: dict[Future[Any], int] = {}
            try:
                while True:
                    while len(running) < width and (task := next(source, None)) is not None:
                        key = f"region-{run_id}-{task[0]}"
                        running[client.submit(work, task[1], key=key, pure=False)] = task[0]
                    if not running:
                        return
                    for future in self._ended(client, list(running)):
                        yield running.pop(future), self._result(future)
            finally:
                if client.status == "running":
                    client.cancel(list(running))

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

    def _checked(self, client: Client) -> int:
        """Threads of all workers, once each has shown that it runs this code."""
        try:
            client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError as error:
            message = f"the Dask scheduler at {self._address} has no worker within {CONNECT_S} s; start some"
            raise EngineError(message) from error
        found = client.scheduler_info(n_workers=-1)["workers"]
        asked = {
            address: client.submit(code_version, workers=[address], key=f"version-{uuid4().hex}", pure=False)
            for address in found
        }
        for address, future in asked.items():
            self._same_code(address, future)
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

    def _ended(self, client: Client, running: list[Future[Any]]) -> list[Future[Any]]:
        """Futures that have ended, at least one."""
        seen_s = asked_s = time.monotonic()
        while not (ended := [future for future in running if future.done()]):
            time.sleep(POLL_S)
            if client.status != "running":
                raise EngineError(f"the Dask scheduler at {self._address} is gone; nothing was written")
            if time.monotonic() - asked_s < ASK_S:
                continue
            asked_s = time.monotonic()
            if self._has_workers(client):
                seen_s = asked_s
            elif asked_s - seen_s > WORKERLESS_S:
                message = f"the Dask cluster at {self._address} has had no worker for {WORKERLESS_S} s"
                raise EngineError(f"{message}; nothing was written")
        return ended

    def _has_workers(self, client: Client) -> bool:
        try:
            return bool(client.scheduler_info(n_workers=-1)["workers"])
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
