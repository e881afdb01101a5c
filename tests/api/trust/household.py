"""A service in full life: two firms with workers and requests, plans in every state, a published schedule."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient

from api.access.passwords import hash_password
from api.access.roles import Role
from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from api.main import create_app
from api.store import accounts, plans
from api.store.account_models import UserRow
from api.store.database import reading, writing
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, toy, worker
from tests.api.people import BASE, PASSWORD, People, people
from tests.api.trust.canaries import Canary, canaries, enlist

FIRMS = {"enterprise A": "E1", "enterprise B": "E2"}
WHO = ("anonymous", "administrator", "bureau", *FIRMS, "logistics", "gate")
"""Everybody whose rights are tried."""
LONG_S = 10_000_000
KEPT = ("kind", "name", "ordinal", "collection")
"""Parameters whose values are words of the API."""
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

    def token(self, who: str) -> str | None:
        """A fresh login, so that a logout or a closed account spoils nothing that follows."""
        if who == "anonymous":
            return None
        with writing(self.house.app.app.state.engine) as session:
            user = accounts.find_user(session, who.replace(" ", "-"))
            assert user is not None
            return accounts.open_session(session, user, self.house.clock.now, LONG_S, by_cookie=False)[1]

    def objects(self, who: str, whose: str) -> dict[str, str]:
        """Ids for the parameters of any path: ``own``, ``foreign`` or ``nonexistent`` ones for somebody."""
        firms = list(FIRMS.values())
        own = FIRMS.get(who, firms[0])
        if whose == "nonexistent":
            kept = {name: self.ids[name] for name in KEPT}
            return {**dict.fromkeys((*self.ids, *self.owned[own]), NOTHING), **kept}
        firm = own if whose == "own" else next(other for other in firms if other != own)
        return {**self.ids, **self.owned[firm]}


@contextmanager
def household(folder: Path, **given: object) -> Iterator[Household]:
    """Bring the service to life by HTTP; only workers' lists are written at once."""
    with people(folder, **given) as house:
        begin_campaign(house)
        _add_accounts(house)
        birds = canaries(sites())
        engine = house.app.app.state.engine
        plan_id, schedule_id = _published(house)
        with writing(engine) as session:
            lists = enlist(session, Cipher(read_keys(house.settings.key_file)), CAMPAIGN, birds, house.clock.now)
        trip = house.anonymous.get(f"/api/v1/schedules/{schedule_id}/trips").json()["items"][0]
        _seat(house, plan_id, trip["trip_id"])
        with reading(engine) as session:
            spare = accounts.find_user(session, "spare")
        assert isinstance(spare, UserRow)
        ids = {
            "campaign_id": CAMPAIGN, "kind": "heat", "plan_id": plan_id, "schedule_id": schedule_id,
            "trip_id": trip["trip_id"], "id": trip["id"], "name": "trips.csv", "ordinal": "1", "user_id": spare.user_id,
            "collection": "trips", "feature_id": trip["id"], "other": plan_id,
        }  # fmt: skip
        owned = {
            firm: {
                "request_id": _request(house, who, firm), "list_id": lists[firm],
                "worker_id": f"W-CANARY-{number:03d}",
            }
            for number, (who, firm) in enumerate(FIRMS.items())
        }  # fmt: skip
        roles = {who: Role.ENTERPRISE if who in FIRMS else Role(who) for who in WHO if who != "anonymous"}
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
    """A site of each firm of the toy campaign."""
    with (toy() / "sites.csv").open(encoding="utf-8", newline="") as file:
        return {row["enterprise_id"]: row["site_id"] for row in csv.DictReader(file)}


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


def _seat(house: People, plan_id: str, trip_id: str) -> None:
    """Give a worker of each firm a seat on a trip of the plan, which was made from head-counts."""
    cipher = Cipher(read_keys(house.settings.key_file))
    with writing(house.app.app.state.engine) as session, TemporaryDirectory() as name:
        plans.get_files(session, cipher, plan_id, plans.RESULT, Path(name))
        with (Path(name) / "loads.csv").open(encoding="utf-8", newline="") as file:
            load = next(row for row in csv.DictReader(file) if row["trip_id"] == trip_id)
        ride = [load[column] for column in ("cohort_id", "part_id", "leg_seq", "trip_id", "board_seq", "alight_seq")]
        with (Path(name) / "manifest.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([f"W-CANARY-{n:03d}", *ride, f"{n + 1}A"] for n in range(len(FIRMS)))
        plans.put_files(session, cipher, plan_id, plans.RESULT, Path(name))


def _request(house: People, who: str, firm: str) -> str:
    wanted = {
        "site_id": sites()[firm], "origin_adcode": "341202", "persons": 7, "ready_at": "2020-02-18T08:00:00+08:00",
        "due_at": "2020-02-20T18:00:00+08:00",
    }  # fmt: skip
    answer = house.client(who).post(
        f"{CAMPAIGNS}/{CAMPAIGN}/requests", json=wanted, headers={"idempotency-key": f"request {firm}"}
    )
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["request_id"]
    return found
