"""What a campaign is planned with, told row by row to those whose rows they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, toy, worker
from tests.api.lists.made import begin_with_firms, firms
from tests.api.people import People, people

HERE = f"{CAMPAIGNS}/{CAMPAIGN}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("tables"), two_persons=False, fill=begin_with_firms) as found:
        yield found


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table of the toy campaign."""
    with (toy() / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_bureau_sees_all_enterprises_page_by_page_and_a_firm_itself(house: People) -> None:
    client, seen, cursor = house.client("bureau"), [], ""
    while True:
        page = client.get(f"{HERE}/enterprises?limit=2{cursor}").json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert [one["enterprise_id"] for one in seen] == sorted(row["enterprise_id"] for row in rows("enterprises"))
    own = next(iter(firms()))
    [mine] = house.client("own-a").get(f"{HERE}/enterprises").json()["items"]
    assert mine["enterprise_id"] == own and mine["light"] == "green"
    assert {site["site_id"] for site in mine["sites"]} == {
        row["site_id"] for row in rows("sites") if row["enterprise_id"] == own
    }
    assert mine["sites"][0]["opens"] == "06:00"


def test_demand_is_told_to_the_bureau_whole_and_to_a_firm_its_own(house: People) -> None:
    whole = house.client("bureau").get(f"{HERE}/demand").json()["items"]
    assert [row["headcount"] for row in whole] == [int(row["headcount"]) for row in rows("demand")]
    mine = house.client("own-a").get(f"{HERE}/demand").json()["items"]
    own = next(iter(firms()))
    assert mine == [row for row in whole if row["enterprise_id"] == own] and mine
    assert mine[0]["needed_from"] == "2020-02-18T00:00:00+08:00"


def test_heat_is_the_bureaus(house: People) -> None:
    told = house.client("bureau").get(f"{HERE}/heat?limit=1").json()
    assert told["items"][0]["workers"] == int(rows("heat")[0]["workers"])
    second = house.client("bureau").get(f"{HERE}/heat?limit=1&cursor={told['next_cursor']}").json()
    assert second["items"][0]["origin_adcode"] == rows("heat")[1]["origin_adcode"]
    assert house.client("own-a").get(f"{HERE}/heat").status_code == 403


def test_a_campaign_that_is_not_there_has_no_tables(house: People) -> None:
    for name in ("enterprises", "demand", "heat"):
        assert house.client("bureau").get(f"{CAMPAIGNS}/nothing/{name}").status_code == 404


def test_cohorts_tell_who_has_a_seat_and_a_firm_sees_its_own_of_published_plans(house: People) -> None:
    plan_id = ask(house).json()["plan_id"]
    address = f"{PLANS}/{plan_id}/cohorts"
    bureau, firm = house.client("bureau"), house.client("own-a")
    assert bureau.get(address).status_code == 404
    assert worker(house).step()
    whole = bureau.get(f"{address}?limit=1000").json()["items"]
    summary = bureau.get(f"{PLANS}/{plan_id}").json()["summary"]
    assert sum(one["served"] for one in whole) == summary["served"]
    for one in whole:
        assert one["persons"] == one["served"] + sum(left["persons"] for left in one["unserved"])
    hidden, nothing = firm.get(address), firm.get(f"{PLANS}/nothing/cohorts")
    assert (hidden.status_code, hidden.content) == (404, nothing.content)
    for act in ("approve", "publish"):
        tag = bureau.get(f"{PLANS}/{plan_id}").headers["etag"]
        assert bureau.post(f"{PLANS}/{plan_id}/{act}", headers={"if-match": tag}).status_code == 200
    own = next(iter(firms()))
    assert firm.get(f"{address}?limit=1000").json()["items"] == [one for one in whole if one["enterprise_id"] == own]
    [first] = bureau.get(f"{address}?limit=1").json()["items"]
    assert first == whole[0]
