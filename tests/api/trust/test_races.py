"""Two planners at once: of changes of one version one wins; what comes again changes nothing again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.store import audit_log
from api.store.database import reading
from tests.api.people import BASE, People, people
from tests.api.routes.test_setups import SETUP

RACERS = 8
ROUNDS, LONG_ROUNDS = 8, 250
CAMPAIGNS = "/api/v1/campaigns"
ADDRESS = f"{CAMPAIGNS}/test-1"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        new = {**SETUP, "campaign_id": "test-1"}
        answer = found.client("bureau").post(CAMPAIGNS, json=new, headers={"idempotency-key": "c"})
        assert answer.status_code == 201
        yield found


@pytest.fixture
def racers(house: People) -> Iterator[list[TestClient]]:
    """Clients that share the application and nothing else."""
    token = {"authorization": f"Bearer {house.tokens['bureau']}"}
    clients = [TestClient(house.app.app, BASE, headers=token, raise_server_exceptions=False) for _ in range(RACERS)]
    yield clients
    for client in clients:
        client.close()


def at_once(clients: list[TestClient], send: Callable[[TestClient, int], httpx.Response]) -> list[httpx.Response]:
    """Let every client send at the same moment."""
    start = threading.Barrier(len(clients))

    def run(number: int) -> httpx.Response:
        start.wait()
        return send(clients[number], number)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(run, range(len(clients))))


def edit_setup(client: TestClient, version: int, number: int) -> httpx.Response:
    """Change the name of a campaign."""
    body = {**SETUP, "name": f"测试专运 {version} {number}"}
    return client.put(f"{ADDRESS}/setup", json=body, headers={"if-match": f'"v{version}"'})


def replace_zones(client: TestClient, version: int, number: int) -> httpx.Response:
    """Replace an input."""
    content = f"adcode,level,valid_from,valid_to\n420000,sealed,2020-02-{20 + number % 9:02d},\n"
    return client.put(f"{ADDRESS}/inputs/zones", content=content.encode(), headers={"if-match": f'"v{version}"'})


def race(clients: list[TestClient], edit: Callable[..., httpx.Response], first: int, rounds: int) -> Counter[str]:
    """Rounds of racing edits; how many were won and lost."""
    found: Counter[str] = Counter()
    for version in range(first, first + rounds):
        answers = at_once(clients, lambda client, number, at=version: edit(client, at, number))  # type: ignore[misc]
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, *[412] * (len(clients) - 1)], statuses
        (winner,) = [number for number, answer in enumerate(answers) if answer.status_code == 200]
        assert answers[winner].headers["etag"] == f'"v{version + 1}"'
        found += Counter("won" if status == 200 else "lost" for status in statuses)
    return found


@pytest.mark.parametrize(("edit", "first"), [(edit_setup, 1), (replace_zones, 0)])
def test_of_racing_edits_each_version_has_one_winner(
    racers: list[TestClient], edit: Callable[..., httpx.Response], first: int
) -> None:
    found = race(racers, edit, first, ROUNDS)
    assert found == {"won": ROUNDS, "lost": ROUNDS * (RACERS - 1)}


@pytest.mark.slow
def test_of_two_thousand_racing_edits_each_version_has_one_winner(racers: list[TestClient]) -> None:
    found = race(racers, edit_setup, 1, LONG_ROUNDS)
    print(f"racing edits: {found.total()}, winners {found['won']}, refused {found['lost']}")
    assert found == {"won": LONG_ROUNDS, "lost": LONG_ROUNDS * (RACERS - 1)}


def test_an_upload_that_comes_three_times_changes_nothing_the_second_and_third_time(racers: list[TestClient]) -> None:
    answers = [replace_zones(racers[0], 0, 1) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 412, 412]
    setup = racers[0].get(f"{ADDRESS}/setup").json()
    assert setup["inputs"] == {"zones": 1}


@pytest.mark.parametrize("rivals", [1, RACERS])
def test_a_request_that_comes_often_is_done_once(house: People, racers: list[TestClient], rivals: int) -> None:
    engine = house.app.app.state.engine
    with reading(engine) as session:
        before = audit_log.count(session)

    def send(client: TestClient, _number: int) -> httpx.Response:
        new = {**SETUP, "campaign_id": "twice"}
        return client.post(CAMPAIGNS, json=new, headers={"idempotency-key": "same"})

    answers = [answer for _ in range(3) for answer in at_once(racers[:rivals], send)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    with reading(engine) as session:
        assert audit_log.count(session) == before + 1
        assert not list(audit_log.faults(session))
