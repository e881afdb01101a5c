"""Rows of workers: kept for their firm alone, told to the planner without identity."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Actor, Role
from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from api.store import lists, workers
from api.store.database import reading, writing
from api.store.drafts import Author
from api.store.tenancy import TenantBreach, writing_as
from api.store.workers import Person
from tests.api.campaigns import CAMPAIGN, begin_campaign
from tests.api.people import People, people

FIRM, OTHER = "E1", "E2"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    """The toy campaign with one list of each of two firms."""
    with people(tmp_path, fill=begin_campaign) as found:
        with writing(found.app.app.state.engine) as session:
            for firm in (FIRM, OTHER):
                upload = lists.Upload(CAMPAIGN, firm, "f.csv", "0" * 64, "accepted", [], {}, None)
                lists.add_list(session, f"L-{firm}", upload, Author("u", 1))
        yield found


def row(house: People, worker_id: str, firm: str = FIRM, **given: Any) -> dict[str, Any]:
    """A row to write."""
    cipher = Cipher(read_keys(house.settings.key_file))
    base = {
        "worker_id": worker_id, "campaign_id": CAMPAIGN, "enterprise_id": firm, "list_id": f"L-{firm}",
        "national_id_index": worker_id * 4, "facts": {"site_id": "S1"}, "row_digest": "0" * 64, "withdrawn": False,
        "version": 1, "created_at": 1, "updated_at": 1,
    }  # fmt: skip
    return {**base, **workers.sealed_person(cipher, worker_id, Person("测试", "ID", "100")), **given}


def put(house: People, *rows: dict[str, Any], firm: str = FIRM) -> None:
    """Write rows."""
    with writing(house.app.app.state.engine) as session:
        workers.write_workers(session, firm, rows, [])


def test_bulk_writes_stop_at_the_fence_between_firms(house: People) -> None:
    actor = Actor("u", Role.ENTERPRISE, FIRM, "s", False)
    for firm, rows in ((OTHER, [row(house, "W1", OTHER)]), (FIRM, [row(house, "W1", OTHER)])):
        with pytest.raises(TenantBreach), writing_as(house.app.app.state.engine, actor) as session:
            workers.write_workers(session, firm, rows, [])


def test_a_changed_row_keeps_its_beginning(house: People) -> None:
    put(house, row(house, "W1"), row(house, "W2"))
    change = {k: v for k, v in row(house, "W1", version=2, updated_at=5).items() if k != "created_at"}
    with writing(house.app.app.state.engine) as session:
        workers.write_workers(session, FIRM, [], [change])
    with reading(house.app.app.state.engine) as session:
        found = workers.get_worker(session, "W1")
        other = workers.get_worker(session, "W2")
        assert found is not None and (found.version, found.created_at, found.updated_at) == (2, 1, 5)
        assert other is not None and other.version == 1
        assert workers.opened_person(Cipher(read_keys(house.settings.key_file)), found) == Person("测试", "ID", "100")


def test_the_planner_gets_no_identity_and_groups_of_firms_apart(house: People) -> None:
    put(house, row(house, "W1", facts={"site_id": "S1", "group_id": "1"}), row(house, "W2", withdrawn=True))
    put(house, row(house, "W3", OTHER, facts={"site_id": "S2", "group_id": "1"}), firm=OTHER)
    with reading(house.app.app.state.engine) as session:
        table = workers.worker_table(session, CAMPAIGN)
    assert table is not None and "测试" not in table.decode()
    found = {line["worker_id"]: line for line in csv.DictReader(io.StringIO(table.decode()))}
    assert found["W2"]["stage"] == "withdrawn" and found["W1"]["stage"] == ""
    assert found["W1"]["group_id"] != found["W3"]["group_id"] != "1"
    assert all(line[name] == "" for line in found.values() for name in ("name", "national_id", "phone"))


def test_what_others_list_is_answered_by_nothing_but_the_question(house: People) -> None:
    put(house, row(house, "W3", OTHER), row(house, "W4", OTHER, withdrawn=True), firm=OTHER)
    with reading(house.app.app.state.engine) as session:
        asked = [name * 4 for name in ("W1", "W3", "W4")]
        assert lists.on_other_lists(session, CAMPAIGN, FIRM, asked) == {"W3" * 4}
        assert lists.on_other_lists(session, CAMPAIGN, OTHER, asked) == frozenset()
        assert lists.on_other_lists(session, "another", FIRM, asked) == frozenset()


def test_the_state_of_a_campaign_changes_with_every_change(house: People) -> None:
    seen = []
    for step in (
        lambda: None, lambda: put(house, row(house, "W1")), lambda: put(house, row(house, "W3", OTHER), firm=OTHER),
    ):  # fmt: skip
        step()
        with reading(house.app.app.state.engine) as session:
            seen.append(workers.state_of(session, CAMPAIGN))
    assert len(set(seen)) == 3
