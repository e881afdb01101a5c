"""OGC API – Features over a published schedule."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.ogc.documents import CONFORMS_TO, CRS84
from planner.units import LocalClock
from tests.api.conftest import Store
from tests.api.fakes import small_plan
from tests.publish.builders import small_scenario

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"


@pytest.fixture
def root(store: Store) -> str:
    return f"/api/v1/ogc/schedules/{store.second.schedule_id}"


def follow(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Features of all pages, by the links."""
    found: list[dict[str, Any]] = []
    while address:
        page = client.get(address)
        assert page.status_code == 200, page.text
        found += page.json()["features"]
        assert page.json()["numberReturned"] == len(page.json()["features"])
        address = next((link["href"] for link in page.json()["links"] if link["rel"] == "next"), "")
    return found


def test_the_landing_page_leads_to_everything(client: TestClient, root: str) -> None:
    links = {link["rel"]: link["href"] for link in client.get(root).json()["links"]}
    assert set(links) == {"self", "service-desc", "service-doc", "conformance", "data"}
    for rel, href in links.items():
        assert client.get(href).status_code == 200, rel


def test_core_and_geojson_are_declared(client: TestClient, root: str) -> None:
    assert client.get(f"{root}/conformance").json() == {"conformsTo": list(CONFORMS_TO)}
    assert CORE in CONFORMS_TO


def test_collections_tell_their_box_time_and_crs(client: TestClient, root: str) -> None:
    document = client.get(f"{root}/collections").json()
    assert [c["id"] for c in document["collections"]] == ["trips", "stops"]
    for found in document["collections"]:
        assert found == client.get(f"{root}/collections/{found['id']}").json()
        west, south, east, north = found["extent"]["spatial"]["bbox"][0]
        assert found["extent"]["spatial"]["crs"] == CRS84 and CRS84 in found["crs"]
        assert 100 < west < east < 125 and 20 < south < north < 40
        begin, end = found["extent"]["temporal"]["interval"][0]
        assert begin < end and begin.startswith("2020-02-17")
        items = next(link["href"] for link in found["links"] if link["rel"] == "items")
        assert client.get(items).headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize("name", ["trips", "stops"])
def test_pages_join_to_the_whole_and_every_feature_can_be_read_alone(
    client: TestClient, root: str, name: str
) -> None:
    whole = client.get(f"{root}/collections/{name}/items?limit=10000").json()["features"]
    assert follow(client, f"{root}/collections/{name}/items?limit=17") == whole
    for feature in whole[::20]:
        alone = client.get(f"{root}/collections/{name}/items/{quote(feature['id'], safe='')}").json()
        assert {key: alone[key] for key in feature} == feature
        assert {link["rel"] for link in alone["links"]} == {"self", "collection"}


def test_a_limit_beyond_the_most_is_taken_as_the_most(client: TestClient, root: str) -> None:
    assert client.get(f"{root}/collections/trips/items?limit=99999999").json()["numberReturned"] == 242


def test_a_trip_is_in_a_box_when_its_way_is_not_only_the_box_around_it(client: TestClient, root: str) -> None:
    trips = client.get(f"{root}/collections/trips/items?limit=10000").json()["features"]
    box = (118.5, 31.0, 121.5, 33.0)
    own = {trip["id"] for trip in trips if any(inside(point, box) for point in densely(trip))}
    text = ",".join(map(str, box))
    told = {trip["id"] for trip in follow(client, f"{root}/collections/trips/items?bbox={text}&limit=7")}
    assert own <= told and 0 < len(told) < len(trips)
    around = [trip["id"] for trip in trips if boxes_meet(trip, box)]
    assert len(told) < len(around)


def inside(point: list[float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def densely(trip: dict[str, Any]) -> list[list[float]]:
    """Points of a way, a hundred to each stretch."""
    line = trip["geometry"]["coordinates"]
    return [
        [a[0] + (b[0] - a[0]) * n / 100, a[1] + (b[1] - a[1]) * n / 100]
        for a, b in zip(line, line[1:], strict=False)
        for n in range(101)
    ]


def boxes_meet(trip: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    lons, lats = zip(*trip["geometry"]["coordinates"], strict=True)
    return min(lons) <= box[2] and max(lons) >= box[0] and min(lats) <= box[3] and max(lats) >= box[1]


def test_stops_of_a_box_are_those_that_lie_in_it(client: TestClient, root: str) -> None:
    stops = client.get(f"{root}/collections/stops/items?limit=10000").json()["features"]
    box = (121.0, 29.0, 122.5, 30.5)
    own = [stop["id"] for stop in stops if inside(stop["geometry"]["coordinates"], box)]
    told = follow(client, f"{root}/collections/stops/items?bbox=121,29,0,122.5,30.5,100&limit=3")
    assert [stop["id"] for stop in told] == own and 0 < len(own) < len(stops)


def test_a_box_may_span_the_antimeridian(client: TestClient, root: str) -> None:
    across = client.get(f"{root}/collections/stops/items?bbox=121,-90,-120,90&limit=10000").json()["features"]
    assert across and all(stop["geometry"]["coordinates"][0] >= 121 for stop in across)


def moments(text: str) -> int:
    return LocalClock(28_800).moment(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-02-20T10:00:00+08:00", "2020-02-20T10:00", "2020-02-20T10:00"),
        ("2020-02-20T02:00:00Z/2020-02-20T08:00:00Z", "2020-02-20T10:00", "2020-02-20T16:00"),
        ("../2020-02-18T00:00:00+08:00", "2000-01-01T00:00", "2020-02-18T00:00"),
        ("2020-02-29T00:00:00+08:00/", "2020-02-29T00:00", "2099-01-01T00:00"),
        ("2020-02-20", "2020-02-20T00:00", "2020-02-20T23:59:59"),
    ],
)
def test_trips_of_a_time_are_those_under_way_then(
    client: TestClient, root: str, text: str, first: str, last: str
) -> None:
    begin, end = moments(first), moments(last)
    own = sorted(t.trip_id for t in small_plan().trips if t.depart_at <= end and t.arrive_at >= begin)
    told = follow(client, f"{root}/collections/trips/items?datetime={quote(text, safe='')}&limit=50")
    assert sorted(trip["properties"]["trip_id"] for trip in told) == own and own


def test_stops_of_a_time_are_those_where_a_trip_stands_then(client: TestClient, root: str) -> None:
    begin, end = moments("2020-02-20T08:00"), moments("2020-02-20T09:00")
    own = sorted({h.stop_id for h in small_plan().stop_times if h.arrive_at <= end and h.depart_at >= begin})
    span = quote("2020-02-20T08:00:00+08:00/2020-02-20T09:00:00+08:00", safe="")
    told = follow(client, f"{root}/collections/stops/items?datetime={span}")
    assert [stop["id"] for stop in told] == own


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=x", "bbox=1,2,3", "bbox=121,30,122,29", "bbox=200,1,201,2", "datetime=yesterday",
        "datetime=2020-02-20T10:00:00", "datetime=2020-02-21T00:00:00Z/2020-02-20T00:00:00Z", "datetime=../..%2F..",
        "cursor=abc", "crs=x", "datetime=2020-13-01", "datetime=20200220",
    ],
)  # fmt: skip
def test_a_wrong_query_is_a_bad_request_as_the_standard_has_it(client: TestClient, root: str, query: str) -> None:
    answer = client.get(f"{root}/collections/trips/items?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "rest",
    [
        "/collections/planes", "/collections/planes/items", "/collections/trips/items/T1",
        "/collections/trips/items/{other}.1", "/collections/trips/items/{own}.99999999999999999999",
        "/collections/stops/items/nowhere", "/collections/stops/items/%00", "/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: TestClient, store: Store, root: str, rest: str) -> None:
    told = rest.format(other=store.first.schedule_id, own=store.second.schedule_id)
    assert client.get(root + told).status_code == 404


@pytest.mark.parametrize("rest", ["", "/conformance", "/collections", "/collections/trips", "/collections/trips/items"])
def test_nothing_of_an_unknown_schedule_can_be_read(client: TestClient, rest: str) -> None:
    assert client.get(f"/api/v1/ogc/schedules/0000000000000000{rest}").status_code == 404


def test_an_unchanged_page_is_not_sent_again(client: TestClient, root: str) -> None:
    first = client.get(f"{root}/collections/stops/items")
    again = client.get(f"{root}/collections/stops/items", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_features_name_nobody(client: TestClient, root: str) -> None:
    text = client.get(f"{root}/collections/trips/items?limit=10000").text
    assert not [worker for worker in small_scenario().workers if worker.name in text or worker.phone in text]
