from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.publishing import Published
from api.settings import Settings
from tests.api.conftest import BASE, Store
from tests.api.fakes import FakePapers, address, publish
from tests.publish.builders import small_scenario

HOSTILE = "<script>alert(1)</script>\"'`${x}{{7*7}}"


def test_the_list_shows_the_figures_of_every_schedule_in_both_languages(client: TestClient, store: Store) -> None:
    chinese, english = client.get("/?lang=zh").text, client.get("/?lang=en").text
    for page in (chinese, english):
        assert f"{store.second.served:,}" in page
        assert "2.80 %" in page
        assert page.count('class="card') == 2
    assert "已被新版替代" in chinese
    assert "superseded" in english
    assert '<html lang="zh-CN">' in chinese


def test_a_schedule_shows_its_trips_page_by_page(client: TestClient, store: Store) -> None:
    address, seen = f"/schedules/{store.second.schedule_id}", []
    while True:
        page = client.get(address).text
        seen += re.findall(r"/trips/(\d+)\?*[^\"]*\">", page)
        following = re.search(r'<a class="button main" href="(\?[^"#]*cursor=[^"#]*)#trips"', page)
        if following is None:
            break
        address = f"/schedules/{store.second.schedule_id}{following[1].replace('&amp;', '&')}"
    assert [int(number) for number in seen] == list(range(1, 243))


def test_filters_of_a_form_work_and_stay_chosen(client: TestClient, store: Store) -> None:
    query = {"mode": "flight", "date": "2020-02-20", "leg_role": "", "lang": "en"}
    page = client.get(f"/schedules/{store.second.schedule_id}", params=query).text
    assert "trips that match: 1<" in page
    assert '<option value="flight" selected>' in page
    assert '<option value="2020-02-20" selected>' in page


def test_a_filter_that_matches_nothing_says_so(client: TestClient, store: Store) -> None:
    page = client.get(f"/schedules/{store.second.schedule_id}", params={"mode": "rocket"}).text
    assert "No trip matches" in page


def test_a_superseded_schedule_warns_and_leads_to_the_current_one(client: TestClient, store: Store) -> None:
    page = client.get(f"/schedules/{store.first.schedule_id}").text
    assert "do not travel by it" in page
    assert f"/schedules/{store.second.schedule_id}" in page


def test_a_trip_shows_its_stop_times(client: TestClient, store: Store) -> None:
    trip = client.get(f"/api/v1/schedules/{store.second.schedule_id}/trips?limit=1").json()["items"][0]
    page = client.get(f"/schedules/{store.second.schedule_id}/trips/1").text
    assert trip["from_place"]["name"] in page
    assert trip["to_place"]["name"] in page
    assert f"+{trip['load']}" in page


@pytest.mark.parametrize("path", ["/schedules/nothing", "/schedules/nothing/trips/1", "/schedules/{id}/trips/999"])
def test_a_page_that_is_not_there_is_not_found(client: TestClient, store: Store, path: str) -> None:
    assert client.get(path.replace("{id}", store.first.schedule_id)).status_code == 404


def test_pages_allow_no_script_at_all(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_without_a_publication_the_list_says_how_to_begin(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(db_url=address(tmp_path))), base_url=BASE) as web:
        assert "还没有发布任何方案" in web.get("/").text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Published]]:
    folder = tmp_path_factory.mktemp("hostile")
    scenario = small_scenario(HOSTILE)
    scenario = replace(scenario, campaign=replace(scenario.campaign, campaign_id=HOSTILE, name=HOSTILE))
    done = publish(folder, FakePapers(scenario=scenario))
    with TestClient(create_app(Settings(db_url=address(folder))), base_url=BASE) as web:
        yield web, done


@pytest.mark.parametrize("path", ["/", "/schedules/{id}", "/schedules/{id}/trips/1"])
def test_names_from_data_are_text_and_never_markup(hostile: tuple[TestClient, Published], path: str) -> None:
    web, done = hostile
    page = web.get(path.replace("{id}", done.schedule_id)).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "49" not in re.findall(r"\$\{x\}(\S+?)<", page)


def test_a_campaign_with_a_hostile_id_is_reached_by_its_own_link(hostile: tuple[TestClient, Published]) -> None:
    web, done = hostile
    links = web.get(f"/api/v1/schedules/{done.schedule_id}").json()["links"]
    answer = web.get(links["campaign"])
    assert answer.status_code in {200, 404}
