from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.campaigns import PLANS, ask, begin_campaign, worker
from tests.api.people import People, people


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path, two_persons=False) as found:
        begin_campaign(found)
        yield found


def act(house: People, plan_id: str, what: str) -> int:
    """Status of an act on a plan in its present version."""
    client = house.client("bureau")
    tag = client.get(f"{PLANS}/{plan_id}").headers["etag"]
    return client.post(f"{PLANS}/{plan_id}/{what}", headers={"if-match": tag}).status_code


def test_where_one_person_is_enough_the_one_who_asked_may_approve(house: People) -> None:
    plan_id = ask(house).json()["plan_id"]
    assert act(house, plan_id, "approve") == 409
    assert worker(house).step()
    assert act(house, plan_id, "approve") == 200
    assert act(house, plan_id, "approve") == 409
    assert act(house, plan_id, "publish") == 200
    assert act(house, plan_id, "publish") == 409


def test_a_plan_whose_kept_files_were_changed_is_not_published(house: People) -> None:
    import gzip

    from sqlalchemy import select

    from api.identity.cipher import Cell, Cipher
    from api.identity.keys import read_keys
    from api.store.database import writing
    from api.store.work_models import PlanFileRow

    plan_id = ask(house).json()["plan_id"]
    assert worker(house).step() and act(house, plan_id, "approve") == 200
    cipher = Cipher(read_keys(house.settings.key_file))
    with writing(house.app.app.state.engine) as session:
        row = session.scalar(select(PlanFileRow).where(PlanFileRow.name == "plan/trips.csv"))
        assert row is not None
        cell = Cell("plan_files", row.name, row.plan_id)
        lines = gzip.decompress(cipher.open_bytes(row.sealed_gzip, cell)).decode().splitlines()
        row.sealed_gzip = cipher.seal_bytes(gzip.compress("\n".join(lines[:-1]).encode() + b"\n"), cell)
    assert act(house, plan_id, "publish") == 409
    assert house.anonymous.get("/api/v1/schedules").json()["items"] == []
