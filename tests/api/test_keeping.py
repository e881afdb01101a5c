"""A plan that keeps what is pinned, by HTTP alone: planned, published, pinned, an input changed, planned anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, worker
from tests.api.lists.made import add_firms, as_csv, rows, send
from tests.api.people import People, people
from tests.api.test_life import act

PINS = f"{CAMPAIGNS}/{CAMPAIGN}/pins"
INPUTS = f"{CAMPAIGNS}/{CAMPAIGN}/inputs"
OTHER = "other-campaign"
HEADERS = {"zones": "adcode,level,valid_from,valid_to", "pins": "trip_id,worker_id"}


def begin(house: People) -> None:
    """The toy campaign without its train, so that every coach goes by itself, and another campaign."""
    begin_campaign(house)
    add_firms(house)
    begin_campaign(house, OTHER)
    put(house, "services", "")


def put(house: People, kind: str, lines: str) -> None:
    """Another version of an input: its header with other lines."""
    client = house.client("bureau")
    before = client.get(f"{INPUTS}/{kind}")
    header = before.text.splitlines()[0] if before.status_code == 200 else HEADERS[kind]
    tag = before.headers.get("etag", '"v0"')
    answer = client.put(f"{INPUTS}/{kind}", content=f"{header}\n{lines}".encode(), headers={"if-match": tag})
    assert answer.status_code == 200, answer.text


def made(house: People, key: str, **options: Any) -> str:
    """A plan that was made, approved and published; its id."""
    answer = ask(house, key=key, **options)
    assert answer.status_code == 202, answer.text
    plan_id = str(answer.json()["plan_id"])
    assert worker(house).step()
    found = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert found["state"] == "verified", found["error"]
    assert (act(house, plan_id, "approve"), act(house, plan_id, "publish")) == (200, 200)
    return plan_id


def trips_of(house: People, plan_id: str) -> dict[str, dict[str, Any]]:
    """Trips of a published plan as everybody reads them."""
    schedule = house.client("bureau").get(f"{PLANS}/{plan_id}").json()["schedule_id"]
    items = house.anonymous.get(f"/api/v1/schedules/{schedule}/trips").json()["items"]
    return {item["trip_id"]: item for item in items}


def county_of(trip: dict[str, Any]) -> str:
    """County where a coach sets out."""
    return str(trip["from_place"]["place_id"]).removeprefix("adcode:")


def trip_facts(trip: dict[str, Any]) -> dict[str, Any]:
    """What is told of a trip but for the schedule that it stands in and the addresses there."""
    return {key: value for key, value in trip.items() if trip["schedule_id"] not in str(value)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("keeping"), fill=begin, two_persons=False) as found:
        assert send(found, as_csv(rows(12))).status_code < 300
        yield found


@pytest.fixture(scope="module")
def first(house: People) -> str:
    """The first plan, published."""
    return made(house, "first")


def pin(house: People, plan_id: str, *trips: str) -> httpx.Response:
    address = f"{PLANS}/{plan_id}/pins"
    return house.client("bureau").post(address, json={"trip_ids": trips}, headers={"idempotency-key": "-".join(trips)})


def test_a_plan_that_keeps_nothing_is_refused_in_words(house: People, first: str) -> None:
    answer = ask(house, key="no pins", keep=first)
    assert answer.status_code == 422 and "has no pins" in answer.text
    nobody = ask(house, key="nobody", keep="0" * 24)
    other = ask(house, key="of another campaign", campaign_id=OTHER, keep=first)
    assert nobody.status_code == other.status_code == 404 and nobody.content == other.content
    waiting = ask(house, key="waiting").json()["plan_id"]
    assert ask(house, key="not made", keep=waiting).status_code == 409
    house.client("bureau").post(f"{PLANS}/{waiting}/cancel")


def test_pinned_trips_stay_when_an_input_changes_and_the_difference_says_so(house: People, first: str) -> None:
    before = trips_of(house, first)
    pinned = min(before)
    assert pin(house, first, pinned).status_code == 201
    counties = sorted({county_of(trip) for trip in before.values()} - {county_of(before[pinned])})
    put(house, "zones", f"{counties[0]},sealed,2020-02-01,\n")
    second = made(house, "second", keep=first)
    view = house.client("bureau").get(f"{PLANS}/{second}").json()
    assert view["keep"] == first and view["options"]["keep"] == first
    assert any("1 pins name 1 trips" in message for message in view["summary"]["findings"])
    assert trip_facts(trips_of(house, second)[pinned]) == trip_facts(before[pinned])
    found = house.client("bureau").get(f"{PLANS}/{first}/diff/{second}").json()
    assert pinned not in found["trips_dropped"] and pinned not in found["trips_added"]
    assert all(pinned not in (move["trip_id"], move["other_trip_id"]) for move in found["trips_moved"])
    assert found["trips_dropped"] and found["people_same"] > 0


def in_force(house: People) -> str:
    """The published plan; one that it has taken the place of is not kept any more."""
    items = house.client("bureau").get(f"{PLANS}?campaign_id={CAMPAIGN}").json()["items"]
    return next(str(item["plan_id"]) for item in items if item["state"] == "published")


def test_pins_that_are_not_in_the_kept_plan_are_named(house: People, first: str) -> None:
    assert first
    put(house, "pins", "T-NOBODY,\n")
    answer = ask(house, key="strange pins", keep=in_force(house))
    assert answer.status_code == 409
    assert [error["reason"].partition(" is ")[0] for error in answer.json()["errors"]] == ["trip T-NOBODY"]


def test_a_kept_trip_that_may_not_run_any_more_fails_the_plan_by_name(house: People, first: str) -> None:
    assert first
    kept = in_force(house)
    before = trips_of(house, kept)
    pinned = min(before)
    put(house, "pins", f"{pinned},\n")
    put(house, "zones", f"{county_of(before[pinned])},sealed,2020-02-01,\n")
    plan_id = ask(house, key="sealed", keep=kept).json()["plan_id"]
    assert worker(house).step()
    found = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert found["state"] == "failed" and f"trip {pinned}: " in found["error"] and "seal" in found["error"]
