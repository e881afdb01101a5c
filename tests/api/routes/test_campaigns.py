from __future__ import annotations

from fastapi.testclient import TestClient


def test_campaigns_are_listed_and_read(client: TestClient) -> None:
    listed = client.get("/api/v1/campaigns").json()
    assert listed["next_cursor"] is None
    assert listed["items"] == [client.get("/api/v1/campaigns/test").json()]
    assert (listed["items"][0]["start"], listed["items"][0]["end"]) == ("2020-02-17", "2020-03-01")


def test_a_campaign_leads_to_its_schedules(client: TestClient) -> None:
    address = client.get("/api/v1/campaigns/test").json()["schedules"]
    assert len(client.get(address).json()["items"]) == 2


def test_a_campaign_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/campaigns/nothing").status_code == 404


def test_a_cursor_of_schedules_does_not_open_campaigns(client: TestClient) -> None:
    cursor = client.get("/api/v1/schedules?limit=1").json()["next_cursor"]
    answer = client.get("/api/v1/campaigns", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:returnline:problem:invalid-cursor")
