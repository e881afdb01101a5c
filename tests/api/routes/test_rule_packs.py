"""Rule packs of the bureau: judged whole, kept in versions, named by campaigns and planned under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from planner.data_files import data_path
from planner.policy import pack_names
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, worker
from tests.api.people import People, people
from tests.api.test_rule_packs import PACK, plan_file

HERE = "/api/v1/rule-packs"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def put(house: People, content: str = PACK, follows: int = 0, name: str = "ningbo-own") -> httpx.Response:
    """Send a pack to the library."""
    headers = {"if-match": f'"v{follows}"', "content-type": "application/toml"}
    return house.client("bureau").put(f"{HERE}/{name}", content=content.encode(), headers=headers)


def test_packs_that_ship_are_listed_and_read_beside_those_of_the_bureau(house: People) -> None:
    assert put(house).status_code == 200
    client = house.client("bureau")
    listed = client.get(HERE, params={"limit": 3}).json()
    rest = client.get(HERE, params={"cursor": listed["next_cursor"]}).json()
    items = listed["items"] + rest["items"]
    assert [item["name"] for item in items] == sorted((*pack_names(), "ningbo-own"))
    [own] = [item for item in items if not item["ships"]]
    assert (own["version"], own["extends"], own["rulesets"]) == (1, "bare", ["2020-02-01"])
    shipped = client.get(f"{HERE}/covid-2020")
    assert shipped.content == data_path("policies", "covid-2020.toml").read_bytes()
    assert shipped.headers["etag"] == '"v0"' and shipped.headers["content-type"] == "application/toml"
    assert [v["version"] for v in client.get(f"{HERE}/covid-2020/versions").json()["items"]] == [0]


def test_every_fault_of_a_pack_is_named_and_nothing_is_taken(house: People) -> None:
    bad = PACK.replace('share = "0.5"', 'share = "1.5"').replace("caps = [", "max_pikcups = 2\nmax_drops = 0\ncaps = [")
    answer = put(house, bad)
    assert answer.status_code == 422
    reasons = [error["reason"] for error in answer.json()["errors"]]
    assert len(reasons) == 3
    assert all(any(key in reason for reason in reasons) for key in ("caps[1].share", "max_pikcups", "max_drops"))
    assert house.client("bureau").get(f"{HERE}/ningbo-own").status_code == 404


@pytest.mark.parametrize(("name", "said"), [("other", "it must be 'other'"), ("covid-2020", "it must be 'covid-2020'")])
def test_a_pack_is_sent_under_its_own_name(house: People, name: str, said: str) -> None:
    answer = put(house, name=name)
    assert answer.status_code == 422 and said in answer.text


def test_a_pack_that_ships_is_never_replaced(house: People) -> None:
    answer = put(house, PACK.replace("ningbo-own", "covid-2020"), name="covid-2020")
    assert answer.status_code == 422 and "ships with the program" in answer.text


def test_versions_follow_each_other_and_all_of_them_stay_readable(house: People) -> None:
    for version in range(3):
        answer = put(house, PACK.replace("0.5", f"0.{5 + version}"), version)
        assert (answer.status_code, answer.json()["version"]) == (200, version + 1), answer.text
    assert put(house, follows=1).status_code == 412
    client = house.client("bureau")
    assert client.put(f"{HERE}/ningbo-own", content=PACK).status_code == 428
    latest = client.get(f"{HERE}/ningbo-own")
    assert latest.headers["etag"] == '"v3"' and "0.7" in latest.text
    page = client.get(f"{HERE}/ningbo-own/versions", params={"limit": 2}).json()
    rest = client.get(f"{HERE}/ningbo-own/versions", params={"cursor": page["next_cursor"]}).json()
    assert [view["version"] for view in page["items"] + rest["items"]] == [3, 2, 1]
    assert "0.5" in client.get(rest["items"][0]["content"]).text
    assert client.get(f"{HERE}/ningbo-own/versions/4").status_code == 404
    assert client.get(f"{HERE}/nobodys/versions").status_code == 404
    with pytest.raises(DBAPIError, match="kept as they are"), house.app.app.state.engine.begin() as connection:
        connection.execute(text("UPDATE rule_packs SET version = 9"))


def test_a_plan_is_made_under_the_version_in_force_when_it_was_asked_for(house: People) -> None:
    begin_campaign(house)
    client, address = house.client("bureau"), f"{CAMPAIGNS}/{CAMPAIGN}/setup"
    setup = client.get(address)
    wanted = {k: v for k, v in setup.json().items() if k not in ("campaign_id", "version", "inputs")}
    wanted["policy_pack"] = "ningbo-own"
    match = {"if-match": setup.headers["etag"]}
    assert client.put(address, json=wanted, headers=match).status_code == 422
    assert put(house).status_code == 200
    assert client.put(address, json=wanted, headers=match).status_code == 200
    plan_id = ask(house).json()["plan_id"]
    assert put(house, PACK.replace("0.5", "0.6"), follows=1).status_code == 200
    assert worker(house).step()
    plan = client.get(f"{PLANS}/{plan_id}").json()
    assert plan["state"] == "verified", plan["error"]
    assert plan["inputs"]["rule-packs/ningbo-own"] == 1
    assert "0.5" in plan_file(house, plan_id, "ningbo-own.toml")
    assert "ningbo-own@2020-02-01" in plan_file(house, plan_id, "plan.json", "plan/")


@pytest.mark.parametrize("name", ["firm-a", "logistics", "gate", "administrator"])
def test_only_the_bureau_sees_and_sends_packs(house: People, name: str) -> None:
    assert house.client(name).get(HERE).status_code == 403
    answer = house.client(name).put(f"{HERE}/ningbo-own", content=PACK, headers={"if-match": '"v0"'})
    assert answer.status_code == 403
