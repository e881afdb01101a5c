"""Every door × everybody × own, foreign and nonexistent objects: generated from the routers of the application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.access.guard import Access, actor_of
from api.access.roles import Actor, Role
from api.main import ROUTERS
from tests.api.trust.bodies import BODIES, SAFE, WITHOUT_BODY, body_of
from tests.api.trust.doors import Door, all_doors, conditions, told
from tests.api.trust.household import FIRMS, WHO, Household, closed_to_the_public
from tests.api.trust.rights import OPEN, OWNED, PUBLISHED, RIGHTS

DOORS = all_doors()
NAMED = [door for door in DOORS if door.name in RIGHTS]


@pytest.fixture(scope="module")
def closed(home: Household) -> Iterator[TestClient]:
    """The same service with its schedules open to accounts alone."""
    with closed_to_the_public(home) as client:
        yield client


CHECKED = OWNED | {
    "user_id", "campaign_id", "plan_id", "schedule_id", "trip_id", "id", "feature_id", "pin_id", "other",
}  # fmt: skip
"""Path parameters that name an object which may not be there."""
PASSES = frozenset({200, 201, 202, 204, 304, 409, 412})


def expected(door: Door, role: Role | None, whose: str, public: bool = True) -> str:
    """What the promise says about a request: ``401``, ``403``, ``404``, or ``passes``."""
    rights = RIGHTS[door.name]
    opened = rights == OPEN or (rights == PUBLISHED and public)
    if not opened and role is None:
        return "401"
    if not opened and rights != PUBLISHED and role not in rights:
        return "403"
    absent = whose == "nonexistent" and any(name in CHECKED for name in door.parameters)
    hidden = whose == "foreign" and role is Role.ENTERPRISE and OWNED.intersection(door.parameters)
    return "404" if absent or hidden else "passes"


def verdict(status: int, login: bool = False) -> str:
    """What an answer says, in the words of ``expected``; a wrong password at the door of logins has come through."""
    return "passes" if status in PASSES or (login and status == 401) else str(status)


def cells(door: Door) -> list[tuple[str, str]]:
    """Who asks for whose object; a door without such objects is tried with its own address alone."""
    kinds = ["own"]
    if OWNED.intersection(door.parameters):
        kinds.append("foreign")
    if CHECKED.intersection(door.parameters):
        kinds.append("nonexistent")
    return [(who, whose) for who in WHO for whose in kinds]


def faults(home: Household, client: TestClient, door: Door, public: bool = True) -> Iterator[str]:
    """Cells of a door's table whose answer is not the promised one."""
    for who, whose in cells(door):
        answer = home.knock(door, who, whose, body=body_of(door.name, who, home.objects(who, "own")), client=client)
        promised = expected(door, home.roles.get(who), whose, public)
        login = door.name == "POST /api/v1/sessions"
        if verdict(answer.status_code, login) != promised:
            found = f"{answer.status_code} in place of {promised}: {answer.text[:200]}"
            yield f"{door.name} by {who}, {whose} object: {found}"


def test_every_way_into_the_application_is_a_route_with_declared_rights(home: Household) -> None:
    assert all(isinstance(route, APIRoute) for router, _ in ROUTERS for route in router.routes)
    undeclared = {door.name for door in DOORS} - set(RIGHTS)
    assert not undeclared, f"say in tests/api/trust/rights.py who may: {sorted(undeclared)}"
    gone = set(RIGHTS) - {door.name for door in DOORS}
    assert not gone, f"rights of doors that are not there: {sorted(gone)}"
    beside = {getattr(route, "path", None) for route in home.house.app.app.routes} - {None}
    assert beside <= {"/api/v1/openapi.json", "/static", "/static/swagger"}, "a way in beside the routers"


def test_every_door_that_writes_has_a_body_to_try_it_with() -> None:
    writing = {door.name for door in DOORS if door.method not in SAFE}
    assert writing == set(BODIES) | WITHOUT_BODY


@pytest.mark.parametrize("door", NAMED, ids=[door.name for door in NAMED])
def test_each_role_passes_where_it_may_and_nowhere_else(home: Household, door: Door) -> None:
    assert not list(faults(home, home.client, door))


READ_ONLY = [door for door in NAMED if RIGHTS[door.name] == PUBLISHED]


@pytest.mark.parametrize("door", READ_ONLY, ids=[door.name for door in READ_ONLY])
def test_schedules_that_are_not_public_need_an_account(home: Household, closed: TestClient, door: Door) -> None:
    assert not list(faults(home, closed, door, public=False))


TENANTS = [door for door in NAMED if OWNED.intersection(door.parameters)]
HEADERS: dict[str, dict[str, str] | None] = {
    "with what a write asks for": None, "bare": {}, "conditional": {"if-none-match": "*", "if-match": "*"},
}  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("who", FIRMS)
@pytest.mark.parametrize("door", TENANTS, ids=[door.name for door in TENANTS])
def test_a_foreign_object_and_none_at_all_answer_alike_to_the_byte(
    home: Household, door: Door, who: str, headers: str
) -> None:
    body = body_of(door.name, who, home.objects(who, "own"))
    sent = HEADERS[headers] if HEADERS[headers] is not None else conditions()
    foreign, nothing = (
        home.knock(door, who, whose, body=body, headers=sent)
        for whose in ("foreign", "nonexistent")
    )
    assert told(foreign) == told(nothing)
    assert foreign.status_code == 404


PROTECTED = [door for door in NAMED if RIGHTS[door.name] != OPEN]


@pytest.mark.parametrize("door", PROTECTED, ids=[door.name for door in PROTECTED])
def test_a_guard_taken_away_is_noticed(
    home: Household, closed: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = Access.__call__

    async def open_here(self: Access, request: Request) -> Any:
        """The guard, but for one route that lets everybody pass."""
        if request.scope.get("route") is not door.route:
            return await guarded(self, request)
        return await actor_of(request) or Actor("nobody", Role.BUREAU, None, "none", by_cookie=False)

    monkeypatch.setattr(Access, "__call__", open_here)
    public = RIGHTS[door.name] != PUBLISHED
    assert next(faults(home, home.client if public else closed, door, public), None), "nobody would notice"
