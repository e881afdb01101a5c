from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.security import allowed_names
from tests.api.conftest import Store


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/api/v1/schedules", headers={"host": host})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:returnline:problem:unknown-host")
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
def test_loopback_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_every_answer_has_the_common_headers(client: TestClient, store: Store) -> None:
    for path in ("/", "/health", "/nothing", "/static/style.css", f"/api/v1/maps/{store.first.schedule_id}", "/docs"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_names_are_as_configured_else_loopback_and_the_address_listened_on() -> None:
    assert allowed_names(("Plan.Example",), "0.0.0.0") == {"plan.example"}
    assert allowed_names((), "0.0.0.0") == {"*"}
    assert "[fe80::1]" in allowed_names((), "fe80::1")
