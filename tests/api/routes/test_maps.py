from __future__ import annotations

from fastapi.testclient import TestClient

from tests.api.conftest import Store
from tests.api.fakes import MAP_PAGE


def test_the_map_is_served_in_a_sandbox_compressed_or_not(client: TestClient, store: Store) -> None:
    address = f"/api/v1/maps/{store.second.schedule_id}"
    for encoding in ("gzip", "identity"):
        answer = client.get(address, headers={"accept-encoding": encoding})
        assert answer.text == MAP_PAGE
        assert answer.headers.get("content-encoding") == (encoding if encoding == "gzip" else None)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts; default-src 'none'")
        assert "allow-same-origin" not in policy


def test_a_map_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/maps/nothing").status_code == 404
