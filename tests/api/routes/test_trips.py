from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Store


def test_a_trip_is_read_by_the_id_that_its_list_gives(client: TestClient, here: str) -> None:
    for item in client.get(f"{here}/trips", params={"limit": 5}).json()["items"]:
        assert client.get(f"/api/v1/trips/{item['id']}").json() == item


@pytest.mark.parametrize("number", ["0", "243", "-1", "x", "", "１", "9" * 13])
def test_a_trip_that_is_not_there_is_not_found(client: TestClient, store: Store, number: str) -> None:
    assert client.get(f"/api/v1/trips/{store.first.schedule_id}.{number}").status_code == 404
