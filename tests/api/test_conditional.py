from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.conditional import etag_of

PARTS = ["", "/trips", "/trips?mode=coach", "/geojson", "/files", "/files/trips.csv", "/trips/T00001/stop-times"]


@pytest.mark.parametrize("rest", PARTS)
def test_what_did_not_change_is_304_without_a_body(client: TestClient, here: str, rest: str) -> None:
    first = client.get(here + rest)
    again = client.get(here + rest, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("header", ["*", 'W/"x", {}', "{strong}"])
def test_lists_stars_and_strong_forms_are_understood(client: TestClient, here: str, header: str) -> None:
    etag = client.get(here).headers["etag"]
    sent = header.replace("{strong}", etag.removeprefix("W/")).replace("{}", etag)
    assert client.get(here, headers={"if-none-match": sent}).status_code == 304


def test_another_validator_gets_the_whole_answer(client: TestClient, here: str) -> None:
    assert client.get(here, headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_parts_cannot_be_moved_from_one_to_the_next() -> None:
    assert etag_of("ab", "c") != etag_of("a", "bc")
