"""A hundred canary workers: nowhere but where somebody may read them."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import pytest

from tests.api.databases import raw_bytes
from tests.api.trust.canaries import MARKS, Canary, texts_of
from tests.api.trust.doors import Door, all_doors
from tests.api.trust.household import FIRMS, WHO, Household

QUERIES = ("", "?limit=1000", "?reveal=true", "?limit=1000&reveal=true")
"""Parameters that make an answer tell more, where it takes them."""
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


OWN_FILE = "/api/v1/lists/{list_id}/annotated"
"""The firm's own workbook comes back to it as it was sent, its bad cells marked."""


def hits(home: Household, who: str, text: str, address: str = "") -> list[str]:
    """Canaries in a text that somebody may not read."""
    if not any(mark in text for mark in MARKS):
        return []
    own = FIRMS.get(who) if address == OWN_FILE else None
    return [
        f"{kind} of {bird.name}"
        for bird in home.birds
        for kind, value in bird.secrets.items()
        if value in text and not may_read(who, bird, kind) and own != bird.enterprise_id
    ]


@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_who_is_not_theirs_to_read(
    home: Household, who: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    found = {}
    for door in READING:
        for query in QUERIES:
            answer = home.knock(Door("GET", door.path + query, door.route), who)
            if wrong := hits(home, who, texts_of(answer), door.path):
                found[door.path + query] = wrong[:3]
            if answer.status_code in (401, 403):
                break
    assert not found
    assert not hits(home, "nobody", caplog.text), "in a log"
    assert not hits(home, "nobody", "".join(capfd.readouterr())), "in what is printed"


def test_the_canaries_sing_where_they_may(home: Household) -> None:
    """Without this the test above might look at answers that hold nobody."""
    heard = dict.fromkeys(("bureau", *FIRMS), 0)
    for who in heard:
        told = "".join(
            texts_of(home.knock(Door("GET", f"{door.path}?limit=1000", door.route), who))
            for door in READING
            if door.path.endswith(("/workers", "/manifests"))
        )
        heard[who] = sum(bird.name in told for bird in home.birds)
    assert heard == {"bureau": 100, "enterprise A": 50, "enterprise B": 50}


def test_the_database_holds_nobody_in_plain_text(home: Household) -> None:
    raw = raw_bytes(home.house.app.app.state.engine)
    assert b"national_id_sealed" in raw and home.ids["schedule_id"].encode() in raw
    forms = [form for form in ("utf-8", "utf-16-le") if any(mark.encode(form) in raw for mark in MARKS)]
    values = {value.encode(form) for form in forms for bird in home.birds for value in bird.secrets.values()}
    assert not [value for value in values if value in raw]
