from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from planner.recipes import build_scenario
from tests.api.people import People, people

CAMPAIGNS = "/api/v1/campaigns"
SETUP = {
    "name": "测试专运", "start": "2020-02-20", "end": "2020-03-05", "as_of": "2020-02-19T08:00:00+08:00",
    "destination_adcode": "330200", "policy_pack": "covid-2020",
}  # fmt: skip


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy") / "scenario"
    build_scenario("toy", None, 7, "lists", folder)
    return folder


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def begin(house: People, **given: object) -> httpx.Response:
    """Begin to prepare a campaign as the bureau."""
    new = {**SETUP, "campaign_id": "test-1", **given}
    return house.client("bureau").post(CAMPAIGNS, json=new, headers={"idempotency-key": str(given)})


def put(house: People, kind: str, content: bytes, follows: int = 0, name: str = "bureau") -> httpx.Response:
    """Replace an input."""
    headers = {"if-match": f'"v{follows}"'}
    return house.client(name).put(f"{CAMPAIGNS}/test-1/inputs/{kind}", content=content, headers=headers)


def test_a_campaign_is_begun_and_its_inputs_come_in_versions(house: People, toy: Path) -> None:
    assert begin(house).status_code == 201
    for version, kind in enumerate(("enterprises", "sites", "stops", "coaches")):
        sent = (toy / f"{kind}.csv").read_bytes()
        answer = put(house, kind, sent)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"v1"'), (version, answer.text)
        read = house.client("bureau").get(f"{CAMPAIGNS}/test-1/inputs/{kind}")
        assert read.content == sent
    setup = house.client("bureau").get(f"{CAMPAIGNS}/test-1/setup").json()
    assert setup["inputs"] == {"coaches": 1, "enterprises": 1, "sites": 1, "stops": 1}


def test_every_bad_cell_is_named_and_nothing_is_taken(house: People) -> None:
    begin(house)
    bad = b"adcode,level,valid_from,valid_to\n420000,sealed,2020-02-20,\n99,odd,2020-13-01,\n"
    answer = put(house, "zones", bad)
    assert answer.status_code == 422
    assert {error["parameter"] for error in answer.json()["errors"]} == {
        "zones.3.adcode", "zones.3.level", "zones.3.valid_from",
    }  # fmt: skip
    assert house.client("bureau").get(f"{CAMPAIGNS}/test-1/inputs/zones").status_code == 404


def test_of_two_new_versions_that_follow_the_same_one_a_single_one_wins(house: People) -> None:
    begin(house)
    zones = "adcode,level,valid_from,valid_to\n420000,{},2020-02-20,\n"
    assert put(house, "zones", zones.format("sealed").encode()).status_code == 200
    assert put(house, "zones", zones.format("high").encode(), follows=1).status_code == 200
    assert put(house, "zones", zones.format("low").encode(), follows=1).status_code == 412
    assert house.client("bureau").put(f"{CAMPAIGNS}/test-1/inputs/zones", content=b"x").status_code == 428


def test_every_version_of_an_input_stays_readable(house: People) -> None:
    begin(house)
    zones = "adcode,level,valid_from,valid_to\n420000,{},2020-02-20,\n"
    for follows, level in enumerate(("sealed", "high", "low")):
        assert put(house, "zones", zones.format(level).encode(), follows=follows).status_code == 200
    client, here = house.client("bureau"), f"{CAMPAIGNS}/test-1/inputs/zones"
    page = client.get(f"{here}/versions", params={"limit": 2}).json()
    rest = client.get(f"{here}/versions", params={"cursor": page["next_cursor"]}).json()
    assert [view["version"] for view in page["items"] + rest["items"]] == [3, 2, 1]
    first, last = client.get(f"{here}/versions/1"), client.get(here)
    assert "sealed" in first.text and first.headers["etag"] == '"v1"'
    assert "low" in last.text and last.headers["etag"] == '"v3"'
    for missing in (f"{here}/versions/4", f"{CAMPAIGNS}/test-1/inputs/stops/versions"):
        assert client.get(missing).status_code == 404
    assert client.get(f"{here}/versions/0").status_code == 422


def test_what_is_kept_of_an_input_cannot_be_changed_in_the_database(house: People) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    begin(house)
    put(house, "zones", b"adcode,level,valid_from,valid_to\n420000,sealed,2020-02-20,\n")
    with pytest.raises(DBAPIError, match="kept as they are"), house.app.app.state.engine.begin() as connection:
        connection.execute(text("UPDATE inputs SET rows = 5"))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"policy_pack": "nothing"}, "policy_pack"),
        ({"start": "2020-03-05", "end": "2020-02-20"}, "scenario"),
        ({"destination_adcode": "999999"}, "scenario"),
    ],
)
def test_a_setup_that_no_plan_could_be_made_under_is_refused(house: People, given: dict[str, str], named: str) -> None:
    answer = begin(house, **given)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"].startswith(named)


def test_a_campaign_is_begun_once(house: People) -> None:
    assert begin(house).status_code == 201
    assert begin(house, name="another").status_code == 409


@pytest.mark.parametrize("name", ["administrator", "firm-a", "logistics", "gate"])
def test_only_the_bureau_prepares_campaigns(house: People, name: str) -> None:
    begin(house)
    assert put(house, "zones", b"adcode,level,valid_from\n", name=name).status_code == 403
    assert house.client(name).get(f"{CAMPAIGNS}/test-1/setup").status_code == 403


def test_pins_name_a_trip_or_a_worker_that_is_known(house: People) -> None:
    begin(house)
    assert put(house, "pins", b"trip_id,worker_id\nT-1,\nT-2,\n").json()["rows"] == 2
    for row, named in ((b"T-1,W-1", "contradiction"), (b",W-NOBODY", "workers")):
        answer = put(house, "pins", b"trip_id,worker_id\n" + row + b"\n", follows=1)
        assert answer.status_code == 422, named
        assert answer.json()["errors"][0]["parameter"].startswith("pins.2.")


def test_an_override_that_means_nothing_is_refused_before_anything_is_planned(house: People) -> None:
    answer = begin(house, policy_override={"drivers": {"max_drive_hours": 3}})
    assert answer.status_code == 422
    assert "max_drive_hours" in answer.json()["errors"][0]["reason"]
    assert begin(house, policy_override={"caps": None}).status_code == 422
