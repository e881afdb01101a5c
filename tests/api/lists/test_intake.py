"""An upload is prepared outside of the transaction, and done again where others came between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.roles import Actor, Role
from api.identity.cipher import Cipher
from api.identity.keys import read_keys
from api.lists.intake import Arrival, Moved, NoCampaign, NoSites, Prepared, WrongAnswer, prepare, still_holds
from api.lists.merge import Owner
from api.store.database import writing
from tests.api.campaigns import CAMPAIGN
from tests.api.lists.made import HEADERS, as_csv, begin_with_firms, firms, rows, send
from tests.api.people import People, people


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """The toy campaign with two firms."""
    with people(tmp_path_factory.mktemp("intake"), fill=begin_with_firms) as found:
        yield found


def prepared(house: People, content: bytes, campaign: str = CAMPAIGN, firm: str = "",
    **given: dict[str, str]) -> Prepared:
    """A list of the first firm, prepared."""
    firm = firm or next(iter(firms()))
    arrival = Arrival(
        Owner(campaign, firm), "a.csv", content, "0" * 64, given.get("confirmed", {}), given.get("given_once", {})
    )
    actor = Actor("u", Role.ENTERPRISE, firm, "s", by_cookie=False)
    engine, cipher = house.app.app.state.engine, Cipher(read_keys(house.settings.key_file))
    return prepare(engine, actor, cipher, arrival, ("L", 1))


def test_what_cannot_be_judged_says_why(house: People, tmp_path: Path) -> None:
    good = as_csv(rows(1))
    with pytest.raises(NoCampaign):
        prepared(house, good, campaign="nothing")
    with pytest.raises(NoSites):
        prepared(house, good, firm="E-WITHOUT")
    with pytest.raises(WrongAnswer):
        prepared(house, good, given_once={"ready_at": "2月7日"})
    with pytest.raises(WrongAnswer):
        prepared(house, good, confirmed={"姓名": "nothing"})


def test_a_firm_with_one_site_need_not_name_it(house: People) -> None:
    assert prepared(house, as_csv(rows(1))).setting.given_once["site_id"] == next(iter(firms().values()))


def test_the_file_is_kept_while_something_is_asked_and_not_when_it_was_taken(house: People) -> None:
    taken = prepared(house, as_csv(rows(1)))
    asked = prepared(house, as_csv([row[:4] for row in rows(1)], HEADERS[:4]))
    refused = prepared(house, as_csv([[*rows(1)[0][:3], "x", *rows(1)[0][4:]]]))
    assert (taken.verdict.state, asked.verdict.state, refused.verdict.state) == ("accepted", "asking", "refused")
    assert taken.file is None and asked.file is not None and refused.file is not None
    assert "测试".encode() not in asked.file + refused.file


def test_what_came_between_is_noticed_only_where_it_matters(house: People) -> None:
    mine = prepared(house, as_csv(rows(2, first=30)))
    assert send(house, as_csv(rows(2, first=60)), who="own-b").json()["state"] == "accepted"
    with writing(house.app.app.state.engine) as session:
        still_holds(session, mine)
    assert send(house, as_csv(rows(1, first=31)), who="own-b").json()["state"] == "accepted"
    with pytest.raises(Moved), writing(house.app.app.state.engine) as session:
        still_holds(session, mine)
