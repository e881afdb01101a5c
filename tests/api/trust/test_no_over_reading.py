"""A hundred canary workers: nowhere but where somebody may read them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.api.campaigns import CAMPAIGN
from tests.api.trust.canaries import Canary, texts_of
from tests.api.trust.doors import Door, all_doors, knock
from tests.api.trust.household import FIRMS, WHO, Household

READING = [door for door in all_doors() if door.method == "GET"]
SHOWN: Mapping[str, frozenset[str]] = {
    "bureau": frozenset({"name", "national_id", "phone"}),
    "enterprise A": frozenset({"name"}),
    "enterprise B": frozenset({"name"}),
    "logistics": frozenset({"name"}),
    "gate": frozenset({"name"}),
}
"""What of a worker somebody may read in full; a number's last four digits are told to those who must compare them."""


def may_read(who: str, bird: Canary, kind: str) -> bool:
    """Whether somebody may read that of that worker."""
    own = who not in FIRMS or FIRMS[who] == bird.enterprise_id
    return own and kind in SHOWN.get(who, frozenset())


def hits(home: Household, who: str, text: str) -> list[str]:
    """Canaries in a text that somebody may not read."""
    return [
        f"{kind} of {bird.name}"
        for bird in home.birds
        for kind, value in bird.secrets.items()
        if value in text and not may_read(who, bird, kind)
    ]


@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_who_is_not_theirs_to_read(
    home: Household, who: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    ids, token = home.objects(who, "own"), home.token(who)
    found = {}
    for door in READING:
        for address in (door.path, f"{door.path}?limit=1000"):
            answer = knock(home.client, Door("GET", address, door.route), ids, token)
            if wrong := hits(home, who, texts_of(answer)):
                found[address] = wrong[:3]
    assert not found
    assert not hits(home, "nobody", caplog.text), "in a log"
    assert not hits(home, "nobody", "".join(capfd.readouterr())), "in what is printed"


def test_the_canaries_sing_where_they_may(home: Household) -> None:
    """Without this the test above might look at answers that hold nobody."""
    heard = dict.fromkeys(("bureau", *FIRMS), 0)
    for who in heard:
        ids, token = home.objects(who, "own"), home.token(who)
        told = "".join(
            texts_of(knock(home.client, door, ids, token)) for door in READING if "{worker_id}" in door.path
        )
        told += texts_of(home.client.get(f"/api/v1/campaigns/{CAMPAIGN}/workers?limit=1000", headers=_as(token)))
        heard[who] = sum(bird.name in told for bird in home.birds)
    assert heard == {"bureau": 100, "enterprise A": 50, "enterprise B": 50}


def test_the_database_holds_nobody_in_plain_text(home: Household) -> None:
    file = Path(home.house.settings.db_url.removeprefix("sqlite:///"))
    raw = b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
    assert b"W-CANARY-000" in raw or b"workers" in raw
    seen = [
        bird.name
        for bird in home.birds
        for value in bird.secrets.values()
        if value.encode() in raw or value.encode("utf-16-le") in raw
    ]
    assert not seen


def _as(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
