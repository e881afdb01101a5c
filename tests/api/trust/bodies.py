"""A body for every door that takes one; a door whose body is missing here fails a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.api.campaigns import QUICK, toy
from tests.api.trust.canaries import canaries, list_of
from tests.api.trust.doors import NUMBERS
from tests.api.trust.household import FIRMS, PACK, sites

LONG_PASSWORD = "a long enough password"


def _firm(who: str) -> str:
    return FIRMS.get(who, next(iter(FIRMS.values())))


def _setup() -> dict[str, Any]:
    return {
        "name": "测试专运", "start": "2020-02-17", "end": "2020-02-21", "as_of": "2020-02-14T09:00:00+08:00",
        "destination_adcode": "330206", "policy_pack": "covid-2020", "network_provider": "great-circle",
    }  # fmt: skip


def _wanted(who: str) -> dict[str, Any]:
    return {
        "site_id": sites()[_firm(who)], "origin_adcode": "341202", "persons": 3,
        "ready_at": "2020-02-18T08:00:00+08:00", "due_at": "2020-02-20T18:00:00+08:00",
    }  # fmt: skip


def _upload(who: str, _ids: Mapping[str, str]) -> dict[str, Any]:
    firm = _firm(who)
    birds = [bird for bird in canaries(sites()) if bird.enterprise_id == firm]
    owner = {} if who in FIRMS else {"params": {"enterprise_id": firm}}
    return {"files": {"file": ("list.csv", list_of(birds), "text/csv")}, "data": {"dry_run": "true"}, **owner}


BODIES: dict[str, Callable[[str, Mapping[str, str]], Mapping[str, Any]]] = {
    "POST /api/v1/sessions": lambda who, ids: {"json": {"name": f"guess-{next(NUMBERS)}", "password": LONG_PASSWORD}},
    "POST /api/v1/users": lambda who, ids: {
        "json": {"name": f"new-{next(NUMBERS)}", "role": "gate", "password": LONG_PASSWORD}
    },
    "PATCH /api/v1/users/{user_id}": lambda who, ids: {"json": {"active": True}},
    "POST /api/v1/campaigns": lambda who, ids: {"json": {**_setup(), "campaign_id": f"new-{next(NUMBERS)}"}},
    "PUT /api/v1/campaigns/{campaign_id}/setup": lambda who, ids: {"json": _setup()},
    "PUT /api/v1/campaigns/{campaign_id}/inputs/{kind}": lambda who, ids: {
        "content": (toy() / f"{ids['kind']}.csv").read_bytes()
    },
    "PUT /api/v1/rule-packs/{pack}": lambda who, ids: {"content": PACK.encode()},
    "POST /api/v1/campaigns/{campaign_id}/lists": _upload,
    "POST /api/v1/lists/{list_id}/headers": lambda who, ids: {"json": {"headers": {}}},
    "POST /api/v1/plans/{plan_id}/pins": lambda who, ids: {"json": {"trip_ids": [ids["trip_id"]]}},
    "PATCH /api/v1/workers/{worker_id}": lambda who, ids: {"json": {"health_code": "green"}},
    "POST /api/v1/campaigns/{campaign_id}/requests": lambda who, ids: {"json": _wanted(who)},
    "POST /api/v1/campaigns/{campaign_id}/plans": lambda who, ids: {"json": dict(QUICK)},
}
"""Name of a door → who asks and what there is → arguments of the client that make a body which the door takes."""
WITHOUT_BODY = frozenset(
    {
        "DELETE /api/v1/sessions/current", "DELETE /api/v1/workers/{worker_id}",
        "DELETE /api/v1/campaigns/{campaign_id}/pins/{pin_id}", "DELETE /api/v1/requests/{request_id}",
        "POST /api/v1/plans/{plan_id}/cancel", "POST /api/v1/plans/{plan_id}/approve",
        "POST /api/v1/plans/{plan_id}/publish",
    }
)  # fmt: skip
"""Doors that write and take no body."""
SAFE = frozenset({"GET"})


def body_of(name: str, who: str, ids: Mapping[str, str]) -> Mapping[str, Any]:
    """What is sent through a door in somebody's name."""
    found = BODIES.get(name)
    return {} if found is None else found(who, ids)
