from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from api.cli import run
from api.commands import with_address
from api.settings import settings
from api.store.database import head_revision
from tests.api.databases import database_at, new_database_at
from tests.api.test_server import free_port
from tests.builders import set_cells, toy_plan, toy_scenario


@pytest.fixture
def toy(tmp_path: Path) -> tuple[str, str]:
    """Scenario and plan folder of the hand-made world."""
    return str(toy_scenario(tmp_path)), str(toy_plan(tmp_path))


@pytest.mark.parametrize(
    ("given", "meant"),
    [(["S", "P", "--db", "-o", "F"], ["S", "P", "--db=", "-o", "F"]), (["--db", "sqlite:///x"], ["--db=sqlite:///x"]),
     (["--db=y", "S"], ["--db=y", "S"]), (["--db", "var/x.sqlite3"], ["--db=var/x.sqlite3"]), ([], [])],
)  # fmt: skip
def test_a_database_may_be_named_or_left_to_the_settings(given: list[str], meant: list[str]) -> None:
    assert with_address(given) == meant


def test_upgrade_tells_the_revisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = new_database_at(tmp_path / "r.db")
    assert run(["db", "upgrade", "--db", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"before": None, "after": head_revision()}
    assert run(["db", "upgrade", "--db", file]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_a_plan_is_published_into_the_database_and_as_papers(
    toy: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = tmp_path / "papers"
    arguments = ["publish", *toy, "-o", str(papers), "--geojson", "--db", database_at(tmp_path / "r.db"), "--json"]
    assert run(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schedule"]["version"], answer["schedule"]["served"], answer["schedule"]["unserved"]) == (1, 23, 2)
    assert "trips.geojson" in answer["files"]
    assert (papers / "trips.geojson").is_file()
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["schedule"]["version"] == 2


def test_a_bare_db_means_the_database_of_the_settings(
    toy: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETURNLINE_DB_URL", database_at(tmp_path / "set.db"))
    settings.cache_clear()
    try:
        assert run(["publish", *toy, "--db"]) == 0
    finally:
        settings.cache_clear()
    assert "version 1" in capsys.readouterr().out


def test_a_corrupted_plan_is_refused_with_exit_4_and_leaves_no_paper(
    toy: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_cells(Path(toy[1]), "trips", {"trip_id": "D1"}, load="40")
    assert run(["publish", *toy, "-o", str(tmp_path / "papers"), "--db", database_at(tmp_path / "r.db")]) == 4
    assert "violation" in capsys.readouterr().err
    assert not (tmp_path / "papers").exists()
    assert run(["publish", *toy, "--db", database_at(tmp_path / "r.db"), "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["error"] == "PlanRefused"


def test_only_the_papers_that_are_named_are_written(
    toy: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"--gtfs": "gtfs.zip", "--ics": "schedule.ics", "--gpkg": "schedule.gpkg"}
    assert run(["publish", *toy, "-o", str(tmp_path / "some"), *named, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == sorted(named.values())
    assert run(["publish", *toy, "-o", str(tmp_path / "all"), "--json"]) == 0
    assert {*named.values(), "schedule.xlsx", "trips.geojson"} < set(json.loads(capsys.readouterr().out)["files"])


def test_publishing_nowhere_is_wrong_usage(toy: tuple[str, str]) -> None:
    assert run(["publish", *toy]) == 64


def test_publishing_what_is_not_there_is_wrong_usage(toy: tuple[str, str], tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert run(["publish", toy[0], nowhere, "--db", str(tmp_path / "r.db")]) == 64
    assert run(["publish", nowhere, toy[1], "--db", str(tmp_path / "r.db")]) == 64
    assert not (tmp_path / "r.db").exists()


def wait_for(web: httpx.Client, path: str) -> httpx.Response:
    """The first answer of a server that is starting."""
    deadline = time.monotonic() + 300
    while True:
        try:
            return web.get(path)
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)


def test_a_served_database_answers_and_the_server_stops_gracefully(toy: tuple[str, str], tmp_path: Path) -> None:
    file, port = database_at(tmp_path / "r.db"), free_port()
    assert run(["publish", *toy, "--db", file]) == 0
    server = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--db", file, "--port", str(port)],
        env={name: value for name, value in os.environ.items() if not name.startswith("RETURNLINE_")},
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
            items = wait_for(web, "/api/v1/schedules").json()["items"]
            assert [item["campaign_id"] for item in items] == ["toy"]
            page = web.get(items[0]["links"]["map"])
        assert page.headers["content-security-policy"].startswith("sandbox")
        assert "<html" in page.text
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
