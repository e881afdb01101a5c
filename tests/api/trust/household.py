"""A service in full life: two firms with workers and requests, plans in every state, a published schedule."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from api.access.passwords import hash_password
from api.access.roles import Role
from api.main import create_app
from api.store import accounts
from api.store.database import reading, writing
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, toy, worker
from tests.api.people import BASE, PASSWORD, People, people
from tests.api.trust.canaries import Canary, canaries, list_of
from tests.api.trust.doors import NUMBERS, Door, knock
from tests.api.trust.rights import OWNED

FIRMS = {"enterprise A": "E1", "enterprise B": "E2"}
WHO = ("anonymous", "administrator", "bureau", *FIRMS, "logistics", "gate")
"""Everybody whose rights are tried."""
LONG_S = 10_000_000
KEPT = ("kind", "name", "ordinal", "collection", "pack", "version")
"""Parameters whose values are words of the API."""
PACK = """pack = "household"
extends = "bare"

[[ruleset]]
effective_from = "2020-02-01"
like = "2000-01-01"
max_pickups = 3
sources = { max_pickups = "made up for the tests" }
"""
NOTHING = "0" * 24
"""Id of an object that is not there."""


@dataclass
class Household:
    """The service, what is in it, and a client that shows errors of the server as answers."""

    house: People
    client: TestClient
    birds: list[Canary]
    ids: dict[str, str]
    """Parameter of a path → an object of the bureau."""
    owned: dict[str, dict[str, str]]
    """Firm → parameter of a path → an object of the firm."""
    roles: dict[str, Role] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, who: str, fresh: bool = False) -> str | None:
        """A login; a fresh one where it will be closed."""
        if who == "anonymous":
            return None
        if fresh:
            return self._log_in(who)
        if who not in self.tokens:
            self.tokens[who] = self._log_in(who)
        return self.tokens[who]

    def _log_in(self, who: str) -> str:
        with writing(self.house.app.app.state.engine) as session:
            user = accounts.find_user(session, who.replace(" ", "-"))
            assert user is not None
            return accounts.open_session(session, user, self.house.clock.now, LONG_S, by_cookie=False)[1]

    def knock(self, door: Door, who: str, whose: str = "own", **given: Any) -> httpx.Response:
        """Send through a door in somebody's name; ``given`` as of ``doors.knock``, and ``client`` for another one."""
        client = given.pop("client", self.client)
        return knock(client, door, self.objects(who, whose), self.token(who, door.ends_login), **given)

    def objects(self, who: str, whose: str) -> dict[str, str]:
        """Ids for the parameters of any path: ``own``, ``foreign`` or ``nonexistent`` ones for somebody."""
        firms = list(FIRMS.values())
        own = FIRMS.get(who, firms[0])
        if whose == "nonexistent":
            kept = {name: self.ids[name] for name in KEPT}
            return {**dict.fromkeys((*self.ids, *self.owned[own]), NOTHING), **kept}
        firm = own if whose == "own" else next(other for other in firms if other != own)
        return {**self.ids, **self.owned[own], **{name: self.owned[firm][name] for name in OWNED}}


@contextmanager
def household(folder: Path, **given: object) -> Iterator[Household]:
    """Bring the service to life, by HTTP alone but for the accounts."""
    with people(folder, **given) as house:
        begin_campaign(house)
        _add_accounts(house)
        birds = canaries(sites())
        owned = {
            firm: _objects(house, who, [bird for bird in birds if bird.enterprise_id == firm])
            for who, firm in FIRMS.items()
        }
        plan_id, schedule_id = _published(house)
        trip = house.anonymous.get(f"/api/v1/schedules/{schedule_id}/trips").json()["items"][0]
        with reading(house.app.app.state.engine) as session:
            spare = accounts.find_user(session, "spare")
        assert spare is not None
        ids = {
            "campaign_id": CAMPAIGN, "kind": "heat", "plan_id": plan_id, "schedule_id": schedule_id,
            "trip_id": trip["trip_id"], "id": trip["id"], "name": "trips.csv", "ordinal": "1", "user_id": spare.user_id,
            "collection": "trips", "feature_id": trip["id"], "other": plan_id, "pack": "household", "version": "1",
        }  # fmt: skip
        sent = house.client("bureau").put("/api/v1/rule-packs/household", content=PACK, headers={"if-match": '"v0"'})
        assert sent.status_code == 200, sent.text
        pinned = _send(house.client("bureau"), f"{PLANS}/{plan_id}/pins", json={"trip_ids": [trip["trip_id"]]})
        ids["pin_id"] = pinned["items"][0]["pin_id"]
        roles = {who: Role.ENTERPRISE if who in FIRMS else Role(who) for who in WHO if who != "anonymous"}
        for who, firm in FIRMS.items():
            seats = house.client(who).get(f"/api/v1/schedules/{schedule_id}/manifests").json()["items"]
            owned[firm]["trip_id"] = seats[0]["trip_id"]
        with TestClient(house.app.app, base_url=BASE, raise_server_exceptions=False) as client:
            yield Household(house, client, birds, ids, owned, roles)


@contextmanager
def closed_to_the_public(home: Household) -> Iterator[TestClient]:
    """A client of the same service with its published schedules open to accounts alone."""
    settings = home.house.settings.model_copy(update={"public_schedules": False})
    app = create_app(settings, home.house.clock)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def sites() -> dict[str, str]:
    """A site of each of the two firms."""
    with (toy() / "sites.csv").open(encoding="utf-8", newline="") as file:
        known = {row["enterprise_id"]: row["site_id"] for row in csv.DictReader(file)}
    return {firm: known[firm] for firm in FIRMS.values()}


def _add_accounts(house: People) -> None:
    hashed = hash_password(PASSWORD)
    with writing(house.app.app.state.engine) as session:
        for name, role, firm in (
            *((who.replace(" ", "-"), Role.ENTERPRISE, firm) for who, firm in FIRMS.items()),
            ("spare", Role.GATE, None),
        ):
            user = accounts.add_user(session, accounts.NewUser(name, role, firm, hashed), house.clock.now)
            key = name.replace("-", " ", 1)
            house.tokens[key] = accounts.open_session(session, user, house.clock.now, LONG_S, by_cookie=False)[1]


def _published(house: People) -> tuple[str, str]:
    """A plan by way of a worker, approved by another person and published; its id and that of its schedule."""
    plan_id = ask(house).json()["plan_id"]
    assert worker(house).step()
    made = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert made["state"] == "verified", made["error"]
    answer = None
    for act, name in (("approve", "bureau2"), ("publish", "bureau")):
        tag = house.client("bureau").get(f"{PLANS}/{plan_id}").headers["etag"]
        answer = house.client(name).post(f"{PLANS}/{plan_id}/{act}", headers={"if-match": tag})
        assert answer.status_code == 200, answer.text
    assert answer is not None
    return plan_id, answer.json()["schedule_id"]


def _objects(house: People, who: str, birds: list[Canary]) -> dict[str, str]:
    """What a firm owns: a list that was taken, one that was refused, the first worker, and a charter request."""
    client, firm = house.client(who), FIRMS[who]
    here = f"{CAMPAIGNS}/{CAMPAIGN}"
    taken = _send(client, f"{here}/lists", files={"file": ("list.csv", list_of(birds), "text/csv")})
    assert taken["state"] == "accepted", taken
    refused = _send(client, f"{here}/lists", files={"file": ("bad.csv", list_of(birds, "没有县"), "text/csv")})
    assert refused["state"] == "refused", refused
    wanted = {
        "site_id": sites()[firm], "origin_adcode": "341202", "persons": 7, "ready_at": "2020-02-18T08:00:00+08:00",
        "due_at": "2020-02-20T18:00:00+08:00",
    }  # fmt: skip
    asked = _send(client, f"{here}/requests", json=wanted)
    workers = client.get(f"{here}/workers").json()["items"]
    return {
        "list_id": refused["list_id"], "worker_id": workers[0]["worker_id"], "request_id": asked["request_id"],
    }  # fmt: skip


def _send(client: TestClient, address: str, **body: Any) -> dict[str, Any]:
    answer = client.post(address, headers={"idempotency-key": f"household {next(NUMBERS)}"}, **body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
