"""A platform's six days: 1,497 charter requests of small firms, pooled into one plan that needs fewer coaches.

The default run takes a tenth of them; firms, counties and head-counts are generated.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.access.roles import Role
from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from api.store import accounts, plans
from api.store.database import reading, writing
from planner.ingest.columns import table
from planner.units import DAY_S
from tests.api.campaigns import CAMPAIGNS, PLANS, ask, worker
from tests.api.people import PASSWORD, People, cheap_hash, people

WHOLE, DAYS, SEATS = 1_497, 6, 49
CAMPAIGN = "pooled"
ORIGINS = ("341202", "341221", "341222", "411722", "411726", "510821", "510824", "360781", "360733", "522301")
PARKS = {
    "330206": (121.834, 29.891), "330212": (121.532, 29.824), "330203": (121.546, 29.868), "330211": (121.713, 29.965),
}  # fmt: skip
"""County of a park and its place; every firm has its site in one."""


def tables(firms: int) -> dict[str, bytes]:
    """Firms with a site each, and coaches enough for all."""
    sites = [(number, *list(PARKS.items())[number % len(PARKS)]) for number in range(firms)]
    coaches = {
        "fleet_id": "NB", "operator": "测试客运", "vehicle_type": "49座大客车", "seats": SEATS, "seat_rows": 12,
        "count": firms, "drivers": 2 * firms, "depot_adcode": "330206", "lon": 121.848, "lat": 29.916,
        "registration_adcode": "330206", "available_from": "2020-02-14T09:00", "available_to": "2020-03-02",
        "fixed_cents": 80_000, "cents_per_km": 800, "driver_day_cents": 45_000, "positioning": "return",
    }  # fmt: skip
    rows: dict[str, list[dict[str, object]]] = {
        "enterprises": [
            {"enterprise_id": f"F{n}", "name": f"测试小微企业{n:04d}", "tier": 2, "whitelisted": "true",
             "negative_listed": "false", "light": "green"}
            for n in range(firms)
        ],
        "sites": [
            {"site_id": f"S{n}", "enterprise_id": f"F{n}", "name": f"测试厂{n:04d}", "lon": lon, "lat": lat,
             "adcode": code, "opens": "06:00", "closes": "23:00"}
            for n, code, (lon, lat) in sites
        ],
        "coaches": [coaches],
    }  # fmt: skip
    return {kind: as_csv(kind, listed) for kind, listed in rows.items()}


def as_csv(kind: str, rows: list[dict[str, object]]) -> bytes:
    """A table with all of its columns."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [column.name for column in table(kind).columns], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@contextmanager
def platform(folder: Path, firms: int) -> Iterator[People]:
    """The campaign, with an account of every firm."""
    with people(folder, session_s=40 * DAY_S) as house:
        client = house.client("bureau")
        setup = {
            "campaign_id": CAMPAIGN, "name": "小微企业拼车（测试）", "start": "2020-02-17", "end": "2020-03-01",
            "as_of": "2020-02-14T09:00:00+08:00", "destination_adcode": "330206", "policy_pack": "bare",
            "network_provider": "great-circle",
        }  # fmt: skip
        assert client.post(CAMPAIGNS, json=setup, headers={"idempotency-key": "c"}).status_code == 201
        for kind, content in tables(firms).items():
            address = f"{CAMPAIGNS}/{CAMPAIGN}/inputs/{kind}"
            answer = client.put(address, content=content, headers={"if-match": '"v0"'})
            assert answer.status_code == 200, answer.text
        hashed = cheap_hash(PASSWORD)
        with writing(house.app.app.state.engine) as session:
            for number in range(firms):
                new = accounts.NewUser(f"firm-{number}", Role.ENTERPRISE, f"F{number}", hashed)
                user = accounts.add_user(session, new, house.clock.now)
                opened = accounts.open_session(session, user, house.clock.now, 40 * DAY_S, False)
                house.tokens[f"firm-{number}"] = opened[1]
        yield house


def send_all(house: People, firms: int) -> list[int]:
    """One request of every firm, spread over six days; persons of each."""
    draw, wanted = random.Random(26), []
    for number in range(firms):
        if number and number % -(-firms // DAYS) == 0:
            house.clock.now += DAY_S
        persons = draw.randint(2, 12)
        asked = {
            "site_id": f"S{number}", "origin_adcode": draw.choice(ORIGINS), "persons": persons,
            "ready_at": "2020-02-24T06:00:00+08:00", "due_at": "2020-02-28T22:00:00+08:00",
        }  # fmt: skip
        address = f"{CAMPAIGNS}/{CAMPAIGN}/requests"
        sent = house.client(f"firm-{number}").post(address, json=asked, headers={"idempotency-key": "r"})
        assert sent.status_code == 201, sent.text
        wanted.append(persons)
    return wanted


def table_of(house: People, plan_id: str, name: str) -> list[dict[str, str]]:
    """A table of a kept plan."""
    with reading(house.app.app.state.engine) as session:
        found = plans.get_file(session, Cipher(read_keys(house.settings.key_file)), plan_id, f"plan/{name}")
    assert found is not None
    return list(csv.DictReader(io.StringIO(found.decode())))


def listed(house: People) -> int:
    """Requests that the bureau sees, page by page."""
    count, query = 0, {"limit": 200}
    while True:
        page = house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/requests", params=query).json()
        count += len(page["items"])
        if page["next_cursor"] is None:
            return count
        query = {"limit": 200, "cursor": page["next_cursor"]}


def pooled(folder: Path, firms: int, time_limit_s: float) -> tuple[int, int]:
    """Coaches of the pooled plan, and of each firm alone at the same seats."""
    with platform(folder, firms) as house:
        wanted = send_all(house, firms)
        assert listed(house) == firms
        plan_id = ask(house, "pooled", CAMPAIGN, time_limit_s=time_limit_s, iterations=2_000).json()["plan_id"]
        assert worker(house).step()
        plan = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
        assert plan["state"] == "verified", plan["error"]
        assert (plan["summary"]["persons"], plan["summary"]["unserved"]) == (sum(wanted), 0)
        trips = table_of(house, plan_id, "trips.csv")
        assert {trip["mode"] for trip in trips} == {"coach"}
    alone = sum(-(-persons // SEATS) for persons in wanted)
    print(f"{firms} requests of {sum(wanted)} persons: {len(trips)} coaches pooled, {alone} firm by firm")
    return len(trips), alone


def test_a_tenth_of_the_requests_is_pooled_into_fewer_coaches(tmp_path: Path) -> None:
    together, alone = pooled(tmp_path, WHOLE // 10, 20.0)
    assert together < alone / 3


@pytest.mark.slow
def test_1497_requests_in_six_days_are_pooled_into_fewer_coaches(tmp_path: Path) -> None:
    together, alone = pooled(tmp_path, WHOLE, 120.0)
    assert together < alone / 3
