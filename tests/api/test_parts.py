from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import parts
from api.main import create_app
from api.parts import COMPRESS_FROM_BYTES, Answer, Body, Kept, pack
from api.settings import Settings
from tests.api.conftest import BASE, Store
from tests.api.fakes import FakePapers, address, publish, small_plan
from tests.api.people import people

READS = ("/trips?limit=7", "/geojson?mode=flight", "/files", "/files/trips.csv", "/gtfs.zip", "/schedule.xlsx")


def answer(size: int) -> Answer:
    """An answer of so many bytes."""
    return Answer.of(Body(b"x" * size, None), 'W/"a"', "text/plain", {})


@pytest.fixture
def fresh(store: Store) -> Iterator[TestClient]:
    """A client of an application that has kept nothing yet."""
    with TestClient(create_app(Settings(db_url=address(store.folder))), base_url=BASE) as found:
        yield found


def no_database(*_: object) -> None:
    raise AssertionError("the database is asked")


def test_the_least_used_answers_go_first_when_there_are_too_many() -> None:
    kept, keys = Kept(limit=30), {name: (name, b"") for name in "abcd"}
    for name in "abc":
        kept.put(keys[name], answer(10))
    assert kept.get(keys["a"]) is not None
    kept.put(keys["d"], answer(10))
    assert [name for name in "abcd" if kept.get(keys[name])] == ["a", "c", "d"]


def test_an_answer_put_again_counts_once_and_one_too_large_is_not_kept() -> None:
    kept, one, two, three = Kept(limit=30), ("a", b""), ("a", b"b"), ("ab", b"")
    for _ in range(9):
        kept.put(one, Answer.of(Body(b"x" * 10, b"x" * 5), "", "text/plain", {}))
    kept.put(two, answer(15))
    assert kept.get(one) is not None
    kept.put(three, answer(31))
    assert kept.get(three) is None


def test_no_more_answers_are_kept_than_there_may_be_however_short_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_KEPT", 2)
    kept = Kept()
    for name in "abc":
        kept.put((name, b""), answer(1))
    assert [name for name in "abc" if kept.get((name, b""))] == ["b", "c"]


def test_short_answers_are_not_compressed_and_long_ones_come_back_whole() -> None:
    assert pack(b"x").packed is None
    long = b"ab" * COMPRESS_FROM_BYTES
    packed = pack(long).packed
    assert packed is not None
    assert gzip.decompress(packed) == long


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
@pytest.mark.parametrize("rest", READS)
def test_an_answer_kept_is_the_answer_first_given_and_asks_no_database(
    fresh: TestClient, here: str, rest: str, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"accept-encoding": accepted}
    first = fresh.get(here + rest, headers=sent)
    monkeypatch.setattr(parts, "session_of", no_database)
    second = fresh.get(here + rest, headers=sent)
    assert first.status_code == second.status_code == 200 and first.content == second.content
    own = {"x-request-id", "vary"}  # the first one tells twice that it varies
    told = [{name: value for name, value in a.headers.items() if name not in own} for a in (first, second)]
    assert told[0] == told[1] and {*first.headers["vary"].split(", ")} == {second.headers["vary"]}
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    head = fresh.head(here + rest, headers=sent)
    assert (head.status_code, head.content) == (200, b"") and head.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("known", ["{}", '"x", {}', "*"])
def test_who_has_an_answer_is_told_so_the_first_time_and_later(fresh: TestClient, here: str, known: str) -> None:
    etag = fresh.get(f"{here}/trips").headers["etag"]
    sent = {"if-none-match": known.format(etag)}
    for rest in ("/trips", "/trips", "/files", "/files"):
        found = fresh.get(here + rest, headers=sent)
        assert (found.status_code, found.content, found.headers["etag"]) == (304, b"", etag)
    assert fresh.get(f"{here}/trips", headers={"if-none-match": '"x"'}).status_code == 200
    assert fresh.get(f"{here}/trips/nothing/stop-times", headers=sent).status_code == 404


def test_what_is_wrong_is_not_kept(fresh: TestClient, here: str) -> None:
    for _ in range(2):
        assert fresh.get(f"{here}/trips?limit=0").status_code == 422
        assert fresh.get("/api/v1/schedules/none/trips").status_code == 404
        assert fresh.post(f"{here}/trips").status_code == 405


def test_other_parameters_and_other_schedules_have_their_own_answers(client: TestClient, store: Store) -> None:
    here = f"/api/v1/schedules/{store.second.schedule_id}/trips"
    assert client.get(f"{here}?limit=1").content != client.get(f"{here}?limit=2").content
    there = f"/api/v1/schedules/{store.first.schedule_id}/trips"
    assert client.get(f"{here}?limit=1").content != client.get(f"{there}?limit=1").content


def test_where_an_account_is_needed_kept_answers_are_given_behind_the_guard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with people(tmp_path, public_schedules=False) as house:
        publish(tmp_path, FakePapers(plan=small_plan()), url=house.settings.db_url)
        gate, nobody = house.client("gate"), house.anonymous
        [found] = gate.get("/api/v1/schedules").json()["items"]
        trips = f"/api/v1/schedules/{found['schedule_id']}/trips"
        first = gate.get(trips)
        monkeypatch.setattr(parts, "session_of", no_database)
        assert gate.get(trips).content == first.content
        for client, status in ((nobody, 401), (house.client("firm-a"), 200)):
            assert {client.get(path).status_code for path in (trips, "/api/v1/schedules")} == {status}
        assert gate.delete("/api/v1/sessions/current").status_code == 204
        assert gate.get(trips).status_code == 401


def test_kept_answers_are_counted_under_the_route_that_made_them(fresh: TestClient, here: str) -> None:
    for _ in range(3):
        fresh.get(f"{here}/trips")
    figures = fresh.app.state.figures.registry  # type: ignore[attr-defined]
    labels = {"method": "GET", "route": "/api/v1/schedules/{schedule_id}/trips", "status": "200"}
    assert figures.get_sample_value("returnline_requests_total", labels) == 3
