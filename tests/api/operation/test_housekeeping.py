"""What has expired is deleted, the audit log is anchored, and a worker sees to it every hour."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from api.access import throttle
from api.access.throttle import KNOWN_DAYS
from api.cli import run
from api.jobs.worker import CHORES_EVERY_S, Worker
from api.operation.housekeeping import ATTEMPTS_KEPT_S, GRACE_S, Tidied, tidy
from api.store.account_models import AttemptRow, KeptAnswerRow, SessionRow
from api.store.anchors import read_anchors
from api.store.database import reading, writing
from api.store.key_models import UsedLoginRow
from planner.units import DAY_S
from tests.api.campaigns import CAMPAIGN, begin_campaign
from tests.api.databases import ON_POSTGRES
from tests.api.people import PASSWORD, People, people

SESSIONS = "/api/v1/sessions"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path, audit_anchor=tmp_path / "outside" / "anchors") as found:
        yield found


def tidied(house: People, **given: object) -> Tidied:
    """One round at the present moment of the test's clock."""
    settings = house.settings.model_copy(update=given)
    return tidy(house.app.app.state.engine, settings, house.clock.now)


def count(house: People, model: type) -> int:
    """Rows of a table."""
    with reading(house.app.app.state.engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def log_in(house: People, password: str = PASSWORD) -> int:
    """Log in as the bureau; the status of the answer."""
    return house.anonymous.post(SESSIONS, json={"name": "bureau", "password": password}).status_code


def test_a_session_is_deleted_a_day_after_it_ended_and_not_before(house: People) -> None:
    before = count(house, SessionRow)
    assert log_in(house) == 201
    house.clock.now += house.settings.session_s + GRACE_S - 1
    assert tidied(house).sessions == 0
    house.clock.now += 1
    assert tidied(house).sessions == 1 and count(house, SessionRow) == before


def test_a_clock_set_ahead_by_eight_hours_ends_no_session(house: People) -> None:
    assert log_in(house) == 201
    house.clock.now += house.settings.session_s + 8 * 3_600
    assert tidied(house).sessions == 0


def test_kept_answers_last_as_long_as_the_setting_says(house: People) -> None:
    begin_campaign(house)
    kept = count(house, KeptAnswerRow)
    house.clock.now += 7_199
    assert tidied(house, kept_answers_s=7_200).kept_answers == 0
    house.clock.now += 1
    assert tidied(house, kept_answers_s=7_200).kept_answers == kept > 0
    assert count(house, KeptAnswerRow) == 0


def test_failed_logins_are_forgotten_when_they_no_longer_count(house: People) -> None:
    assert log_in(house, "not the password") == 401
    house.clock.now += ATTEMPTS_KEPT_S - 1
    assert tidied(house).login_attempts == 0
    house.clock.now += 1
    assert tidied(house).login_attempts == 3 and count(house, AttemptRow) == 0


def test_nothing_that_still_counts_is_forgotten() -> None:
    times = [value for name, value in vars(throttle).items() if name.endswith("_S")]
    assert len(times) >= 3 and 2 * max(times) < ATTEMPTS_KEPT_S


def test_a_block_set_by_a_clock_far_ahead_does_not_stay_for_ever(house: People) -> None:
    far = house.clock.now + 400 * DAY_S
    with writing(house.app.app.state.engine) as session:
        session.add(AttemptRow(key="a" * 64, failures=9, since=far, blocked_until=far + 3_600))
    assert tidied(house).login_attempts == 1


def test_an_address_is_known_for_a_season_after_the_last_login_from_it(house: People) -> None:
    assert log_in(house) == 201
    house.clock.now += KNOWN_DAYS * DAY_S - 1
    assert tidied(house).known_addresses == 0
    house.clock.now += 1
    assert tidied(house).known_addresses == 1


def test_states_of_logins_are_forgotten_when_they_have_expired(house: People) -> None:
    with writing(house.app.app.state.engine) as session:
        session.add(UsedLoginRow(state_digest="a" * 64, expires_at=house.clock.now))
    assert tidied(house).used_logins == 0
    house.clock.now += GRACE_S
    assert tidied(house).used_logins == 1


def test_the_tip_of_the_audit_log_is_remembered_once(house: People) -> None:
    path = house.settings.audit_anchor
    assert path is not None and tidied(house).anchored is None and not path.exists()
    begin_campaign(house)
    first = tidied(house).anchored
    assert first is not None and tidied(house).anchored is None
    assert log_in(house) == 201
    assert tidied(house).anchored == first + 1
    assert [anchor.seq for anchor in read_anchors(path)] == [first, first + 1]
    assert run(["audit", "verify", "--db", str(house.settings.db_url), "--anchor", str(path)]) == 0


def test_a_log_that_was_cut_behind_its_anchor_is_told_and_not_anchored_again(
    house: People, caplog: pytest.LogCaptureFixture
) -> None:
    begin_campaign(house)
    tidied(house)
    trigger = "keep_audit ON audit" if ON_POSTGRES else "keep_audit_delete"
    with house.app.app.state.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("DELETE FROM audit WHERE seq > 3"))
    with caplog.at_level(logging.CRITICAL, "returnline.housekeeping"):
        assert tidied(house).anchored is None
    assert "audit verify" in caplog.text


def test_campaigns_past_their_retention_are_named_as_long_as_they_hold_people(
    house: People, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.settings import settings
    from tests.api.operation.test_backup_and_erasure import add_canary

    begin_campaign(house)
    house.clock.now += 400 * DAY_S
    assert tidied(house, retention_days=30).due == ()
    add_canary(house)
    assert tidied(house, retention_days=30).due == (CAMPAIGN,)
    assert tidied(house, retention_days=800).due == ()
    monkeypatch.setenv("RETURNLINE_RETENTION_DAYS", "30")
    settings.cache_clear()
    try:
        told = ["--db", str(house.settings.db_url), "--keys", str(house.settings.key_file)]
        assert run(["erase", "-o", str(tmp_path / "report.json"), "--yes", *told]) == 0
    finally:
        settings.cache_clear()
    assert "1 campaigns: 1 workers" in capsys.readouterr().out
    assert tidied(house, retention_days=30).due == ()


def test_a_worker_does_the_chores_at_the_start_and_every_hour_and_survives_a_failure(house: People) -> None:
    done: list[int] = []

    def chores(now: int) -> None:
        done.append(now)
        raise OSError("no room left on device")

    busy = Worker(house.app.app.state.engine, house.app.app.state.keys, clock=house.clock, chores=chores)
    start = house.clock.now
    for later in (0, 1, CHORES_EVERY_S - 1, CHORES_EVERY_S, CHORES_EVERY_S + 5, 2 * CHORES_EVERY_S, -CHORES_EVERY_S):
        house.clock.now = start + later
        busy.tend()
    assert [now - start for now in done] == [0, CHORES_EVERY_S, 2 * CHORES_EVERY_S, -CHORES_EVERY_S]
