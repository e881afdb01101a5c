"""No writable door takes a field beyond its form: generated from the description of the API."""

from __future__ import annotations

from typing import Any

import pytest

from api.access.roles import Role
from tests.api.trust.bodies import body_of
from tests.api.trust.doors import Door, all_doors, conditions
from tests.api.trust.household import Household
from tests.api.trust.rights import ENTERPRISE, OPEN, RIGHTS

FORBIDDEN = ("version", "created_at", "password_hash", "state", "tenant")
"""Fields that a caller would like to set: they are counted, dated, derived, or belong to the service."""
WRITING = [door for door in all_doors() if door.method in ("POST", "PUT", "PATCH", "DELETE")]
IDS = [door.name for door in WRITING]


def somebody(door: Door) -> str:
    """Who may pass a door."""
    rights = RIGHTS[door.name]
    if rights == OPEN:
        return "anonymous"
    if rights >= ENTERPRISE:
        return "enterprise A"
    return str(min(rights, key=list(Role).index))


def media_of(home: Household, door: Door) -> dict[str, Any]:
    """Forms of the body by media type, as the API describes them."""
    document = home.client.get("/api/v1/openapi.json").json()
    operation = document["paths"][door.path][door.method.lower()]
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return content


def version_of(home: Household, door: Door, who: str) -> str:
    """Version of what a door changes."""
    answer = home.knock(Door("GET", door.path, door.route), who)
    return answer.headers.get("etag", '"v1"')


@pytest.mark.parametrize("field", FORBIDDEN)
@pytest.mark.parametrize("door", WRITING, ids=IDS)
def test_a_field_beyond_the_form_is_refused_by_name(home: Household, door: Door, field: str) -> None:
    who = somebody(door)
    media = media_of(home, door)
    sent = dict(body_of(door.name, who, home.objects(who, "own")))
    if "application/json" in media:
        sent = {"json": {**sent["json"], field: "1"}}
    elif "text/csv" in media:
        header, _, rows = sent["content"].partition(b"\n")
        sent = {"content": b"\n".join(line + tail for line, tail in _widened(header, rows, field))}
    elif "application/toml" in media:
        sent = {"content": f'{field} = "1"\n'.encode() + sent["content"]}
    elif "multipart/form-data" in media:
        sent = {**sent, "data": {**sent.get("data", {}), field: "1"}}
    else:
        assert not media, f"say here how a field is added to {sorted(media)}"
        sent, field = {"json": {field: "1"}}, "body"
    headers = {**conditions(), "if-match": version_of(home, door, who)}
    answer = home.knock(door, who, body=sent, headers=headers)
    assert answer.status_code == 422, answer.text
    assert any(field in error["parameter"] + error["reason"] for error in answer.json()["errors"])


def _widened(header: bytes, rows: bytes, field: str) -> list[tuple[bytes, bytes]]:
    return [(header, b"," + field.encode()), *((row, b",1") for row in rows.splitlines())]


@pytest.mark.parametrize("door", WRITING, ids=IDS)
def test_a_parameter_that_the_door_does_not_have_is_refused_by_name(home: Household, door: Door) -> None:
    who = somebody(door)
    beside = Door(door.method, f"{door.path}?state=published", door.route)
    answer = home.knock(beside, who, body=body_of(door.name, who, home.objects(who, "own")))
    assert answer.status_code == 422, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == ["state"]
