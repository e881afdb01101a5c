"""A small campaign brought into the service as its users would: setup and inputs by HTTP."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import httpx

from api import inputs
from api.identity.cipher import KeyFile
from planner.recipes import build_scenario
from tests.api.databases import lasting_folder
from tests.api.people import People
from tests.api.solved import Worker

CAMPAIGNS, PLANS = "/api/v1/campaigns", "/api/v1/plans"
CAMPAIGN = "toy-test"
QUICK = {"time_limit_s": 2.0, "deterministic": True, "iterations": 300}


@cache
def toy() -> Path:
    """Folder of the toy recipe as head-counts."""
    folder = lasting_folder() / "scenario"
    build_scenario("toy", None, 7, "heat", folder)
    return folder


def begin_campaign(house: People, campaign_id: str = CAMPAIGN) -> None:
    """Setup and inputs of the toy campaign, on straight roads so that it plans in a moment."""
    client = house.client("bureau")
    settings = tomllib.loads((toy() / "scenario.toml").read_text(encoding="utf-8"))
    campaign = settings["campaign"]
    setup = {
        "campaign_id": campaign_id, "name": campaign["name"], "start": str(campaign["start"]),
        "end": str(campaign["end"]), "as_of": str(campaign["as_of"]), "policy_pack": settings["policy"]["pack"],
        "destination_adcode": campaign["destination_adcode"], "network_provider": "great-circle",
    }  # fmt: skip
    answer = client.post(CAMPAIGNS, json=setup, headers={"idempotency-key": campaign_id})
    assert answer.status_code == 201, answer.text
    for kind in inputs.TABLE_KINDS:
        file = toy() / f"{kind}.csv"
        if file.exists():
            address = f"{CAMPAIGNS}/{campaign_id}/inputs/{kind}"
            answer = client.put(address, content=file.read_bytes(), headers={"if-match": '"v0"'})
            assert answer.status_code == 200, (kind, answer.text)


def ask(house: People, key: str = "p1", campaign_id: str = CAMPAIGN, **options: object) -> httpx.Response:
    """Ask for a plan."""
    address = f"{CAMPAIGNS}/{campaign_id}/plans"
    return house.client("bureau").post(address, json={**QUICK, **options}, headers={"idempotency-key": key})


def worker(house: People) -> Worker:
    """A worker on the application's database, on the test's clock; it makes each plan once in a process."""
    return Worker(house.app.app.state.engine, KeyFile(house.settings.key_file), clock=house.clock)
