"""The life of a plan by HTTP: asked for, made by a worker, approved by another person, published."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.api.campaigns import CAMPAIGN, PLANS, ask, begin_campaign, worker
from tests.api.people import People, people


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[People, str]]:
    """An application with one verified plan; its id."""
    with people(tmp_path_factory.mktemp("plans"), fill=begin_campaign) as house:
        asked = ask(house)
        assert asked.status_code == 202
        assert worker(house).step()
        yield house, asked.json()["plan_id"]


def events(house: People, plan_id: str, after: int = 0) -> list[tuple[int, str, dict[str, object]]]:
    """All server-sent events of a plan that has ended."""
    answer = house.client("bureau").get(f"{PLANS}/{plan_id}/events", headers={"last-event-id": str(after)})
    found = []
    for block in answer.text.replace("\r\n", "\n").split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in lines:
            found.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return found


def test_a_plan_is_made_verified_and_told_step_by_step(made: tuple[People, str]) -> None:
    house, plan_id = made
    plan = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert plan["state"] in ("verified", "approved", "published", "superseded")
    assert plan["summary"]["served"] > 0 and plan["summary"]["violations"] == 0
    assert len(plan["receipt"]) == 64
    story = events(house, plan_id)
    assert [kind for _, kind, _ in story][:2] == ["queued", "running"] and story[-1][1] == "done"
    assert any(kind == "progress" and "stage" in data for _, kind, data in story)


def test_events_resume_after_the_last_one_seen(made: tuple[People, str]) -> None:
    house, plan_id = made
    whole = events(house, plan_id)
    assert events(house, plan_id, after=whole[2][0]) == whole[3:]


def test_the_same_request_asks_for_one_plan(made: tuple[People, str]) -> None:
    house, plan_id = made
    assert ask(house).json()["plan_id"] == plan_id
    items = house.client("bureau").get(f"{PLANS}?campaign_id={CAMPAIGN}").json()["items"]
    assert [item["plan_id"] for item in items].count(plan_id) == 1


def test_a_plan_is_approved_by_another_person_and_then_published(made: tuple[People, str]) -> None:
    house, plan_id = made
    one, two = house.client("bureau"), house.client("bureau2")
    address = f"{PLANS}/{plan_id}"

    def tag() -> dict[str, str]:
        return {"if-match": one.get(address).headers["etag"]}

    assert one.post(f"{address}/publish", headers=tag()).status_code == 409
    assert one.post(f"{address}/approve", headers=tag()).status_code == 409
    assert two.post(f"{address}/approve").status_code == 428
    assert two.post(f"{address}/approve", headers=tag()).json()["state"] == "approved"
    published = one.post(f"{address}/publish", headers=tag())
    assert published.status_code == 200, published.text
    schedule_id = published.json()["schedule_id"]
    schedule = house.anonymous.get(f"/api/v1/schedules/{schedule_id}").json()
    assert schedule["version"] == 1
    assert schedule["receipt"] == published.json()["receipt"]


def test_a_later_plan_supersedes_the_one_in_force(made: tuple[People, str]) -> None:
    house, first = made
    one, two = house.client("bureau"), house.client("bureau2")
    second = ask(house, key="p2", seed=5).json()["plan_id"]
    assert worker(house).step()
    for act, client in (("approve", two), ("publish", one)):
        tag = one.get(f"{PLANS}/{second}").headers["etag"]
        answer = client.post(f"{PLANS}/{second}/{act}", headers={"if-match": tag})
        assert answer.status_code == 200, answer.text
    states = {plan_id: one.get(f"{PLANS}/{plan_id}").json()["state"] for plan_id in (first, second)}
    assert states[second] == "published" and states[first] in ("superseded", "verified")


def test_without_a_receipt_the_database_takes_no_verified_plan(made: tuple[People, str]) -> None:
    house, _ = made
    waiting = ask(house, key="p3").json()["plan_id"]
    for state in ("verified", "approved", "published"):
        with pytest.raises(IntegrityError), house.app.app.state.engine.begin() as connection:
            connection.execute(text("UPDATE plans SET state = :s WHERE plan_id = :p"), {"s": state, "p": waiting})
    assert house.client("bureau").post(f"{PLANS}/{waiting}/cancel").json()["state"] == "cancelled"


def test_a_campaign_that_cannot_be_planned_says_why(made: tuple[People, str]) -> None:
    house, _ = made
    new = {
        "campaign_id": "empty", "name": "空", "start": "2020-02-20", "end": "2020-02-25",
        "as_of": "2020-02-19T08:00:00+08:00", "destination_adcode": "330200", "policy_pack": "bare",
    }  # fmt: skip
    house.client("bureau").post("/api/v1/campaigns", json=new, headers={"idempotency-key": "e"})
    plan_id = ask(house, key="p4", campaign_id="empty").json()["plan_id"]
    assert worker(house).step()
    plan = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert plan["state"] == "failed" and "missing" in plan["error"]


@pytest.mark.parametrize("name", ["administrator", "firm-a", "logistics", "gate"])
def test_plans_are_the_bureaus_business(made: tuple[People, str], name: str) -> None:
    house, plan_id = made
    assert house.client(name).get(f"{PLANS}/{plan_id}").status_code == 403
    assert house.anonymous.get(f"{PLANS}/{plan_id}").status_code == 401


def test_two_plans_are_compared_and_a_plan_differs_from_itself_in_nothing(made: tuple[People, str]) -> None:
    house, first = made
    client = house.client("bureau")
    second = ask(house, key="p5", seed=11).json()["plan_id"]
    assert client.get(f"{PLANS}/{first}/diff/{second}").status_code == 409
    assert worker(house).step()
    own = client.get(f"{PLANS}/{first}/diff/{first}").json()
    assert (own["trips_added"], own["trips_dropped"], own["trips_moved"], own["people_moved"]) == ([], [], [], 0)
    summary = client.get(f"{PLANS}/{first}").json()["summary"]
    assert own["this_plan"]["served"] == own["people_same"] == summary["served"]
    there = client.get(f"{PLANS}/{first}/diff/{second}").json()
    back = client.get(f"{PLANS}/{second}/diff/{first}").json()
    assert (there["served"], there["cost_cents"]) == (-back["served"], -back["cost_cents"])
    assert there["trips_added"] == back["trips_dropped"] and there["people_gained"] == back["people_lost"]


def test_only_plans_of_one_campaign_that_exist_are_compared_by_the_bureau(made: tuple[People, str]) -> None:
    house, plan_id = made
    assert house.client("bureau").get(f"{PLANS}/{plan_id}/diff/{'0' * 24}").status_code == 404
    for name in ("administrator", "firm-a", "logistics", "gate"):
        assert house.client(name).get(f"{PLANS}/{plan_id}/diff/{plan_id}").status_code == 403
    empty = next(
        item["plan_id"] for item in house.client("bureau").get(f"{PLANS}?campaign_id=empty").json()["items"]
    )
    assert house.client("bureau").get(f"{PLANS}/{plan_id}/diff/{empty}").status_code == 409
