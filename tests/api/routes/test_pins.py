"""Pins of a plan: taken from what is really in it, kept in versions, listed, removed, told to the next plan."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, worker
from tests.api.lists.made import as_csv, begin_with_firms, rows, send
from tests.api.people import People, people

PINS = f"{CAMPAIGNS}/{CAMPAIGN}/pins"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[People, str]]:
    """A verified plan of the toy campaign in which some named workers travel."""
    with people(tmp_path_factory.mktemp("pins"), fill=begin_with_firms) as house:
        assert send(house, as_csv(rows(12))).status_code < 300
        plan_id = ask(house).json()["plan_id"]
        assert worker(house).step()
        yield house, plan_id


@pytest.fixture
def riding(made: tuple[People, str]) -> dict[str, str]:
    """A trip and a worker of the plan."""
    from api.store import plans
    from api.store.database import reading
    from api.store.manifests import manifest_of

    house, plan_id = made
    with reading(house.app.app.state.engine) as session:
        plan = plans.get_plan(session, plan_id)
        assert plan is not None and plan.state == "verified", plan
        manifest = manifest_of(session, Cipher(read_keys(house.settings.key_file)), plan)
    assert manifest is not None and manifest.rides
    return {"trip": manifest.rides[0].trip_id, "worker": manifest.rides[0].worker_id}


def pin(made: tuple[People, str], key: str, name: str = "bureau", **wanted: list[str]) -> httpx.Response:
    """Pin trips and workers of the plan."""
    house, plan_id = made
    return house.client(name).post(f"{PLANS}/{plan_id}/pins", json=wanted, headers={"idempotency-key": key})


def listed(made: tuple[People, str], **query: object) -> httpx.Response:
    """Pins of the campaign."""
    return made[0].client("bureau").get(PINS, params=query)


def test_pins_are_kept_listed_told_to_the_next_plan_and_removed(
    made: tuple[People, str], riding: dict[str, str]
) -> None:
    house, _ = made
    first = pin(made, "a", trip_ids=[riding["trip"]], worker_ids=[riding["worker"]])
    assert (first.status_code, first.headers["etag"]) == (201, '"v1"'), first.text
    assert pin(made, "a", trip_ids=[riding["trip"]], worker_ids=[riding["worker"]]).content == first.content
    again = pin(made, "b", trip_ids=[riding["trip"]])
    assert (again.json()["items"], again.json()["version"]) == ([], 1)
    page = listed(made).json()
    assert [(item["trip_id"], item["worker_id"]) for item in page["items"]] == [
        (riding["trip"], None), (None, riding["worker"]),
    ]  # fmt: skip
    assert house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/inputs/pins").text.splitlines()[0] == "trip_id,worker_id"

    asked = ask(house, key="with pins").json()
    assert asked["inputs"]["pins"] == 1
    assert worker(house).step()
    assert house.client("bureau").get(f"{PLANS}/{asked['plan_id']}").json()["state"] == "verified"
    assert "NOT_APPLIED" in findings(house, asked["plan_id"])

    address = f"{PINS}/{page['items'][0]['pin_id']}"
    assert house.client("bureau").delete(address).status_code == 428
    assert house.client("bureau").delete(address, headers={"if-match": '"v7"'}).status_code == 412
    assert house.client("bureau").delete(address, headers={"if-match": '"v1"'}).status_code == 204
    assert house.client("bureau").delete(address, headers={"if-match": '"v2"'}).status_code == 404
    left = listed(made)
    assert [item["worker_id"] for item in left.json()["items"]] == [riding["worker"]]
    assert left.headers["etag"] == '"v2"'
    log = house.client("administrator").get("/api/v1/audit").json()["items"]
    told = {entry["action"]: entry["detail"] for entry in log}
    assert told["pin.removed"]["version"] == 2 and "pins.added" in told


def findings(house: People, plan_id: str) -> str:
    """The plan's document."""
    from api.store import plans
    from api.store.database import reading

    with reading(house.app.app.state.engine) as session:
        found = plans.get_file(session, Cipher(read_keys(house.settings.key_file)), plan_id, "plan/plan.json")
    assert found is not None
    return found.decode()


def test_only_what_is_in_the_plan_can_be_pinned(made: tuple[People, str], riding: dict[str, str]) -> None:
    answer = pin(made, "c", trip_ids=[riding["trip"], "T-NONE"], worker_ids=["W-NOBODY"])
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["trip_ids.1", "worker_ids.0"]
    assert pin(made, "d").status_code == 422
    house, _ = made
    waiting = ask(house, key="waiting").json()["plan_id"]
    assert pin((house, waiting), "e", trip_ids=[riding["trip"]]).status_code == 409
    assert pin((house, "0" * 24), "f", trip_ids=[riding["trip"]]).status_code == 404
    house.client("bureau").post(f"{PLANS}/{waiting}/cancel")


def test_pages_of_pins_are_of_one_version_whatever_is_pinned_meanwhile(
    made: tuple[People, str], riding: dict[str, str]
) -> None:
    pin(made, "g", trip_ids=[riding["trip"]], worker_ids=[riding["worker"]])
    first = listed(made, limit=1).json()
    found = listed(made).json()
    house, _ = made
    headers = {"if-match": f'"v{found["version"]}"'}
    assert house.client("bureau").delete(f"{PINS}/{found['items'][0]['pin_id']}", headers=headers).status_code == 204
    second = listed(made, limit=1, cursor=first["next_cursor"]).json()
    assert first["items"] + second["items"] == found["items"] and second["next_cursor"] is None
    assert listed(made, cursor="bm9uc2Vuc2U").status_code == 422


@pytest.mark.parametrize("name", ["administrator", "firm-a", "logistics", "gate"])
def test_pins_are_the_bureaus_business(made: tuple[People, str], riding: dict[str, str], name: str) -> None:
    assert pin(made, name, name, trip_ids=[riding["trip"]]).status_code == 403
    assert made[0].client(name).get(PINS).status_code == 403
