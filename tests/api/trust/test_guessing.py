"""Guessing passwords: slowed down however many guess at once, while those who know theirs come in."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access import passwords
from api.access.passwords import hash_password
from api.access.roles import Role
from api.access.throttle import ADDRESS_FACTOR, FREE_FAILURES
from api.store import accounts
from api.store.database import writing
from tests.api.people import BASE, PASSWORD, People, cheap_hash, people

SESSIONS = "/api/v1/sessions"
HONEST = "honest"
"""Who logs in while others guess."""
GUESSERS = 8
QUICK, WHOLE = (5, 400), (100, 10_000)
"""Accounts and guesses."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that nobody has cost next to nothing to check, where only the count matters."""
    nobody = cheap_hash("nobody has this password")
    monkeypatch.setattr(passwords, "_nobody", lambda: nobody)


def victims(house: People, count: int) -> list[str]:
    """Accounts that are guessed at; they and ``HONEST`` have passwords that cost what they cost in service."""
    hashed = hash_password(PASSWORD)
    names = [f"victim-{number:03d}" for number in range(count)]
    with writing(house.app.app.state.engine) as session:
        for name in (*names, HONEST):
            accounts.add_user(session, accounts.NewUser(name, Role.GATE, None, hashed), house.clock.now)
    return names


def from_address(house: People, address: str) -> TestClient:
    """A client that comes from an address."""
    return TestClient(house.app.app, BASE, client=(address, 50_000), raise_server_exceptions=False)


def guess(client: TestClient, name: str, password: str = "guess, guess, guess") -> int:
    """Status of one login."""
    return client.post(SESSIONS, json={"name": name, "password": password}).status_code


def storm(house: People, accounts_and_guesses: tuple[int, int]) -> tuple[Counter[int], list[float]]:
    """Guess at many accounts from many addresses at once; statuses, and seconds of true logins meanwhile."""
    count, guesses = accounts_and_guesses
    names = victims(house, count)
    over = threading.Event()

    def run(number: int) -> Counter[int]:
        with from_address(house, f"10.0.{number}.1") as client:
            share = range(number, guesses, GUESSERS)
            # an address never guesses at one account alone, so that the accounts' own counts are tried
            return Counter(guess(client, names[turn % count]) for turn in share)

    def true_logins() -> list[float]:
        taken = []
        with from_address(house, "10.1.0.1") as client:
            while not over.is_set():
                begin = time.perf_counter()
                assert guess(client, HONEST, PASSWORD) == 201
                taken.append(time.perf_counter() - begin)
                time.sleep(0.05)
        return taken

    with ThreadPoolExecutor(GUESSERS + 1) as pool:
        honest = pool.submit(true_logins)
        found = sum((done for done in pool.map(run, range(GUESSERS))), Counter[int]())
        over.set()
        return found, honest.result()


def test_guesses_are_throttled_and_true_logins_are_not(house: People) -> None:
    count, guesses = QUICK
    found, taken = storm(house, QUICK)
    assert found.total() == guesses and set(found) == {401, 429}
    assert found[401] <= count * (FREE_FAILURES + 1)
    assert taken


@pytest.mark.slow
def test_ten_thousand_guesses_at_a_hundred_accounts(house: People) -> None:
    count, guesses = WHOLE
    found, taken = storm(house, WHOLE)
    p99 = sorted(taken)[int(0.99 * (len(taken) - 1))]
    print(f"guesses {found.total()}, looked at {found[401]}, throttled {found[429]}; {len(taken)} true logins,")
    print(f"p50 {sorted(taken)[len(taken) // 2]:.3f} s, p99 {p99:.3f} s")
    assert found.total() == guesses and set(found) == {401, 429}
    assert found[401] <= count * (FREE_FAILURES + 1)
    assert p99 <= 1.0


def test_guesses_at_the_same_moment_are_no_way_around(house: People) -> None:
    start = threading.Barrier(32)

    def run(number: int) -> int:
        with from_address(house, f"10.0.{number}.1") as client:
            start.wait()
            return guess(client, "bureau")

    with ThreadPoolExecutor(32) as pool:
        found = Counter(pool.map(run, range(32)))
    assert found == {401: FREE_FAILURES + 1, 429: 31 - FREE_FAILURES}


def test_one_guess_at_each_of_many_accounts_is_counted_by_the_address(cheap: None, house: People) -> None:
    allowed = FREE_FAILURES * ADDRESS_FACTOR
    with from_address(house, "10.0.0.1") as client:
        found = Counter(guess(client, f"unknown-{number}") for number in range(allowed + 20))
    assert found == {401: allowed + 1, 429: 19}


def test_a_true_login_from_an_address_with_failures_of_others_blocks_nobody(cheap: None, house: People) -> None:
    allowed = FREE_FAILURES * ADDRESS_FACTOR
    with from_address(house, "10.0.0.1") as client:
        for number in range(allowed):
            guess(client, f"unknown-{number}")
        assert [guess(client, name, PASSWORD) for name in ("bureau", "gate", "logistics")] == [201, 201, 201]


def test_over_a_day_an_account_can_be_guessed_at_a_few_dozen_times(cheap: None, house: People) -> None:
    looked_at = 0
    end = house.clock.now + 86_400
    with from_address(house, "10.0.0.1") as client:
        while house.clock.now < end:
            answer = client.post(SESSIONS, json={"name": "bureau", "password": "guess, guess, guess"})
            looked_at += answer.status_code == 401
            house.clock.now += int(answer.headers.get("retry-after", 0))
    assert 20 <= looked_at <= 48


def test_a_stranger_who_guesses_does_not_lock_out_who_logs_in_as_ever(cheap: None, house: People) -> None:
    with from_address(house, "10.0.0.1") as own:
        assert guess(own, "bureau", PASSWORD) == 201
        for number in range(4 * FREE_FAILURES):
            with from_address(house, f"10.2.0.{number}") as stranger:
                guess(stranger, "bureau")
        with from_address(house, "10.2.1.1") as stranger:
            assert guess(stranger, "bureau", PASSWORD) == 429, "nor do strangers who know the password get in at once"
        assert guess(own, "bureau", PASSWORD) == 201
