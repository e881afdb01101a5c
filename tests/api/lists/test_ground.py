"""What a list is judged on comes from the inputs of the campaign, whatever their headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.lists.ground import ground_of
from api.lists.merge import Owner
from api.store import drafts, lists
from api.store.database import writing
from api.store.drafts import Author
from tests.api.databases import opened

SETTINGS = {
    "campaign": {
        "id": "c", "name": "测试", "timezone": "Asia/Shanghai", "start": "2020-02-17", "end": "2020-02-21",
        "as_of": "2020-02-16T08:00+08:00", "destination_adcode": "330200",
    },
    "policy": {"pack": "bare"}, "network": {"provider": "great-circle"},
}  # fmt: skip
SITES = "厂区编号,企业编号,名称\nS1,E1,一厂\nS2,E1,二厂\nS3,E1,二厂\nS4,E2,别厂\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_sites_are_known_by_id_and_by_names_that_are_their_own(tmp_path: Path, encoding: str) -> None:
    engine = opened(tmp_path / "g.db")
    with writing(engine) as session:
        drafts.add_draft(session, "c", "测试", SETTINGS, Author("u", 1))
        drafts.add_input(session, "c", "sites", SITES.encode(encoding), 4, Author("u", 1))
        lists.remember_headers(session, "E1", {"联系电话": "phone"}, 1)
        lists.remember_headers(session, "E1", {"联系电话": "", "备注": ""}, 2)
        lists.remember_headers(session, "E2", {"联系电话": "phone"}, 1)
        found = ground_of(session, Owner("c", "E1"))
        assert ground_of(session, Owner("nothing", "E1")) is None
    assert found is not None and found.own_sites == ("S1", "S2", "S3")
    assert found.places.sites == {"S1": "S1", "S2": "S2", "S3": "S3", "一厂": "S1"}
    assert found.places.own_names == {"E1"} and found.places.stops == {}
    assert found.remembered == {"联系电话": "", "备注": ""}
