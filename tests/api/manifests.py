"""A toy campaign with named workers of three firms, planned, approved and published; all people are made up."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from api.access.roles import Role
from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from api.store import accounts
from api.store.database import writing
from api.store.work_models import ListRow, WorkerRow
from api.store.workers import PRIVATE, Person, sealed_person
from planner.recipes import build_scenario
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, worker
from tests.api.people import PASSWORD, People, cheap_hash, people

FIRMS = {"own-1": "E1", "own-2": "E2"}
"""Accounts of two firms of the toy campaign; the firms of ``people`` have nobody in it."""


@dataclass(frozen=True)
class Published:
    """The application with the published plan, and everybody in it."""

    house: People
    plan_id: str
    schedule_id: str
    persons: dict[str, Person]
    firms: dict[str, str]

    @property
    def plan(self) -> str:
        """Address of the plan."""
        return f"{PLANS}/{self.plan_id}"

    @property
    def schedule(self) -> str:
        """Address of the schedule."""
        return f"/api/v1/schedules/{self.schedule_id}"


@cache
def named_toy() -> Path:
    """Folder of the toy recipe with lists of names."""
    folder = Path(mkdtemp(prefix="toy-named-")) / "scenario"
    build_scenario("toy", None, 7, "lists", folder)
    return folder


def rows(table: str) -> list[dict[str, str]]:
    with (named_toy() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def begin(house: People) -> None:
    """Setup and inputs of the campaign, without its people."""
    client = house.client("bureau")
    settings = tomllib.loads((named_toy() / "scenario.toml").read_text(encoding="utf-8"))
    campaign = settings["campaign"]
    setup = {
        "campaign_id": CAMPAIGN, "name": campaign["name"], "start": str(campaign["start"]), "end": str(campaign["end"]),
        "as_of": str(campaign["as_of"]), "policy_pack": settings["policy"]["pack"],
        "destination_adcode": campaign["destination_adcode"], "network_provider": "great-circle",
    }  # fmt: skip
    assert client.post(CAMPAIGNS, json=setup, headers={"idempotency-key": "named"}).status_code == 201
    for kind in ("enterprises", "sites", "stops", "coaches", "services", "escorts", "zones"):
        file = named_toy() / f"{kind}.csv"
        if file.exists():
            address = f"{CAMPAIGNS}/{CAMPAIGN}/inputs/{kind}"
            answer = client.put(address, content=file.read_bytes(), headers={"if-match": '"v0"'})
            assert answer.status_code == 200, (kind, answer.text)


def add_people(house: People, name: str = "{name}") -> dict[str, Person]:
    """Put everybody of the lists into the database, sealed; ``name`` may wrap each name."""
    cipher = Cipher(read_keys(house.settings.key_file))
    found: dict[str, Person] = {}
    with writing(house.app.app.state.engine) as session:
        session.add(
            ListRow(
                list_id="L-TEST", campaign_id=CAMPAIGN, enterprise_id="E1", file_name="x.csv", file_sha256="0" * 64,
                state="accepted", headers=[], report={}, annotated=None, version=1, created_by="u", created_at=0,
            )
        )  # fmt: skip
        session.flush()
        for row in rows("workers"):
            worker_id = row["worker_id"]
            person = Person(name.format(name=row["name"]), row["national_id"], row["phone"])
            found[worker_id] = person
            facts = {key: value for key, value in row.items() if key not in (*PRIVATE, "worker_id", "enterprise_id")}
            session.add(
                WorkerRow(
                    worker_id=worker_id, enterprise_id=row["enterprise_id"], campaign_id=CAMPAIGN, list_id="L-TEST",
                    national_id_index=cipher.index(row["national_id"], "national_id"), facts=facts, row_digest="0" * 64,
                    withdrawn=False, version=1, created_at=0, updated_at=0,
                    **sealed_person(cipher, worker_id, person),
                )
            )  # fmt: skip
    return found


def add_accounts(house: People) -> None:
    """Accounts of firms that have people in the campaign."""
    with writing(house.app.app.state.engine) as session:
        for name, firm in FIRMS.items():
            user = accounts.add_user(
                session, accounts.NewUser(name, Role.ENTERPRISE, firm, cheap_hash(PASSWORD)), house.clock.now
            )
            _, house.tokens[name] = accounts.open_session(session, user, house.clock.now, 10_000_000, by_cookie=False)


def make_plan(house: People, key: str, **options: object) -> str:
    """Have a plan made; its id."""
    plan_id = str(ask(house, key=key, **options).json()["plan_id"])
    assert worker(house).step()
    state = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert state["state"] == "verified", state
    return plan_id


def publish(house: People, plan_id: str) -> str:
    """Approve and publish a plan; the id of the schedule."""
    one, two = house.client("bureau"), house.client("bureau2")
    for act, client in (("approve", two), ("publish", one)):
        tag = one.get(f"{PLANS}/{plan_id}").headers["etag"]
        answer = client.post(f"{PLANS}/{plan_id}/{act}", headers={"if-match": tag})
        assert answer.status_code == 200, answer.text
    return str(answer.json()["schedule_id"])


@contextmanager
def published(folder: Path, kind: str | None = None, name: str = "{name}") -> Iterator[Published]:
    """The campaign planned and published."""
    with people(folder, kind, begin) as house:
        persons = add_people(house, name)
        add_accounts(house)
        plan_id = make_plan(house, "m1")
        firms = {row["worker_id"]: row["enterprise_id"] for row in rows("workers")}
        yield replace(Published(house, plan_id, "", persons, firms), schedule_id=publish(house, plan_id))
