"""A clock that jumps by hours or a day, and a leap day: sessions, throttles and leases judge rightly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.access.throttle import FREE_FAILURES, LONGEST_BLOCK_S
from api.jobs import queue
from api.jobs.queue import LEASE_S, Lease, LeaseLost
from api.store import drafts, plans
from api.store.database import reading, writing
from api.store.drafts import Author
from tests.api.people import PASSWORD, People, people

HOUR, DAY = 3_600, 86_400
JUMPS = (-DAY, -8 * HOUR, 8 * HOUR, DAY)
LEAP_EVE = int(datetime(2020, 2, 28, 23, 59, 30, tzinfo=UTC).timestamp())
BEFORE_MARCH = int(datetime(2020, 2, 29, 23, 59, 30, tzinfo=UTC).timestamp())
PLACES = ("UTC", "Asia/Shanghai", "America/Los_Angeles")
SESSIONS, USERS = "/api/v1/sessions", "/api/v1/users"
RECEIPT = "a" * 64


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def log_in(house: People, password: str = PASSWORD) -> httpx.Response:
    """Log in as the administrator."""
    return house.anonymous.post(SESSIONS, json={"name": "administrator", "password": password})


def lets_in(house: People, token: str) -> bool:
    """Whether a token opens what it is for."""
    status = house.anonymous.get(USERS, headers={"authorization": f"Bearer {token}"}).status_code
    assert status in (200, 401)
    return status == 200


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("begin", [LEAP_EVE, BEFORE_MARCH])
def test_a_session_lasts_its_seconds_over_a_leap_day_wherever_the_service_runs(
    house: People, begin: int, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", place)
    time.tzset()
    try:
        house.clock.now = begin
        told = log_in(house).json()
        ends = begin + house.settings.session_s
        assert datetime.fromisoformat(told["expires_at"]).timestamp() == ends
        for at, valid in ((begin, True), (ends - 1, True), (ends, False)):
            house.clock.now = at
            assert lets_in(house, told["token"]) is valid
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


@pytest.mark.parametrize("jump", JUMPS)
def test_no_session_outlives_its_time_by_a_jump_of_the_clock(house: People, jump: int) -> None:
    token, begin = log_in(house).json()["token"], house.clock.now
    lasts = house.settings.session_s
    house.clock.now = begin + jump
    assert lets_in(house, token) is (0 <= jump < lasts)
    house.clock.now = begin + lasts
    assert not lets_in(house, token)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_of_the_clock_locks_nobody_out_for_longer_than_the_longest_block(house: People, jump: int) -> None:
    for _ in range(FREE_FAILURES + 1):
        assert log_in(house, "guess, guess, guess").status_code == 401
    blocked = log_in(house)
    assert blocked.status_code == 429
    house.clock.now += jump
    answer = log_in(house)
    if answer.status_code == 429:
        assert int(answer.headers["retry-after"]) <= LONGEST_BLOCK_S
        house.clock.now += int(answer.headers["retry-after"])
        answer = log_in(house)
    assert answer.status_code == 201


@pytest.mark.parametrize("jump", JUMPS)
def test_after_a_jump_of_the_clock_guessing_is_still_slowed_down(house: People, jump: int) -> None:
    for _ in range(FREE_FAILURES + 1):
        log_in(house, "guess, guess, guess")
    house.clock.now += jump
    looked_at = sum(log_in(house, "guess, guess, guess").status_code == 401 for _ in range(4 * FREE_FAILURES))
    assert looked_at <= FREE_FAILURES + 1


def queued(house: People) -> str:
    """A plan that waits; its id."""
    with writing(house.app.app.state.engine) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", house.clock.now))
        plan = plans.add_plan(session, "c", {}, {}, Author("u", house.clock.now))
        queue.add_job(session, plan.plan_id, house.clock.now)
        return plan.plan_id


def take(house: People, name: str, now: int) -> Lease | None:
    """A job for a worker whose clock shows ``now``."""
    with writing(house.app.app.state.engine) as session:
        return queue.take(session, name, now)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_living_worker_keeps_its_job_through_a_jump_of_the_clock(house: People, jump: int) -> None:
    queued(house)
    now = house.clock.now
    lease = take(house, "a", now)
    assert lease is not None
    with writing(house.app.app.state.engine) as session:
        queue.extend(session, lease, now + jump)
    assert take(house, "b", now + jump + LEASE_S) is None


@pytest.mark.parametrize("skew", JUMPS)
def test_of_two_workers_with_different_clocks_one_finishes_the_job_once(house: People, skew: int) -> None:
    plan_id, now = queued(house), house.clock.now
    first = take(house, "a", now)
    assert first is not None
    second = take(house, "b", now + skew)
    done = 0
    for lease, at in ((first, now + 1), (second, now + skew + 1)):
        if lease is None:
            continue
        try:
            with writing(house.app.app.state.engine) as session:
                queue.finish(session, lease, at, RECEIPT, {})
            done += 1
        except LeaseLost:
            pass
    assert done == 1
    with reading(house.app.app.state.engine) as session:
        job = queue.job_of(session, plan_id)
        assert job is not None and job.state == "done"
        kinds = [event.kind for event in queue.events_after(session, job.job_id, 0, 100)]
    assert kinds.count("done") == 1
