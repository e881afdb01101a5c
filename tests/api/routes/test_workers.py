"""Named workers: masked, revealed to the bureau with an entry in the log, changed under If-Match, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from api.store.account_models import AuditRow
from api.store.database import reading
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS
from tests.api.lists.made import HEADERS, as_csv, begin_with_firms, rows, send
from tests.api.people import People, people

WORKERS = f"{CAMPAIGNS}/{CAMPAIGN}/workers"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Two firms with a list each."""
    with people(tmp_path_factory.mktemp("workers"), fill=begin_with_firms) as found:
        assert send(found, as_csv(rows(12))).status_code == 201
        assert send(found, as_csv(rows(3, first=50)), who="own-b").status_code == 201
        yield found


def some(house: People, position: int = 0) -> tuple[str, dict[str, Any], str]:
    """Address, form and ETag of a worker of the first firm."""
    found = house.client("own-a").get(WORKERS).json()["items"][position]
    address = f"/api/v1/workers/{found['worker_id']}"
    answer = house.client("own-a").get(address)
    return address, answer.json(), answer.headers["etag"]


def entries(house: People, action: str) -> list[AuditRow]:
    """Entries of an action."""
    with reading(house.app.app.state.engine) as session:
        return list(session.scalars(select(AuditRow).where(AuditRow.action == action)))


def test_a_firm_sees_its_own_workers_with_masked_numbers(house: People) -> None:
    page = house.client("own-a").get(WORKERS)
    assert len(page.json()["items"]) == 12
    for person in rows(12):
        assert str(person[1]) not in page.text and str(person[2]) not in page.text and str(person[0]) in page.text
    assert all(set(w["national_id"][:-4]) == {"*"} and len(w["national_id"]) == 18 for w in page.json()["items"])
    assert len(house.client("own-b").get(WORKERS).json()["items"]) == 3
    assert len(house.client("bureau").get(WORKERS).json()["items"]) == 15


def test_pages_follow_each_other_without_gap(house: People) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = house.client("bureau").get(f"{WORKERS}?limit=4" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [worker["worker_id"] for worker in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 15


def test_only_the_bureau_reveals_and_each_look_is_in_the_log(house: People) -> None:
    before = len(entries(house, "workers.read"))
    shown = house.client("bureau").get(f"{WORKERS}?reveal=true").json()["items"]
    assert {str(person[1]) for person in rows(12)} <= {worker["national_id"] for worker in shown}
    found = entries(house, "workers.read")
    assert len(found) == before + 1 and found[-1].detail["in_full"] is True
    assert set(found[-1].detail["workers"]) == {worker["worker_id"] for worker in shown}
    assert not any(str(person[1]) in str(found[-1].detail) for person in rows(12))
    assert house.client("own-a").get(f"{WORKERS}?reveal=true").status_code == 403
    address = some(house)[0]
    assert house.client("own-a").get(f"{address}?reveal=true").status_code == 403
    assert "*" not in house.client("bureau").get(f"{address}?reveal=true").json()["national_id"]


def test_a_foreign_worker_answers_as_one_that_is_not_there(house: People) -> None:
    address, _, tag = some(house)
    client = house.client("own-b")
    for call in (
        client.get, lambda a: client.delete(a, headers={"if-match": tag}),
        lambda a: client.patch(a, json={"needs": "x"}, headers={"if-match": tag}),
    ):  # fmt: skip
        foreign, nothing = call(address), call("/api/v1/workers/nothing")
        assert (foreign.status_code, foreign.content) == (404, nothing.content)


@pytest.mark.parametrize("name", ["administrator", "logistics", "gate"])
def test_other_roles_do_not_read_workers(house: People, name: str) -> None:
    assert house.client(name).get(WORKERS).status_code == 403


def test_facts_are_changed_under_if_match_and_read_like_cells(house: People) -> None:
    address, before, tag = some(house)
    client = house.client("own-a")
    assert client.patch(address, json={"needs": "轮椅"}).status_code == 428
    changed = client.patch(address, json={"needs": "轮椅", "origin_adcode": "广元苍溪"}, headers={"if-match": tag})
    assert changed.status_code == 200, changed.text
    assert changed.json()["facts"]["origin_adcode"] == "510824" and changed.json()["facts"]["needs"] == "轮椅"
    assert changed.json()["facts"]["ready_at"] == before["facts"]["ready_at"]
    assert client.patch(address, json={"needs": None}, headers={"if-match": tag}).status_code == 412
    gone = client.patch(address, json={"needs": None}, headers={"if-match": changed.headers["etag"]})
    assert gone.json()["facts"]["needs"] is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"origin_adcode": "朝阳区"}, "origin_adcode"), ({"ready_at": "2020-03-01"}, "ready_at"),
        ({"site_id": "nowhere"}, "site_id"), ({"site_id": None}, "site_id"), ({"health_code": "blue"}, "health_code"),
        ({"due_at": "2020-02-16"}, "due_at"), ({"tier": "0"}, "tier"), ({"name": "x"}, "name"),
        ({"enterprise_id": "x"}, "enterprise_id"), ({"withdrawn": True}, "withdrawn"), ({"version": 9}, "version"),
        ({"national_id": "x"}, "national_id"), ({"worker_id": "x"}, "worker_id"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_names_its_column(house: People, change: dict[str, object], named: str) -> None:
    address, _, tag = some(house, 1)
    answer = house.client("own-a").patch(address, json=change, headers={"if-match": tag})
    assert answer.status_code == 422 and named in {error["parameter"] for error in answer.json()["errors"]}


def test_a_changed_worker_stays_changed_when_the_same_list_comes_again(house: People) -> None:
    address, _, tag = some(house, 2)
    house.client("own-a").patch(address, json={"needs": "婴儿"}, headers={"if-match": tag})
    again = send(house, as_csv(rows(12)), key="same-again")
    assert again.json()["counts"]["unchanged"] == 12
    assert house.client("own-a").get(address).json()["facts"]["needs"] == "婴儿"


def test_a_withdrawn_worker_frees_the_person_for_another_firm(house: People) -> None:
    address, _, tag = some(house, 3)
    client = house.client("own-a")
    number = house.client("bureau").get(f"{address}?reveal=true").json()["national_id"]
    assert client.delete(address).status_code == 428
    gone = client.delete(address, headers={"if-match": tag})
    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert client.delete(address, headers={"if-match": gone.headers["etag"]}).status_code == 409
    same = [row for row in rows(12) if row[1] == number]
    moved = send(house, as_csv(same), who="own-b")
    assert moved.json()["counts"]["added"] == 1, moved.text
    assert send(house, as_csv(rows(12)), key="old-list").json()["state"] == "accepted"
    back = client.patch(address, json={"stage": "accepted"}, headers={"if-match": gone.headers["etag"]})
    assert back.status_code == 409, "the person travels for the other firm now"


def test_of_racing_changes_one_wins_each_version(house: People) -> None:
    address, before, _ = some(house, 5)
    clients = [house.client("own-a") for _ in range(4)]

    def race(number: int) -> int:
        client = clients[number % 4]
        tag = client.get(address).headers["etag"]
        return client.patch(address, json={"needs": f"n{number}"}, headers={"if-match": tag}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(race, range(40)))
    assert set(answers) <= {200, 412}
    after = house.client("own-a").get(address).json()
    assert after["version"] - before["version"] == answers.count(200) > 0


def test_a_group_does_not_part_by_a_change(house: People) -> None:
    headers = [*HEADERS, "同行组"]
    send(house, as_csv([[*row, "paar"] for row in rows(2, first=80)], headers))
    listed = house.client("own-a").get(WORKERS).json()["items"]
    member = next(worker for worker in listed if worker["facts"]["group_id"] == "paar")
    answer = house.client("own-a").patch(
        f"/api/v1/workers/{member['worker_id']}", json={"origin_adcode": "510824"},
        headers={"if-match": f'"v{member["version"]}"'},
    )  # fmt: skip
    assert answer.status_code == 409 and answer.json()["errors"][0]["parameter"] == "group_id"
