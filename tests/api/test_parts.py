from __future__ import annotations

import gzip

from fastapi.testclient import TestClient

from api.parts import COMPRESS_FROM_BYTES, Body, Kept, pack
from tests.api.conftest import Store


def test_the_least_used_answers_go_first_when_there_are_too_many() -> None:
    kept = Kept(limit=30)
    for key in "abc":
        kept.put(key, Body(b"x" * 10, None))
    assert kept.get("a") is not None
    kept.put("d", Body(b"x" * 10, None))
    assert [key for key in "abcd" if kept.get(key)] == ["a", "c", "d"]


def test_an_answer_put_again_counts_once_and_one_too_large_is_not_kept() -> None:
    kept = Kept(limit=30)
    for _ in range(9):
        kept.put("a", Body(b"x" * 10, b"x" * 5))
    kept.put("b", Body(b"x" * 15, None))
    assert kept.get("a") is not None
    kept.put("c", Body(b"x" * 31, None))
    assert kept.get("c") is None


def test_short_answers_are_not_compressed_and_long_ones_come_back_whole() -> None:
    assert pack(b"x").packed is None
    long = b"ab" * COMPRESS_FROM_BYTES
    packed = pack(long).packed
    assert packed is not None
    assert gzip.decompress(packed) == long


def test_an_answer_kept_is_the_answer_first_given(client: TestClient, here: str) -> None:
    for rest in ("/trips?limit=7", "/geojson?mode=flight", "/files"):
        first, second = client.get(here + rest), client.get(here + rest)
        assert first.content == second.content
        assert first.headers["etag"] == second.headers["etag"]
        plain = client.get(here + rest, headers={"accept-encoding": "identity"})
        assert plain.content == first.content


def test_other_parameters_and_other_schedules_have_their_own_answers(client: TestClient, store: Store) -> None:
    here = f"/api/v1/schedules/{store.second.schedule_id}/trips"
    assert client.get(f"{here}?limit=1").content != client.get(f"{here}?limit=2").content
    there = f"/api/v1/schedules/{store.first.schedule_id}/trips"
    assert client.get(f"{here}?limit=1").content != client.get(f"{there}?limit=1").content
