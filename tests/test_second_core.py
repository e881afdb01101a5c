"""A second process says what it finds, ends when it is asked to, and never takes the run down with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from planner.errors import NoPlan
from planner.second_core import Aside, Say, SecondCore, Trouble, give_way, in_two, uncut

LONG_S = 60.0


def words(core: SecondCore, seconds: float = 20.0) -> list[object]:
    """Everything said until the child ends."""
    end, heard = time.monotonic() + seconds, list(core.heard())
    while core.busy and time.monotonic() < end:
        core.wait(0.1)
        heard += core.heard()
    return heard


@pytest.mark.parametrize("threads", [1, 2])
def test_what_a_task_says_is_heard(threads: int) -> None:
    core, here = SecondCore(threads), os.getpid()

    def task(say: Say) -> None:
        say(os.getpid() == here)
        say("done")

    core.start(task)
    assert words(core) == [threads == 1, "done"]
    assert not core.busy


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_is_said_and_the_run_goes_on(threads: int) -> None:
    core = SecondCore(threads)

    def fail(say: Say) -> None:
        raise NoPlan("nothing to carry")

    def stumble(say: Say) -> None:
        raise ZeroDivisionError("by 0")

    core.start(fail)
    assert words(core) == [Trouble("nothing to carry")]
    core.start(stumble)
    (trouble,) = words(core)
    assert isinstance(trouble, Trouble) and trouble.message.startswith("ZeroDivisionError: by 0")


def test_a_killed_child_is_told() -> None:
    core = SecondCore(2)
    core.start(lambda say: os.kill(os.getpid(), signal.SIGKILL))
    assert words(core) == [Trouble("the second process was ended by signal 9")]


def test_a_stopped_child_is_gone_and_what_it_said_before_is_heard() -> None:
    core = SecondCore(2)

    def task(say: Say) -> None:
        say(os.getpid())
        time.sleep(LONG_S)

    core.start(task)
    assert core.wait(LONG_S)
    began = time.monotonic()
    core.stop()
    assert time.monotonic() - began < LONG_S / 10
    (child,) = words(core)
    assert isinstance(child, int)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_must_not_be_cut_is_finished_first() -> None:
    core = SecondCore(2)

    def task(say: Say) -> None:
        with uncut():
            say("begun")
            time.sleep(0.5)
            say("finished")
        time.sleep(LONG_S)

    core.start(task)
    assert core.wait(LONG_S)
    core.stop()
    assert words(core) == ["begun", "finished"]


def test_ctrl_c_is_left_to_the_parent() -> None:
    core = SecondCore(2)

    def task(say: Say) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        say("still here")

    core.start(task)
    assert words(core) == ["still here"]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells a child of its parent's death on Linux")
def test_a_child_dies_with_the_run(tmp_path: Path) -> None:
    program = (
        "import os, time\nfrom planner.second_core import SecondCore\ncore = SecondCore(2)\n"
        "core.start(lambda say: (say(os.getpid()), time.sleep(60)))\n"
        "core.wait(60)\nprint(*core.heard(), flush=True)\ntime.sleep(60)"
    )
    run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    child = int(run.stdout.readline())
    run.kill()
    run.wait()
    end = time.monotonic() + 10
    while _runs(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Whether a process exists and is no mere entry of the table."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives each thread a niceness of its own")
def test_a_thread_that_gives_way_is_alone_in_that() -> None:
    here, there = os.getpriority(os.PRIO_PROCESS, 0), list[int]()

    def yielding() -> None:
        give_way()
        there.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=yielding)
    thread.start()
    thread.join()
    assert there == [min(here + 10, 19)] and os.getpriority(os.PRIO_PROCESS, 0) == here


def test_two_processes_do_all_tasks_once_and_keep_their_order() -> None:
    here = os.getpid()

    def task(number: int) -> tuple[int, bool]:
        time.sleep(0.05)
        return number, os.getpid() == here

    answers = in_two([partial(task, number) for number in range(12)])
    assert [number for number, _ in answers] == list(range(12))
    assert {mine for _, mine in answers} == {True, False}
    assert in_two([]) == []


def test_what_a_lost_process_leaves_undone_is_done_here() -> None:
    here = os.getpid()

    def task(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
        return number

    assert in_two([partial(task, number) for number in range(6)]) == list(range(6))


def test_an_error_of_a_task_is_raised_here_whoever_met_it() -> None:
    def fail() -> None:
        raise ZeroDivisionError("by 0")

    with pytest.raises(ZeroDivisionError):
        in_two([lambda: time.sleep(0.05), fail, lambda: None])


def test_a_task_is_done_aside_and_its_answer_comes_here() -> None:
    here = os.getpid()
    aside = Aside(lambda: (os.getpid() == here, "done"))
    assert aside.answer() == (False, "done")
    aside.stop()


def test_nobody_waits_for_a_task_that_failed_or_was_stopped() -> None:
    def fail() -> None:
        raise ZeroDivisionError("by 0")

    began, failed = time.monotonic(), Aside(fail)
    assert failed.answer() is None
    failed.stop()
    Aside(lambda: time.sleep(LONG_S)).stop()
    assert time.monotonic() - began < LONG_S / 2
