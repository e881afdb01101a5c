"""Failed logins: counted by account and address, by address, and by account; none of it locks anybody out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.access.throttle import (
    ADDRESS_FACTOR,
    FREE_FAILURES,
    KNOWN_DAYS,
    LONGEST_BLOCK_S,
    LONGEST_SLOWDOWN_S,
    blocked_s,
    count_attempt,
    forget_attempt,
)
from api.store.database import open_database, upgrade, writing
from planner.units import DAY_S

NOW = 1_582_500_000
HOME, ELSEWHERE = "10.0.0.1", "203.0.113.9"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'throttle.db'}")
    upgrade(opened)
    yield opened
    opened.dispose()


def fail(engine: Engine, name: str, address: str, now: int = NOW) -> int:
    """A login with a wrong password; seconds to wait where it was not even looked at."""
    with writing(engine) as session:
        found = count_attempt(session, name, address, now)
        return found if isinstance(found, int) else 0


def true_login(engine: Engine, name: str, address: str, now: int = NOW) -> int:
    """A login with the right password; seconds to wait where it was not even looked at."""
    with writing(engine) as session:
        wait_s = blocked_s(session, name, address, now)
        found = count_attempt(session, name, address, now)
        assert (found if isinstance(found, int) else 0) == wait_s
        if isinstance(found, int):
            return found
        forget_attempt(session, name, address, now, found)
        return 0


def storm(engine: Engine, name: str, now: int = NOW) -> None:
    """Strangers guess at an account from many addresses until nothing of it is looked at."""
    for number in range(10 * FREE_FAILURES):
        fail(engine, name, f"198.51.100.{number}", now)
    assert fail(engine, name, "198.51.100.200", now)


def test_strangers_cannot_lock_an_account_out_of_an_address_it_is_known_at(engine: Engine) -> None:
    assert true_login(engine, "bureau", HOME) == 0
    storm(engine, "bureau")
    assert true_login(engine, "bureau", ELSEWHERE) > 0
    assert true_login(engine, "bureau", HOME) == 0


def test_guesses_at_others_from_the_same_address_do_not_lock_out_who_is_known_there(engine: Engine) -> None:
    assert true_login(engine, "bureau", HOME) == 0
    for number in range(FREE_FAILURES * ADDRESS_FACTOR + 1):
        fail(engine, f"unknown-{number}", HOME)
    assert fail(engine, "one-more", HOME) > 0
    assert true_login(engine, "bureau", HOME) == 0


def test_an_account_as_a_whole_is_slowed_down_by_minutes_and_never_shut(engine: Engine) -> None:
    now = NOW
    for number in range(200):
        wait_s = fail(engine, "bureau", f"198.51.100.{number}", now)
        assert wait_s <= LONGEST_SLOWDOWN_S
        now += wait_s
    assert true_login(engine, "bureau", ELSEWHERE, now + LONGEST_SLOWDOWN_S) == 0


def test_who_guesses_at_a_known_address_waits_there_and_nowhere_else(engine: Engine) -> None:
    for address in (HOME, ELSEWHERE):
        assert true_login(engine, "bureau", address) == 0
    for _ in range(FREE_FAILURES + 1):
        assert fail(engine, "bureau", HOME) == 0
    assert 0 < fail(engine, "bureau", HOME) <= LONGEST_BLOCK_S
    assert true_login(engine, "bureau", ELSEWHERE) == 0


def test_an_address_is_known_for_a_season_and_to_one_account_alone(engine: Engine) -> None:
    assert true_login(engine, "bureau", HOME) == 0
    later = NOW + KNOWN_DAYS * DAY_S + 1
    for name, now in (("gate", NOW), ("bureau", later)):
        storm(engine, name, now)
        assert true_login(engine, name, HOME, now) > 0


def test_a_true_login_gives_strangers_no_further_guesses(engine: Engine) -> None:
    storm(engine, "bureau")
    later = NOW + LONGEST_SLOWDOWN_S
    assert true_login(engine, "bureau", HOME, later) == 0
    assert fail(engine, "bureau", ELSEWHERE, later) == 0
    assert fail(engine, "bureau", ELSEWHERE, later) > 0


def test_names_that_differ_in_case_or_spaces_are_one_account(engine: Engine) -> None:
    for _ in range(FREE_FAILURES + 1):
        assert fail(engine, "Bureau ", HOME) == 0
    assert fail(engine, "bureau", HOME) > 0
