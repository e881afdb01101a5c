"""The audit log by HTTP: the latest first, page by page, each entry with its digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.people import PASSWORD, People, people

AUDIT, SESSIONS = "/api/v1/audit", "/api/v1/sessions"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        for _ in range(5):
            login = {"name": "bureau", "password": PASSWORD}
            assert found.anonymous.post(SESSIONS, json=login).status_code == 201
        yield found


def test_pages_lead_from_the_latest_entry_to_the_first(house: People) -> None:
    client, numbers, cursor = house.client("administrator"), [], None
    while True:
        query = {"limit": 2} if cursor is None else {"limit": 2, "cursor": cursor}
        page = client.get(AUDIT, params=query).json()
        numbers += [entry["seq"] for entry in page["items"]]
        assert all(len(entry["digest"]) == 64 and entry["action"] == "session.opened" for entry in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert numbers == [5, 4, 3, 2, 1]


def test_only_the_administrator_reads_it(house: People) -> None:
    assert [house.client(name).get(AUDIT).status_code for name in ("bureau", "firm-a", "gate")] == [403] * 3
