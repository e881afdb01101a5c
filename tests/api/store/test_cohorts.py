from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.identity.cipher import Cipher
from api.identity.keys import KeyRing
from api.store import drafts, plans
from api.store.cohorts import cohorts_of
from api.store.database import open_database, upgrade, writing
from api.store.drafts import Author

TABLES = {
    "cohorts": "cohort_id,source,enterprise_id,site_id,origin_adcode,ready_at,due_at,tier,persons\n"
    "C2,heat,E1,S1,510824,2020-02-17T00:00+08:00,2020-02-20T22:00+08:00,1,9\n"
    "C1,named,E1,S1,510824,2020-02-17T00:00+08:00,2020-02-20T22:00+08:00,0,7\n",
    "loads": "cohort_id,part_id,leg_seq,trip_id,persons\nC1,a,1,T1,4\nC1,a,2,T2,4\nC1,b,1,T1,2\n",
    "unserved": "cohort_id,persons,reason\nC1,1,NO_SEAT\nC2,4,NO_SEAT\nC2,5,NO_DRIVER\n",
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'cohorts.db'}")
    upgrade(opened)
    yield opened
    opened.dispose()


def test_cohorts_tell_who_has_a_seat_the_whole_way_and_why_others_have_none(engine: Engine, tmp_path: Path) -> None:
    folder, cipher = tmp_path / "plan", Cipher(KeyRing.new())
    folder.mkdir()
    with writing(engine) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", 1))
        plan_id = plans.add_plan(session, "c", {}, {}, Author("u", 1)).plan_id
        assert cohorts_of(session, cipher, plan_id) is None
        for name, text in TABLES.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        plans.put_files(session, cipher, plan_id, plans.RESULT, folder)
        found = cohorts_of(session, cipher, plan_id)
    assert found is not None
    assert [(one.cohort_id, one.persons, one.served, one.unserved) for one in found] == [
        ("C1", 7, 6, (("NO_SEAT", 1),)), ("C2", 9, 0, (("NO_DRIVER", 5), ("NO_SEAT", 4))),
    ]  # fmt: skip
