"""A full disk: changes are refused in words, reading goes on, and nothing that was acknowledged is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from api import inputs
from api.jobs import queue
from api.store import audit_log
from api.store.database import reading
from tests.api.campaigns import CAMPAIGNS, PLANS, ask, begin_campaign, worker
from tests.api.people import People, people
from tests.api.routes.test_setups import SETUP
from tests.api.solved import Worker
from tests.faults.service import server, settle

USERS = "/api/v1/users"
MOST_TRIES = 4_000
TINY = 12 * 2**20


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


@contextlib.contextmanager
def no_room(house: People, pages_left: int = 0) -> Iterator[None]:
    """The database can take no more pages than it has, and some few more."""
    engine = house.app.app.state.engine
    with reading(engine) as session:
        pages = session.scalar(text("PRAGMA page_count")) + pages_left

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", limit)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def begin(client: httpx.Client, number: int, **headers: str) -> httpx.Response:
    """Begin one more campaign."""
    new = {**SETUP, "campaign_id": f"more-{number}", "name": "测试" * 90}
    return client.post(CAMPAIGNS, json=new, headers={"idempotency-key": f"more {number}", **headers})


def until_refused(client: httpx.Client, first: int = 0, **headers: str) -> tuple[list[int], httpx.Response]:
    """Begin campaigns until there is no room; those acknowledged, and the refusal."""
    taken = []
    for number in range(first, first + MOST_TRIES):
        answer = begin(client, number, **headers)
        if answer.status_code != 201:
            return taken, answer
        taken.append(number)
    raise AssertionError(f"{MOST_TRIES} campaigns fit")


def has(client: httpx.Client, number: int, **headers: str) -> bool:
    """Whether a campaign is there."""
    return client.get(f"{CAMPAIGNS}/more-{number}/setup", headers=headers).status_code == 200


def test_changes_are_refused_in_words_while_reading_goes_on(house: People) -> None:
    client = house.client("bureau")
    with no_room(house):
        taken, refused = until_refused(client)
        assert refused.status_code == 507
        assert refused.json()["type"] == "urn:returnline:problem:disk-full" and "room" in refused.json()["detail"]
        for address in ("/health", "/api/v1/schedules", "/", PLANS):
            assert client.get(address).status_code == 200
        assert house.client("administrator").get(USERS).status_code == 200
        assert all(has(client, number) for number in taken)
        assert not has(client, len(taken))


def test_when_there_is_room_again_the_same_request_is_done(house: People) -> None:
    client = house.client("bureau")
    with no_room(house):
        taken, refused = until_refused(client)
        assert refused.status_code == 507
    assert begin(client, len(taken)).status_code == 201
    assert all(has(client, number) for number in (*taken, len(taken)))
    with reading(house.app.app.state.engine) as session:
        assert not list(audit_log.faults(session))


def test_a_login_on_a_full_disk_is_told_why(house: People) -> None:
    with no_room(house):
        until_refused(house.client("bureau"))
        answers = [
            house.anonymous.post("/api/v1/sessions", json={"name": f"nobody-{n}", "password": "wrong, wrong"})
            for n in range(50)
        ]
    assert {answer.status_code for answer in answers} <= {401, 507} and answers[-1].status_code == 507


def test_no_room_for_passing_files_is_told_as_such(house: People, monkeypatch: pytest.MonkeyPatch) -> None:
    client = house.client("bureau")
    assert begin(client, 1).status_code == 201

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(inputs, "write_folder", full)
    address = f"{CAMPAIGNS}/more-1/inputs/zones"
    answer = client.put(address, content=b"adcode,level,valid_from,valid_to\n", headers={"if-match": '"v0"'})
    assert answer.status_code == 507
    assert client.get(f"{CAMPAIGNS}/more-1/setup").json()["inputs"] == {}


@pytest.mark.parametrize("pages_left", [0, 1, 2])
def test_a_worker_outlives_a_full_disk_and_the_plan_waits_for_room(house: People, pages_left: int) -> None:
    begin_campaign(house)
    plan_id = ask(house).json()["plan_id"]
    hand = worker(house)
    with no_room(house, pages_left):
        working = threading.Thread(target=hand.run)
        working.start()
        working.join(2.5)
        assert working.is_alive()
        hand.stopping.set()
        working.join(60)
        assert not working.is_alive()
    with reading(house.app.app.state.engine) as session:
        job = queue.job_of(session, plan_id)
        assert job is not None and job.state in ("queued", "running")
    assert Worker(hand.engine, hand.keys, clock=lambda: house.clock.now + queue.LEASE_S + 1).step()
    assert house.client("bureau").get(f"{PLANS}/{plan_id}").json()["state"] == "verified"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={TINY}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only who may mount a file system can try a disk that is really full")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(folder: Path) -> People:
    """Accounts in the database of a folder."""
    with people(folder) as found:
        known = found
    settle(folder)
    return known


def as_bureau(known: People) -> dict[str, str]:
    """Headers of the bureau."""
    return {"authorization": f"Bearer {known.tokens['bureau']}"}


def test_a_disk_that_is_really_full_loses_nothing_either(tiny_disk: Path) -> None:
    sent = as_bureau(filled(tiny_disk))
    with server(tiny_disk) as (_, address), httpx.Client(base_url=address, timeout=60) as client:
        taken, refused = _on_a_full_disk(client, tiny_disk / "ballast", sent)
        assert refused.status_code == 507
        assert client.get("/api/v1/schedules").status_code == 200
        assert all(has(client, number, **sent) for number in taken)
    (tiny_disk / "ballast").unlink()
    with server(tiny_disk) as (_, address), httpx.Client(base_url=address, timeout=60) as client:
        assert all(has(client, number, **sent) for number in taken)
        assert begin(client, len(taken), **sent).status_code == 201


def _on_a_full_disk(client: httpx.Client, ballast: Path, sent: dict[str, str]) -> tuple[list[int], httpx.Response]:
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"0" * 4_096)
    return until_refused(client, **sent)


def test_a_file_that_can_grow_no_further_loses_nothing_acknowledged(tmp_path: Path) -> None:
    sent = as_bureau(filled(tmp_path))
    most = (tmp_path / "service.db").stat().st_size + 64 * 1_024
    with server(tmp_path, most_bytes=most) as (_, address), httpx.Client(base_url=address, timeout=60) as client:
        taken, refused = until_refused(client, **sent)
        assert refused.status_code in (503, 507), refused.text
        assert client.get("/api/v1/schedules").status_code == 200
    with server(tmp_path) as (_, address), httpx.Client(base_url=address, timeout=60) as client:
        assert taken and all(has(client, number, **sent) for number in taken)
        assert begin(client, len(taken), **sent).status_code == 201
