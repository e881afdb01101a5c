"""Lists on a real PostgreSQL: taken, changed, compared with others, as on the embedded database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.campaigns import CAMPAIGN, CAMPAIGNS
from tests.api.lists.made import HEADERS, as_csv, begin_with_firms, rows, send
from tests.api.people import People, people

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """The toy campaign with two firms, on PostgreSQL."""
    with people(tmp_path_factory.mktemp("pg"), "postgres", begin_with_firms) as found:
        yield found


def test_a_list_is_taken_once_changed_where_it_differs_and_kept_apart(house: People) -> None:
    headers, body = [*HEADERS, "同行组"], [[*row, "1"] for row in rows(5)]
    assert send(house, as_csv(body, headers)).json()["counts"]["added"] == 5
    assert send(house, as_csv(body, headers), key="again").json()["counts"]["unchanged"] == 5
    body[0][2] = "10077777777"
    assert send(house, as_csv(body, headers)).json()["counts"]["changed"] == 1
    refused = send(house, as_csv(rows(1)), who="own-b").json()
    assert [cell["code"] for cell in refused["bad_cells"]] == ["person_elsewhere"]
    apart = [[*row, "1"] for row in rows(1, first=9)]
    apart[0][3] = "510824"
    assert [c["code"] for c in send(house, as_csv(apart, headers)).json()["bad_cells"]] == ["group_apart"]


def test_a_worker_is_withdrawn_under_if_match(house: People) -> None:
    client = house.client("own-a")
    send(house, as_csv(rows(2, first=20)))
    worker = client.get(f"{CAMPAIGNS}/{CAMPAIGN}/workers").json()["items"][0]
    address, tag = f"/api/v1/workers/{worker['worker_id']}", f'"v{worker["version"]}"'
    assert client.delete(address, headers={"if-match": tag}).json()["withdrawn"]
    assert client.delete(address, headers={"if-match": tag}).status_code == 412
