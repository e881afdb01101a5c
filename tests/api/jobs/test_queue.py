from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.jobs import queue
from api.jobs.queue import LEASE_S, MOST_ATTEMPTS, Lease, LeaseLost
from api.store import drafts, plans
from api.store.database import reading, writing
from api.store.drafts import Author
from tests.api.databases import BOTH, opened

NOW = 1_582_500_000
RECEIPT = "a" * 64


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    found = opened(tmp_path / "queue.db", request.param)
    yield found
    found.dispose()


def queued(engine: Engine) -> str:
    """A plan that waits; its id."""
    with writing(engine) as session:
        if drafts.get_draft(session, "c") is None:
            drafts.add_draft(session, "c", "测试", {}, Author("u", NOW))
        plan = plans.add_plan(session, "c", {}, {}, Author("u", NOW))
        queue.add_job(session, plan.plan_id, NOW)
        return plan.plan_id


def take(engine: Engine, name: str, now: int = NOW) -> Lease | None:
    with writing(engine) as session:
        return queue.take(session, name, now)


def state(engine: Engine, plan_id: str) -> str:
    with reading(engine) as session:
        plan = plans.get_plan(session, plan_id)
        assert plan is not None
        return plan.state


def test_a_job_has_one_worker_at_a_time(engine: Engine) -> None:
    plan_id = queued(engine)
    lease = take(engine, "a")
    assert lease is not None and lease.plan_id == plan_id
    assert take(engine, "b") is None
    assert state(engine, plan_id) == "running"


def test_a_job_of_a_worker_that_died_goes_to_the_next_one(engine: Engine) -> None:
    queued(engine)
    first = take(engine, "a")
    second = take(engine, "b", NOW + LEASE_S + 1)
    assert first is not None and second is not None
    assert second.attempt == first.attempt + 1


def test_a_worker_that_lives_keeps_its_job(engine: Engine) -> None:
    queued(engine)
    lease = take(engine, "a")
    assert lease is not None
    with writing(engine) as session:
        queue.extend(session, lease, NOW + LEASE_S)
    assert take(engine, "b", NOW + LEASE_S + 1) is None


@pytest.mark.parametrize("act", ["extend", "report", "finish", "fail", "give_back"])
def test_who_lost_the_lease_can_no_longer_write(engine: Engine, act: str) -> None:
    plan_id = queued(engine)
    slow = take(engine, "a")
    quick = take(engine, "b", NOW + LEASE_S + 1)
    assert slow is not None and quick is not None
    arguments = {"report": ("progress", {}), "finish": (RECEIPT, {}), "fail": ("x",)}.get(act, ())
    with pytest.raises(LeaseLost), writing(engine) as session:
        getattr(queue, act)(session, slow, NOW + LEASE_S + 2, *arguments)
    with writing(engine) as session:
        queue.finish(session, quick, NOW + LEASE_S + 3, RECEIPT, {"served": 1})
    assert state(engine, plan_id) == "verified"


def test_a_job_that_kills_every_worker_is_given_up(engine: Engine) -> None:
    plan_id, now = queued(engine), NOW
    for _ in range(MOST_ATTEMPTS):
        assert take(engine, "a", now) is not None
        now += LEASE_S + 1
    assert take(engine, "a", now) is None
    assert state(engine, plan_id) == "failed"


def test_a_job_that_living_workers_give_back_is_never_given_up(engine: Engine) -> None:
    plan_id = queued(engine)
    for _ in range(2 * MOST_ATTEMPTS):
        lease = take(engine, "a")
        assert lease is not None
        with writing(engine) as session:
            queue.give_back(session, lease, NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert take(engine, "a", now) is not None
        now += LEASE_S + 1
    assert take(engine, "a", now) is None
    assert state(engine, plan_id) == "failed"


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_is_told(engine: Engine) -> None:
    waiting = queued(engine)
    with writing(engine) as session:
        assert queue.ask_cancel(session, waiting, NOW)
        assert not queue.ask_cancel(session, waiting, NOW)
    assert state(engine, waiting) == "cancelled"
    running = queued(engine)
    lease = take(engine, "a")
    assert lease is not None and lease.plan_id == running
    with writing(engine) as session:
        assert not queue.extend(session, lease, NOW)
        assert queue.ask_cancel(session, running, NOW)
        assert queue.extend(session, lease, NOW)


def test_the_story_of_a_job_is_numbered_without_gaps(engine: Engine) -> None:
    plan_id = queued(engine)
    lease = take(engine, "a")
    assert lease is not None
    with writing(engine) as session:
        queue.report(session, lease, NOW, "progress", {"share": 0.5})
        queue.finish(session, lease, NOW, RECEIPT, {})
    with reading(engine) as session:
        job = queue.job_of(session, plan_id)
        assert job is not None
        events = queue.events_after(session, job.job_id, 0, 100)
        assert [(e.seq, e.kind) for e in events] == [(1, "queued"), (2, "running"), (3, "progress"), (4, "done")]
        assert [e.seq for e in queue.events_after(session, job.job_id, 2, 100)] == [3, 4]
