"""Charter requests of firms: asked for, kept apart, pooled."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import httpx
import pytest

from api.access.roles import Role
from api.store import accounts
from api.store.database import reading, writing
from api.store.requests import standing_requests, with_requests
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, ask, begin_campaign, toy, worker
from tests.api.people import PASSWORD, People, cheap_hash, people


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """The toy campaign, with an account of two of its firms."""
    with people(tmp_path_factory.mktemp("requests"), fill=begin_campaign) as found:
        hashed = cheap_hash(PASSWORD)
        with writing(found.app.app.state.engine) as session:
            for name, firm in zip(("own-a", "own-b"), sites(), strict=False):
                new = accounts.NewUser(name, Role.ENTERPRISE, firm, hashed)
                user = accounts.add_user(session, new, found.clock.now)
                _, found.tokens[name] = accounts.open_session(session, user, found.clock.now, 10_000_000, False)
        yield found


def sites() -> dict[str, str]:
    """A site of each firm of the toy campaign."""
    with (toy() / "sites.csv").open(encoding="utf-8", newline="") as file:
        return {row["enterprise_id"]: row["site_id"] for row in csv.DictReader(file)}


def wanted(firm: int = 0, **given: object) -> dict[str, object]:
    """A request of the first or second firm."""
    return {
        "site_id": list(sites().values())[firm], "origin_adcode": "510824", "persons": 100,
        "ready_at": "2020-02-17T08:00:00+08:00", "due_at": "2020-02-21T18:00:00+08:00", **given,
    }  # fmt: skip


def send(house: People, name: str = "own-a", key: str = "r", **given: object) -> httpx.Response:
    """Send a request."""
    address = f"{CAMPAIGNS}/{CAMPAIGN}/requests"
    return house.client(name).post(address, json=wanted(**given), headers={"idempotency-key": key})


def test_a_request_belongs_to_the_firm_and_to_nobody_else(house: People) -> None:
    made = send(house)
    assert made.status_code == 201, made.text
    address = f"/api/v1/requests/{made.json()['request_id']}"
    assert house.client("own-a").get(address).status_code == 200
    assert house.client("bureau").get(address).json()["persons"] == 100
    foreign, nothing = house.client("own-b").get(address), house.client("own-b").get("/api/v1/requests/nothing")
    assert (foreign.status_code, foreign.content) == (404, nothing.content)
    mine = house.client("own-b").get(f"{CAMPAIGNS}/{CAMPAIGN}/requests").json()
    assert mine["items"] == []


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"origin_adcode": "999999"}, "origin_adcode"),
        ({"persons": 0}, "persons"),
        ({"due_at": "2020-02-17T07:00:00+08:00"}, "due_at"),
        ({"due_at": "2020-02-26T18:00:00+08:00"}, "due_at"),
        ({"firm": 1}, "site_id"),
        ({"state": "planned"}, "state"),
    ],
)
def test_a_request_that_makes_no_sense_names_what_is_wrong(house: People, given: dict[str, object], named: str) -> None:
    answer = send(house, key=str(given), **given)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_requests_of_one_origin_and_day_become_one_row_of_heat(house: People) -> None:
    send(house, "own-a", "p1", persons=30)
    send(house, "own-b", "p2", firm=1, persons=25)
    with reading(house.app.app.state.engine) as session:
        rows = standing_requests(session, CAMPAIGN)
        tables = with_requests({"heat": (toy() / "heat.csv").read_bytes()}, rows)
    heat = list(csv.DictReader(tables["heat"].decode().splitlines()))
    pooled = [row for row in heat if row["source"] == "charter request"]
    assert [int(row["workers"]) for row in pooled] == [sum(row.persons for row in rows)]
    assert len(list(csv.DictReader(tables["demand"].decode().splitlines()))) == len(rows)


def test_a_plan_carries_those_whom_firms_asked_for(house: People) -> None:
    send(house, "own-a", "q1", persons=20)
    asked = ask(house, key="with-requests").json()
    assert worker(house).step()
    bureau, address = house.client("bureau"), f"/api/v1/plans/{asked['plan_id']}"
    plan = bureau.get(address).json()
    assert plan["state"] == "verified", plan["error"]
    assert plan["summary"]["persons"] > 20
    mine = house.client("own-a").get(f"{CAMPAIGNS}/{CAMPAIGN}/requests").json()["items"]
    assert {(one["state"], one["outcome"]) for one in mine} == {("open", None)}, "not before it is published"
    for who, act in (("bureau2", "approve"), ("bureau", "publish")):
        tag = bureau.get(address).headers["etag"]
        told = house.client(who).post(f"{address}/{act}", headers={"if-match": tag})
        assert told.status_code == 200, told.text
    late = send(house, "own-a", "too-late", persons=1).json()
    mine = house.client("own-a").get(f"{CAMPAIGNS}/{CAMPAIGN}/requests").json()["items"]
    assert [one["state"] for one in mine if one["request_id"] == late["request_id"]] == ["open"]
    counted = [one for one in mine if one["outcome"] is not None]
    assert len(counted) == len(mine) - 1
    for one in counted:
        outcome = one["outcome"]
        first = sum(ride["persons"] for ride in outcome["rides"] if ride["leg_seq"] == 1)
        assert first == outcome["persons"]
        assert first + sum(left["persons"] for left in outcome["unserved"]) == one["persons"]
        assert one["state"] == ("planned" if first else "open")
        schedule = f"/api/v1/schedules/{outcome['schedule_id']}/trips"
        for ride in outcome["rides"]:
            assert house.client("own-a").get(f"{schedule}/{ride['trip_id']}/stop-times").status_code == 200
    assert any(one["state"] == "planned" for one in counted)


def test_a_withdrawn_request_is_no_longer_counted(house: People) -> None:
    made = send(house, key="w")
    client, address = house.client("own-a"), f"/api/v1/requests/{made.json()['request_id']}"
    assert client.delete(address).status_code == 428
    assert client.delete(address, headers={"if-match": made.headers["etag"]}).json()["state"] == "withdrawn"
    assert client.delete(address, headers={"if-match": '"v2"'}).status_code == 409
    with reading(house.app.app.state.engine) as session:
        assert made.json()["request_id"] not in {row.request_id for row in standing_requests(session, CAMPAIGN)}
