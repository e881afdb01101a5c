"""A file that cannot be read leaves an entry of who sent it, to what, and which one; nothing of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.answers import XLSX
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS
from tests.api.lists.made import begin_with_firms, firms, send
from tests.api.people import People, people

BROKEN = b"PK\x03\x04 \xe5\xa7\x93\xe5\x90\x8d secret-of-a-firm"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("unreadable"), fill=begin_with_firms) as found:
        yield found


def latest(house: People) -> dict[str, Any]:
    """The latest entry of the audit log."""
    entry: dict[str, Any] = house.client("administrator").get("/api/v1/audit?limit=1").json()["items"][0]
    return entry


@pytest.mark.parametrize("form", [{}, {"dry_run": "true"}])
def test_an_unreadable_list_is_noted(house: People, form: dict[str, str]) -> None:
    answer = send(house, BROKEN, "秘密.xlsx", **form)
    assert answer.status_code == 422 and answer.json()["errors"][0]["parameter"] == "file"
    entry = latest(house)
    assert (entry["action"], entry["object_id"]) == ("list.unreadable", CAMPAIGN)
    assert entry["user_id"] == house.client("own-a").get("/api/v1/sessions/current").json()["user_id"]
    known = {"sha256": hashlib.sha256(BROKEN).hexdigest(), "bytes": len(BROKEN), "enterprise_id": next(iter(firms()))}
    assert entry["detail"].pop("reason") and entry["detail"] == known
    assert "secret" not in json.dumps(entry) and "秘密" not in json.dumps(entry, ensure_ascii=False)


def test_an_unreadable_workbook_of_the_bureau_is_noted(house: People) -> None:
    address = f"{CAMPAIGNS}/{CAMPAIGN}/inputs/zones"
    client = house.client("bureau")
    version = client.get(f"{CAMPAIGNS}/{CAMPAIGN}/setup").json()["inputs"].get("zones", 0)
    headers = {"if-match": f'"v{version}"', "content-type": XLSX}
    assert client.put(address, content=BROKEN, headers=headers).status_code == 422
    entry = latest(house)
    assert (entry["action"], entry["detail"]["kind"]) == ("input.unreadable", "zones")
    assert entry["detail"]["sha256"] == hashlib.sha256(BROKEN).hexdigest()


def test_a_file_for_no_campaign_is_neither_read_nor_noted(house: People) -> None:
    before = latest(house)["seq"]
    headers = {"if-match": '"v0"', "content-type": XLSX}
    answer = house.client("bureau").put(f"{CAMPAIGNS}/nothing/inputs/zones", content=BROKEN, headers=headers)
    assert answer.status_code == 404 and latest(house)["seq"] == before
