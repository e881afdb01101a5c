"""Published schedules as GTFS, iCalendar and Excel: the same as from the plan, kept, and read by nobody's name."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import icalendar
import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.settings import Settings
from planner.publish.calendar import calendar_text
from planner.publish.gtfs import gtfs_zip
from planner.publish.issue import timetable_of
from tests.api.conftest import BASE
from tests.api.fakes import NOW, FakePapers, address, publish, small_plan
from tests.publish.builders import small_scenario
from tests.publish.hostile import FORMULAS

FILES = ("gtfs.zip", "calendar.ics", "schedule.xlsx")


def rows(content: bytes, name: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"{name}.txt").decode().splitlines()


def test_the_feed_of_a_schedule_is_the_feed_of_its_plan(client: TestClient, here: str) -> None:
    answer = client.get(f"{here}/gtfs.zip")
    assert answer.headers["content-type"] == "application/zip"
    issue = timetable_of(small_plan(), small_scenario(), NOW + 3_600, version=2)
    own = gtfs_zip(issue)
    for name in ("agency", "stops", "routes", "trips", "calendar_dates", "feed_info"):
        assert rows(answer.content, name) == rows(own, name), name
    # stored ways are rounded to a metre; times, stops and everything else are the same
    told, made = (
        [",".join(row.split(",")[:7]) for row in rows(content, "stop_times")] for content in (answer.content, own)
    )
    assert told == made


def test_the_calendar_of_a_schedule_is_that_of_its_plan(client: TestClient, here: str) -> None:
    answer = client.get(f"{here}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.content == calendar_text(timetable_of(small_plan(), small_scenario(), NOW + 3_600, version=2))


def test_the_calendar_is_narrowed_by_mode_and_by_site(client: TestClient, here: str) -> None:
    def count(**query: str) -> int:
        found = client.get(f"{here}/calendar.ics", params=query)
        return len(icalendar.Calendar.from_ical(found.content).walk("VEVENT"))

    assert count(mode="flight") == 14
    assert 0 < count(site_id="S003") < count(mode="coach")
    assert count(site_id="nowhere") == 0
    assert client.get(f"{here}/calendar.ics", params={"mode": "rocket"}).status_code == 422
    assert client.get(f"{here}/calendar.ics", params={"site": "S003"}).status_code == 422


def test_the_workbook_holds_trips_halts_and_the_ledger(client: TestClient, here: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{here}/schedule.xlsx").content))
    assert book["车次 trips"].max_row == 2 + 242
    assert {"台账 ledger", "到达 arrivals", "时刻 stop times"} < set(book.sheetnames)


@pytest.mark.parametrize("name", FILES)
def test_an_unchanged_file_is_not_sent_again(client: TestClient, here: str, name: str) -> None:
    first = client.get(f"{here}/{name}")
    assert first.status_code == 200 and "attachment" in first.headers["content-disposition"]
    again = client.get(f"{here}/{name}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{here}/{name}").content == first.content


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_an_unknown_schedule_and_no_unknown_parameter(client: TestClient, here: str, name: str) -> None:
    assert client.get(f"/api/v1/schedules/0000000000000000/{name}").status_code == 404
    assert client.get(f"{here}/{name}", params={"x": "1"}).status_code == 422


@pytest.mark.parametrize("name", FILES)
def test_no_file_names_a_worker(client: TestClient, here: str, name: str) -> None:
    content = client.get(f"{here}/{name}").content
    parts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(entry) for entry in archive.namelist()]
    for worker in small_scenario().workers:
        for secret in (worker.name, worker.national_id, worker.phone):
            assert not any(secret.encode() in part for part in parts)


def test_of_fifty_payloads_published_none_is_live_in_any_file(tmp_path: Path) -> None:
    scenario = small_scenario()
    named = [payload.replace("\x00", "") for payload in FORMULAS]
    stops = tuple(replace(s, name=named[n % len(named)]) for n, s in enumerate(scenario.stops))
    sites = tuple(replace(s, name=named[(n + 20) % len(named)]) for n, s in enumerate(scenario.sites))
    campaign = replace(scenario.campaign, name="=1+1")
    papers = FakePapers(plan=small_plan(), scenario=replace(scenario, stops=stops, sites=sites, campaign=campaign))
    schedule = publish(tmp_path, papers).schedule_id
    with TestClient(create_app(Settings(db_url=address(tmp_path))), base_url=BASE) as client:
        here = f"/api/v1/schedules/{schedule}"
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{here}/schedule.xlsx").content))
        assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
        feed = client.get(f"{here}/gtfs.zip").content
        for name in ("agency", "stops", "routes", "trips"):
            cells = [cell for row in csv.reader(rows(feed, name)[1:]) for cell in row]
            assert cells and not [cell for cell in cells if cell.strip().startswith(("=", "+", "@", "＝"))], name
        text = client.get(f"{here}/calendar.ics").text
        assert not [line for line in text.splitlines() if line.startswith(("LOCATION:=", "LOCATION:+", "LOCATION:@"))]
