from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.sites import site_owners
from api.store.database import reading
from tests.api.campaigns import CAMPAIGN, begin_campaign, toy
from tests.api.people import People, people


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def test_owners_come_from_the_latest_table_of_sites(house: People) -> None:
    with reading(house.app.app.state.engine) as session:
        assert site_owners(session, CAMPAIGN) == {}
    begin_campaign(house)
    with (toy() / "sites.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["site_id"]: row["enterprise_id"] for row in csv.DictReader(file)}
    with reading(house.app.app.state.engine) as session:
        assert site_owners(session, CAMPAIGN) == wanted
