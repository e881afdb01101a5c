"""The verifier beside the run: a process of its own that reads the scenario while there is no plan yet, and the files
of a plan while they are written.

It is forked before the run has made anything, reads the raw files with the verifier's own readers and is handed nothing
but the names of files that are whole. Every plan is judged by one more process, forked from the first, which then goes
through the rules together with a second one. Without a second core, or where a process is lost, the run itself judges.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from planner.collector import collector_paused
from planner.domain.violation import Violation
from planner.second_core import Aside, forked, in_two
from planner.verify import Case, judge_folder, read_case, verify_folder

Found = tuple[Violation, ...]
CALL = b"c"
"""What is sent along with the near end of a connection to ask for a verdict."""


class Hearing:
    """One plan before the judge.

    Parameters
    ----------
    folder : Path
        Where the files of the plan will stand.
    bench : Connection, optional
        The way to a process that reads along; without it the verdict is found here.
    """

    def __init__(self, source: Path, folder: Path, bench: Connection | None) -> None:
        self._source, self._folder, self._bench = source, folder, bench
        self._tell(str(folder))

    def written(self, name: str) -> None:
        """A file of the plan is whole."""
        self._tell(name)

    def verdict(self) -> tuple[Violation, ...]:
        """All violations, once every file of the plan is whole.

        Raises
        ------
        BadInput, BadPolicy
            The scenario or its rule pack cannot be read.
        """
        if self._bench is not None:
            with closing(self._bench), suppress(EOFError, OSError):
                found: tuple[Violation, ...] = self._bench.recv()
                return found
        return verify_folder(self._source, self._folder)

    def _tell(self, word: str) -> None:
        if self._bench is None:
            return
        try:
            self._bench.send(word)
        except OSError:
            self._bench.close()
            self._bench = None


class Judge:
    """Verdicts on plans of one scenario.

    Parameters
    ----------
    source : Path
        Scenario folder or workbook.
    door : socket.socket, optional
        Where the process that has read the scenario is called; without one there is none.
    """

    def __init__(self, source: Path, door: socket.socket | None = None) -> None:
        self._source, self._door = source, door

    @property
    def aside(self) -> bool:
        """Whether this judge is another process, as in a run that may use a second core."""
        return self._door is not None

    def hear(self, folder: Path) -> Hearing:
        """Begin with a plan whose files are about to be written into ``folder``."""
        return Hearing(self._source, folder, self._called())

    def _called(self) -> Connection | None:
        if self._door is None:
            return None
        near, far = Pipe()
        try:
            socket.send_fds(self._door, [CALL], [far.fileno()])
            return near
        except OSError:
            near.close()
            return None
        finally:
            far.close()


@contextmanager
def judge_of(source: Path, threads: int) -> Iterator[Judge]:
    """A judge of a scenario, in a process of its own where the run may use a second core."""
    if threads < 2 or not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        yield Judge(source)
        return
    door, inside = socket.socketpair()
    with door:
        with inside:
            child = forked(lambda: _sit(source, door, inside))
        try:
            yield Judge(source, door)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _sit(source: Path, door: socket.socket, inside: socket.socket) -> None:
    """The life of the judge: whoever calls has a process of its own for each plan."""
    door.close()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them, the kernel lets them go
    with collector_paused():
        case = read_case(source)
        while True:
            call, ends, _, _ = socket.recv_fds(inside, len(CALL), 1)
            if not call:
                return
            with closing(Connection(ends[0])) as bench:
                forked(partial(_hear, case, bench))


def _hear(case: Case, bench: Connection) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder, whole = Path(bench.recv()), set[str]()

    def wait(name: str) -> None:
        while name not in whole:
            whole.add(bench.recv())

    def share(tasks: Sequence[Callable[[], Found]]) -> list[Found]:
        return in_two([partial(_while_heard, bench, task) for task in tasks])

    bench.send(judge_folder(case, folder, wait, share, _aside))


def _aside(task: Callable[[], list[Found] | None]) -> Callable[[], list[Found] | None]:
    """A process that does a task meanwhile, and its answer once it is waited for."""
    return Aside(task).answer


def _while_heard(bench: Connection, task: Callable[[], Found]) -> Found:
    """What a task finds; where the run has given the plan up, this process ends instead."""
    with socket.socket(fileno=os.dup(bench.fileno())) as line, suppress(BlockingIOError):
        if not line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
            os._exit(0)
    return task()
