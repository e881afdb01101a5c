"""A worker: what becomes of a job by what its solver says, or when somebody or something ends it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api.identity.cipher import KeyFile
from api.identity.keys import KeyRing, write_keys
from api.jobs import queue
from api.jobs import worker as workers
from api.jobs.queue import LEASE_S
from api.jobs.worker import CHORES_EVERY_S, Worker
from api.passing import HELD
from api.store import drafts, plans
from api.store.database import reading, writing
from api.store.drafts import Author
from api.store.work_models import JobRow, PlanRow
from tests.api.databases import BOTH, opened
from tests.api.people import Clock

SOON_S = 60.0
START = "import json, pathlib, sys, time\nfolder = pathlib.Path(sys.argv[1])\n"
SAY = "print(json.dumps({'kind': kind, 'data': data}), flush=True)"
MAKE = f"""{START}
def say(kind, **data): {SAY}
(folder / 'plan').mkdir()
(folder / 'plan' / 'plan.json').write_text('{{}}')
say('made', receipt='a' * 64, served=3)
"""
REFUSED = f"{START}\ndef say(kind, **data): {SAY}\nsay('refused', violations=2, first='too many')\nsys.exit(4)"
NO_ROOM = f"""{START}
def say(kind, **data): {SAY}
(folder / 'plan').mkdir()
say('no_room', message='no room for the files of the solver: no space left')
sys.exit(75)
"""
UNTIL_CANCELLED = f"""{START}
print('not a word of the protocol')
print(json.dumps({{'kind': 'progress', 'data': {{'stage': 'routing'}}}}), flush=True)
while not (folder / 'cancel').exists():
    time.sleep(0.02)
{MAKE}"""
FOREVER = "import time\ntime.sleep(600)"
SETTINGS = {
    "campaign": {
        "id": "c", "name": "测试", "timezone": "Asia/Shanghai", "start": "2020-02-17", "end": "2020-02-21",
        "as_of": "2020-02-16T08:00+08:00", "destination_adcode": "330200",
    },
    "policy": {"pack": "bare"}, "network": {"provider": "great-circle"},
}  # fmt: skip
Solver = Callable[[str], None]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    found = opened(tmp_path / "jobs.db", request.param)
    yield found
    found.dispose()


@pytest.fixture
def temporary(database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary directory of this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def hand(database: Engine, tmp_path: Path, temporary: Path) -> Worker:
    """A worker, and one plan that waits for it."""
    clock = Clock()
    write_keys(tmp_path / "keys.json", KeyRing.new())
    with writing(database) as session:
        drafts.add_draft(session, "c", "测试", SETTINGS, Author("u", clock.now))
        plan = plans.add_plan(session, "c", {"seed": 1}, {}, Author("u", clock.now))
        queue.add_job(session, plan.plan_id, clock.now)
    return Worker(database, KeyFile(tmp_path / "keys.json"), "first", clock)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Solver:
    """Lets a script stand in for the solver's process."""
    start = subprocess.Popen

    def say(script: str) -> None:
        def instead(command: list[str], **given: Any) -> subprocess.Popen[str]:
            assert command[1:3] == ["-m", "api.jobs.child"]
            return start([sys.executable, "-c", script, command[3]], **given)

        monkeypatch.setattr(workers.subprocess, "Popen", instead)

    monkeypatch.setattr(workers, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(workers, "LOOK_EVERY_S", 0.05)
    return say


def plan_of(engine: Engine) -> tuple[PlanRow, JobRow]:
    """The only plan, and its job."""
    with reading(engine) as session:
        (row,) = plans.list_plans(session, None, None, 2)
        job = queue.job_of(session, row.plan_id)
    assert job is not None
    return row, job


def until(holds: Callable[[], bool]) -> None:
    """Wait for something."""
    end = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def aside(work: Callable[[], object]) -> threading.Thread:
    """Do something in another thread."""
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_without_a_job_there_is_nothing_to_do(hand: Worker, solver: Solver) -> None:
    solver(MAKE)
    assert hand.step() and not hand.step()


def test_a_plan_is_kept_with_its_receipt_and_files_and_no_folder_is_left(
    hand: Worker, solver: Solver, temporary: Path
) -> None:
    solver(MAKE)
    assert hand.step()
    plan, job = plan_of(hand.engine)
    assert (plan.state, plan.receipt, plan.summary["served"]) == ("verified", "a" * 64, 3)
    assert (job.state, job.attempt) == ("done", 1)
    with reading(hand.engine) as session:
        assert plans.get_file(session, hand.keys.cipher(), plan.plan_id, "plan/plan.json") == b"{}"
        scenario = plans.get_file(session, hand.keys.cipher(), plan.plan_id, "scenario/scenario.toml")
    assert scenario is not None and "great-circle" in scenario.decode()
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (f"{START}print(json.dumps({{'kind': 'error', 'data': {{'message': 'no sites'}}}}))\nsys.exit(2)", "no sites"),
        (REFUSED, "the verifier found 2 violations, the first: too many"),
        ("import os\nos.kill(os.getpid(), 9)", "the solver ended with code -9"),
        ("", "the solver ended with code 0"),
    ],
)
def test_a_solver_that_makes_no_plan_is_told_by_the_plan(
    hand: Worker, solver: Solver, script: str, error: str
) -> None:
    solver(script)
    assert hand.step()
    plan, job = plan_of(hand.engine)
    assert (plan.state, job.state, job.error) == ("failed", "failed", error)


def test_a_solver_without_room_for_its_files_lets_the_job_wait_and_says_so(
    hand: Worker, solver: Solver, temporary: Path
) -> None:
    solver(NO_ROOM)
    for _ in range(queue.MOST_ATTEMPTS + 1):
        with pytest.raises(OSError, match="no room for the files of the solver"):
            hand.step()
        assert not list(temporary.iterdir())
    plan, job = plan_of(hand.engine)
    assert (plan.state, job.state, job.worker) == ("queued", "queued", None)
    with reading(hand.engine) as session:
        told = queue.events_after(session, job.job_id, 2, 1)
    assert [(event.kind, event.data) for event in told] == [("queued", {"again": True, "why": workers.FOR_ROOM})]
    solver(MAKE)
    assert hand.step()
    assert plan_of(hand.engine)[0].state == "verified"


def test_a_job_that_cannot_begin_is_failed_and_says_why(hand: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("campaign c is gone")

    monkeypatch.setattr(workers, "lay_out_scenario", broken)
    with pytest.raises(LookupError):
        hand.step()
    assert plan_of(hand.engine)[1].error == "LookupError: campaign c is gone"


def test_who_cancels_gets_the_best_plan_so_far(hand: Worker, solver: Solver) -> None:
    solver(UNTIL_CANCELLED)
    working = aside(hand.step)
    until(lambda: plan_of(hand.engine)[1].state == "running")
    with writing(hand.engine) as session:
        assert queue.ask_cancel(session, plan_of(hand.engine)[0].plan_id, hand.clock())
    working.join(SOON_S)
    assert plan_of(hand.engine)[0].state == "verified"
    with reading(hand.engine) as session:
        told = queue.events_after(session, plan_of(hand.engine)[1].job_id, 0, 20)
    assert [event.kind for event in told if event.kind != "cancelling"] == ["queued", "running", "progress", "done"]


def test_a_worker_told_to_stop_gives_its_job_to_the_next_one(hand: Worker, solver: Solver, temporary: Path) -> None:
    solver(FOREVER)
    working = aside(hand.run)
    until(lambda: plan_of(hand.engine)[1].state == "running")
    hand.stopping.set()
    working.join(SOON_S)
    assert not working.is_alive() and not list(temporary.iterdir())
    assert plan_of(hand.engine)[1].state == "queued"
    solver(MAKE)
    assert Worker(hand.engine, hand.keys, "second", hand.clock).step()
    assert (plan_of(hand.engine)[0].state, plan_of(hand.engine)[1].attempt) == ("verified", 2)


def test_what_a_worker_does_that_lost_its_lease_is_dropped(hand: Worker, solver: Solver, temporary: Path) -> None:
    solver(FOREVER)
    clock = Clock()
    slow = Worker(hand.engine, hand.keys, "slow", clock)
    working = aside(slow.step)
    until(lambda: plan_of(hand.engine)[1].state == "running")
    with writing(hand.engine) as session:
        assert queue.take(session, "next", clock.now + LEASE_S + 60) is not None
    working.join(SOON_S)
    assert not working.is_alive() and not list(temporary.iterdir())
    assert (plan_of(hand.engine)[1].worker, plan_of(hand.engine)[1].attempt) == ("next", 2)


def test_a_later_attempt_plans_what_the_first_one_was_asked(hand: Worker) -> None:
    with writing(hand.engine) as session:
        lease = queue.take(session, "first", hand.clock())
    assert lease is not None
    folder = Path(tempfile.mkdtemp())
    hand._lay_out(lease, folder)
    with writing(hand.engine) as session:
        draft = drafts.get_draft(session, "c", lock=True)
        assert draft is not None
        draft.settings = {**SETTINGS, "network": {"provider": "county-graph"}}
    again = Path(tempfile.mkdtemp())
    hand._lay_out(lease, again)
    texts = [(place / "scenario" / "scenario.toml").read_text(encoding="utf-8") for place in (folder, again)]
    assert texts[0] == texts[1]


def test_at_the_start_and_every_hour_the_folders_of_killed_workers_go(hand: Worker, temporary: Path) -> None:
    clock = Clock()
    tidy = Worker(hand.engine, hand.keys, clock=clock)

    def leave() -> Path:
        folder = temporary / "returnline-job-of-the-dead"
        folder.mkdir()
        (folder / HELD).touch()
        return folder

    left = leave()
    tidy.tend()
    assert not left.exists()
    leave()
    clock.now += CHORES_EVERY_S - 1
    tidy.tend()
    assert left.exists()
    clock.now += 1
    tidy.tend()
    assert not left.exists()
