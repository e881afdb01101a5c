from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Store


def follow(client: TestClient, address: str, limit: int) -> list[dict[str, Any]]:
    """Items of all pages."""
    items, cursor = [], None
    while True:
        page = client.get(address, params={"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def test_schedules_are_listed_latest_first_with_their_figures(client: TestClient, store: Store) -> None:
    items = client.get("/api/v1/schedules").json()["items"]
    assert [(i["schedule_id"], i["version"], i["status"]) for i in items] == [
        (store.second.schedule_id, 2, "current"), (store.first.schedule_id, 1, "superseded"),
    ]  # fmt: skip
    assert (items[0]["unserved"], items[0]["gap"], items[0]["trips"]) == (37, 0.028, 242)
    assert items[1]["superseded_at"] == items[0]["published_at"] == "2020-02-18T13:26:40+08:00"


def test_pages_of_schedules_join_to_the_whole(client: TestClient) -> None:
    assert follow(client, "/api/v1/schedules", 1) == client.get("/api/v1/schedules").json()["items"]


def test_current_schedules_only(client: TestClient, store: Store) -> None:
    items = client.get("/api/v1/schedules", params={"status": "current", "campaign_id": "test"}).json()["items"]
    assert [i["schedule_id"] for i in items] == [store.second.schedule_id]


def test_a_schedule_tells_what_the_verifier_signed(client: TestClient, store: Store, here: str) -> None:
    found = client.get(here).json()
    assert (found["receipt"], found["plan_status"]) == (store.second.receipt, "feasible")
    assert [bound["name"] for bound in found["bounds"]] == ["cost"]
    assert found["unserved_reasons"] == [{"reason": "no_vehicle", "persons": 37}]


def test_every_link_of_a_schedule_leads_somewhere(client: TestClient, here: str) -> None:
    for name, address in client.get(here).json()["links"].items():
        assert client.get(address).status_code == 200, name


def test_pages_of_trips_join_to_the_whole_in_order_of_departure(client: TestClient, here: str) -> None:
    items = follow(client, f"{here}/trips", 97)
    assert len({item["id"] for item in items}) == 242
    departures = [item["depart_at"] for item in items]
    assert departures == sorted(departures)


def test_trips_are_filtered_by_mode_day_and_leg(client: TestClient, here: str) -> None:
    page = client.get(f"{here}/trips", params={"mode": "train", "date": "2020-02-20", "leg_role": "linehaul"}).json()
    assert page["count"] == len(page["items"]) == 12
    assert {item["service_id"] for item in page["items"]} == {"K03"}


@pytest.mark.parametrize(
    ("name", "value"), [("mode", "rocket"), ("date", "2020-02-30"), ("limit", "0"), ("limit", "1001"), ("mod", "train")]
)
def test_a_filter_that_is_wrong_is_named_and_never_ignored(
    client: TestClient, here: str, name: str, value: str
) -> None:
    answer = client.get(f"{here}/trips", params={name: value})
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_stop_times_are_read_by_the_trips_own_link_even_with_a_hash_in_its_id(client: TestClient, here: str) -> None:
    trip = client.get(f"{here}/trips", params={"mode": "train", "limit": 1}).json()["items"][0]
    assert trip["trip_id"] == "K00#1"
    halts = client.get(trip["stop_times"]).json()
    assert [(h["seq"], h["place"], h["activity"]) for h in halts["items"]] == [
        (1, trip["from_place"], "board"), (2, trip["to_place"], "alight"),
    ]  # fmt: skip
    assert halts["items"][0]["depart_at"] == trip["depart_at"]


def test_the_geojson_is_a_feature_collection_with_its_own_media_type(client: TestClient, here: str) -> None:
    answer = client.get(f"{here}/geojson")
    document = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert (document["type"], document["numberReturned"], len(document["features"])) == ("FeatureCollection", 242, 242)
    feature = document["features"][0]
    assert feature["geometry"]["type"] == "LineString"
    assert feature["properties"]["mode"] in {"coach", "train", "flight"}


def test_a_box_and_a_filter_work_together_and_pages_of_features_are_linked(client: TestClient, here: str) -> None:
    query = {"mode": "coach", "bbox": "121,29,122,30.5"}
    whole = client.get(f"{here}/geojson", params=query).json()["features"]
    first = client.get(f"{here}/geojson", params=query | {"limit": "3"}).json()
    second = client.get(first["links"][0]["href"]).json()["features"]
    assert first["features"] + second == whole[:6]
    assert {feature["properties"]["mode"] for feature in whole} == {"coach"}


@pytest.mark.parametrize("box", ["1,2,3", "122,29,121,30", "0,-91,1,0", "a,b,c,d", "1,1,nan,2", "1e3,0,1,1", ""])
def test_a_box_that_is_none_is_refused(client: TestClient, here: str, box: str) -> None:
    assert client.get(f"{here}/geojson", params={"bbox": box}).status_code == 422


def test_files_are_listed_with_size_and_digest_and_can_be_read(client: TestClient, here: str) -> None:
    files = {item["name"]: item for item in client.get(f"{here}/files").json()["items"]}
    assert set(files) == {"trips.csv", "stop_times.csv", "paths.csv", "offers.csv", "paths.geojson"}
    for item in files.values():
        answer = client.get(item["href"])
        assert len(answer.content) == item["size"]
        assert answer.headers["content-type"] == item["media_type"]
        assert "attachment" in answer.headers["content-disposition"]
    assert len(list(csv.reader(io.StringIO(client.get(files["trips.csv"]["href"]).text)))) == 243
    assert json.loads(client.get(files["paths.geojson"]["href"]).text)["type"] == "FeatureCollection"


@pytest.mark.parametrize("rest", ["/trips/T99/stop-times", "/files/manifest.csv", "/files/..%2Fplan.json", "/nothing"])
def test_a_part_that_is_not_there_is_not_found(client: TestClient, here: str, rest: str) -> None:
    assert client.get(here + rest).status_code == 404


@pytest.mark.parametrize("rest", ["", "/trips", "/trips/T1/stop-times", "/geojson", "/files", "/files/trips.csv"])
def test_nothing_of_an_unknown_schedule_can_be_read(client: TestClient, rest: str) -> None:
    assert client.get(f"/api/v1/schedules/0000000000000000{rest}").status_code == 404
