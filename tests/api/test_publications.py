"""Answers about all schedules are kept while publication stands still, and not a moment longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from api import parts, publications
from api.main import create_app
from api.settings import Settings
from api.store.schedules import State
from tests.api.conftest import BASE
from tests.api.fakes import NOW, FakePapers, address, publish, small_plan

HEADS = ("/api/v1/schedules", "/api/v1/schedules?status=current&limit=1", "/api/v1/campaigns")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with one publication."""
    publish(tmp_path, FakePapers(plan=small_plan()))
    return tmp_path


@pytest.fixture
def web(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(db_url=address(folder))), base_url=BASE) as found:
        yield found


def not_built(*_: object) -> None:
    raise AssertionError("the answer is made anew")


@pytest.mark.parametrize("rest", HEADS)
def test_an_answer_about_all_schedules_is_made_once_while_nothing_is_published(
    web: TestClient, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = web.get(rest)
    monkeypatch.setattr(parts, "session_of", not_built)
    second = web.get(rest)
    assert (second.status_code, second.content, second.headers["etag"]) == (200, first.content, first.headers["etag"])
    assert web.get(rest, headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_publication_shows_at_once_in_all_that_tells_of_it(web: TestClient, folder: Path) -> None:
    [before] = web.get("/api/v1/schedules").json()["items"]
    head = web.get(f"/api/v1/schedules/{before['schedule_id']}")
    assert head.json()["superseded_at"] is None
    later = publish(folder, FakePapers(plan=small_plan()), now=NOW + 60)  # by another process, as far as this one knows
    assert [item["version"] for item in web.get("/api/v1/schedules").json()["items"]] == [2, 1]
    [current] = web.get("/api/v1/schedules?status=current").json()["items"]
    assert current["schedule_id"] == later.schedule_id
    again = web.get(f"/api/v1/schedules/{before['schedule_id']}", headers={"if-none-match": head.headers["etag"]})
    assert again.status_code == 200 and again.json()["superseded_at"] is not None


def test_where_an_account_is_needed_the_guard_stands_before_what_is_kept(folder: Path) -> None:
    app = create_app(Settings(db_url=address(folder), public_schedules=False))
    with TestClient(create_app(Settings(db_url=address(folder))), base_url=BASE) as opened:
        assert opened.get("/api/v1/schedules").status_code == 200
        app.state.kept = opened.app.state.kept  # type: ignore[attr-defined]
    with TestClient(app, base_url=BASE) as closed:
        assert closed.get("/api/v1/schedules").status_code == 401


def test_a_database_that_is_away_is_told_by_the_route(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert web.get("/api/v1/schedules").status_code == 200

    def away(*_: object) -> State:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(publications, "state_of", away)
    monkeypatch.setattr(parts.schedules, "state_of", away)
    assert web.get("/api/v1/schedules").status_code == 503
