"""Writes: whole or not at all, once, and never over what somebody else has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request
from sqlalchemy import func, select

from api.changes import require_version, version_tag
from api.problems import CHANGED, MATCH_NEEDED, Problem
from api.store.account_models import AuditRow, UserRow
from api.store.database import reading
from tests.api.people import People, people

USERS = "/api/v1/users"
NEW = {"name": "gate-9", "role": "gate", "password": "a long enough password"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def asking(if_match: str | None) -> Request:
    """A request with an If-Match header."""
    headers = [] if if_match is None else [(b"if-match", if_match.encode())]
    return Request({"type": "http", "headers": headers})


def test_the_version_read_may_be_changed() -> None:
    require_version(asking('"v3"'), 3)
    require_version(asking('"v2", "v3"'), 3)
    assert version_tag(3) == '"v3"'


@pytest.mark.parametrize(("sent", "kind"), [(None, MATCH_NEEDED), ('"v2"', CHANGED), ("*", CHANGED)])
def test_another_version_or_none_is_refused(sent: str | None, kind: object) -> None:
    with pytest.raises(Problem) as caught:
        require_version(asking(sent), 3)
    assert caught.value.kind is kind


def test_one_of_many_equal_requests_at_once_does_the_work(house: People) -> None:
    answers = []

    def send() -> None:
        answers.append(house.client("administrator").post(USERS, json=NEW, headers={"idempotency-key": "same"}))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    with reading(house.app.app.state.engine) as session:
        assert session.scalar(select(func.count()).select_from(UserRow).where(UserRow.name == NEW["name"])) == 1
        assert session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == "user.added")) == 1


def test_a_refused_write_leaves_neither_row_nor_entry(house: People) -> None:
    with reading(house.app.app.state.engine) as session:
        before = session.scalar(select(func.count()).select_from(AuditRow))
    taken = NEW | {"name": "gate"}
    assert house.client("administrator").post(USERS, json=taken, headers={"idempotency-key": "t"}).status_code == 409
    with reading(house.app.app.state.engine) as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == before
