"""The life of a plan on each kind of database: made once, approved, published one at a time, never without receipt."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from api import life
from api.identity.cipher import Cell, Cipher
from api.identity.keys import read_keys
from api.store.database import writing
from api.store.work_models import PlanFileRow
from tests.api.campaigns import CAMPAIGN, PLANS, ask, begin_campaign, worker
from tests.api.databases import BOTH
from tests.api.people import People, people


@pytest.fixture(params=BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[People]:
    with people(tmp_path, request.param, begin_campaign, two_persons=False) as found:
        yield found


def act(house: People, plan_id: str, what: str) -> int:
    """Status of an act on a plan in its present version."""
    client = house.client("bureau")
    tag = client.get(f"{PLANS}/{plan_id}").headers["etag"]
    return client.post(f"{PLANS}/{plan_id}/{what}", headers={"if-match": tag}).status_code


def approved(house: People, key: str = "p1") -> str:
    """A plan that is made and approved; its id."""
    plan_id = str(ask(house, key=key).json()["plan_id"])
    assert worker(house).step() and act(house, plan_id, "approve") == 200
    return plan_id


def states(house: People) -> dict[str, str]:
    """State of every plan."""
    items = house.client("bureau").get(f"{PLANS}?campaign_id={CAMPAIGN}").json()["items"]
    return {item["plan_id"]: item["state"] for item in items}


def versions(house: People) -> list[tuple[int, str]]:
    """Version and status of every schedule."""
    items = house.anonymous.get("/api/v1/schedules").json()["items"]
    return sorted((item["version"], item["status"]) for item in items)


def test_where_one_person_is_enough_the_one_who_asked_may_approve(house: People) -> None:
    plan_id = ask(house).json()["plan_id"]
    assert act(house, plan_id, "approve") == 409
    assert worker(house).step()
    assert act(house, plan_id, "approve") == 200
    assert act(house, plan_id, "approve") == 409
    assert act(house, plan_id, "publish") == 200
    assert act(house, plan_id, "publish") == 409


def test_without_a_receipt_the_database_takes_no_verified_plan(house: People) -> None:
    waiting = ask(house).json()["plan_id"]
    for state in ("verified", "approved", "published"):
        with pytest.raises(IntegrityError), house.app.app.state.engine.begin() as connection:
            connection.execute(text("UPDATE plans SET state = :s WHERE plan_id = :p"), {"s": state, "p": waiting})


def test_a_plan_whose_kept_files_were_changed_is_not_published(house: People) -> None:
    plan_id = approved(house)
    cipher = Cipher(read_keys(house.settings.key_file))
    with writing(house.app.app.state.engine) as session:
        row = session.scalar(select(PlanFileRow).where(PlanFileRow.name == "plan/trips.csv"))
        assert row is not None
        cell = Cell("plan_files", row.name, row.plan_id)
        lines = gzip.decompress(cipher.open_bytes(row.sealed_gzip, cell)).decode().splitlines()
        row.sealed_gzip = cipher.seal_bytes(gzip.compress("\n".join(lines[:-1]).encode() + b"\n"), cell)
    assert act(house, plan_id, "publish") == 409
    assert versions(house) == []


def test_publications_of_one_campaign_at_the_same_moment_follow_one_another(
    house: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = [approved(house, key) for key in ("p1", "p2")]
    start, prepare = threading.Barrier(2), life.prepare

    def prepared(*given: Any) -> Any:
        ready = prepare(*given)
        start.wait(60)  # both enter the transaction together
        return ready

    monkeypatch.setattr(life, "prepare", prepared)
    for round_of in ("first", "next"):
        if round_of == "next":
            rivals = [approved(house, key) for key in ("p3", "p4")]
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(lambda plan_id: act(house, plan_id, "publish"), rivals)) == [200, 200]
    assert versions(house) == [(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "current")]
    found = sorted(states(house).values())
    assert found == ["published", "superseded", "superseded", "superseded"]


def test_the_same_plan_published_twice_at_the_same_moment_is_published_once(
    house: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, start, prepare = approved(house), threading.Barrier(2), life.prepare

    def prepared(*given: Any) -> Any:
        ready = prepare(*given)
        start.wait(60)
        return ready

    monkeypatch.setattr(life, "prepare", prepared)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: act(house, plan_id, "publish"), range(2))) == [200, 412]
    assert versions(house) == [(1, "current")]
