"""Rule packs that the bureau sends: judged whole, versioned, and planned under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.rule_packs import MOST_BYTES, file_name
from planner.errors import BadPolicy
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, worker
from tests.api.people import People, people

PACK = """pack = "ningbo-own"
extends = "bare"

[[ruleset]]
effective_from = "2020-02-01"
like = "2000-01-01"
caps = [{ mode = "coach", scope = "*", level = "*", share = "0.5" }]
sources = { caps = "an order of the city, made up for this test" }
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("packs"), fill=begin_campaign) as found:
        yield found


def put(house: People, content: str | bytes, follows: int = 0) -> httpx.Response:
    """Send a rule pack."""
    headers = {"if-match": f'"v{follows}"', "content-type": "application/toml"}
    sent = content.encode() if isinstance(content, str) else content
    return house.client("bureau").put(f"{CAMPAIGNS}/{CAMPAIGN}/inputs/rule-pack", content=sent, headers=headers)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (("share = \"0.5\"", "share = \"1.5\""), ("caps[1].share", "1.5", "between \"0\" and \"1\"")),
        (("caps = [", "cups = ["), ("unknown key", "cups", "caps")),
        (("2020-02-01", "soon"), ("effective_from", "soon", "a date such as")),
        (("ningbo-own", "covid-2020"), ("ships with the program",)),
        (("ningbo-own", "../../etc/passwd"), ("small letters, digits and hyphens",)),
        (("extends = \"bare\"", "extends = \"../../keys.toml\""), ("extends is", "it must be one of", "bare")),
        (("pack =", "pack"), ("not TOML",)),
    ],
)
def test_a_bad_pack_is_refused_with_key_value_and_limit(
    house: People, changed: tuple[str, str], named: tuple[str, ...]
) -> None:
    answer = put(house, PACK.replace(*changed))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["parameter"] == "rule-pack" and all(words in error["reason"] for words in named), error


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"x = " + b"[" * 5_000 + b"]" * 5_000, b"x = " + b"9" * 6_000, b"#" * (MOST_BYTES + 1), b""],
    ids=["no text", "deep", "a huge number", "large", "empty"],
)
def test_a_hostile_pack_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadPolicy):
        file_name(content)


def test_a_campaign_is_planned_under_its_own_pack_and_cites_it(house: People) -> None:
    answer = put(house, PACK)
    assert (answer.status_code, answer.json()["rows"]) == (200, 1), answer.text
    assert put(house, PACK.replace("0.5", "0.6"), follows=1).json()["version"] == 2
    read = house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/inputs/rule-pack")
    assert "0.6" in read.text and read.headers["content-type"].startswith("application/toml")
    plan_id = ask(house, key="own-pack").json()["plan_id"]
    assert worker(house).step()
    plan = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert plan["state"] == "verified", plan["error"]
    assert plan["inputs"]["rule-pack"] == 2
    assert plan_file(house, plan_id, "scenario.toml").count("ningbo-own.toml") == 1
    assert "ningbo-own@2020-02-01" in plan_file(house, plan_id, "plan.json", "plan/")


def plan_file(house: People, plan_id: str, name: str, part: str = "scenario/") -> str:
    """A kept file of a plan."""
    from api.identity.cipher import Cipher
    from api.identity.keys import read_keys
    from api.store import plans
    from api.store.database import reading

    with reading(house.app.app.state.engine) as session:
        found = plans.get_file(session, Cipher(read_keys(house.settings.key_file)), plan_id, part + name)
    assert found is not None
    return found.decode()


def test_a_setup_that_the_own_pack_does_not_allow_is_refused(house: People) -> None:
    put(house, PACK)
    client, address = house.client("bureau"), f"{CAMPAIGNS}/{CAMPAIGN}/setup"
    setup = client.get(address)
    wanted = {k: v for k, v in setup.json().items() if k not in ("campaign_id", "version", "inputs")}
    for override, reason in (({"no_such_rule": 1}, "no_such_rule"), ({"caps": [{"mode": "coach"}]}, "caps")):
        headers = {"if-match": setup.headers["etag"]}
        answer = client.put(address, json={**wanted, "policy_override": override}, headers=headers)
        assert answer.status_code == 422 and reason in answer.text


def test_what_a_pack_is_called_in_the_folder_is_its_own_name(tmp_path: Path) -> None:
    assert file_name(PACK.encode()) == "ningbo-own.toml"
