"""The same publication on a real PostgreSQL: versions, refusals and pages as on the embedded database."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.main import create_app
from api.publishing import publish_plan
from api.settings import Settings
from api.store.database import open_database, writing
from planner.publish.tables import write_plan
from tests.api.conftest import BASE
from tests.api.fakes import NOW, FakePapers
from tests.postgres.cluster import filled_database

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def address() -> str:
    return filled_database()


def test_a_plan_is_published_read_superseded_and_kept_unchanged(address: str, tmp_path: Path) -> None:
    papers = FakePapers()
    write_plan(papers.plan, papers.scenario, tmp_path / "plan")
    versions = [
        publish_plan(tmp_path, tmp_path / "plan", address, papers, clock=lambda at=at: at) for at in (NOW, NOW + 60)
    ]
    assert [done.version for done in versions] == [1, 2]
    with TestClient(create_app(Settings(db_url=address)), base_url=BASE) as web:
        items = web.get("/api/v1/schedules").json()["items"]
        assert [item["status"] for item in items] == ["current", "superseded"]
        here = items[0]["links"]
        assert web.get(here["trips"], params={"mode": "coach", "limit": 5}).json()["count"] == 12
        assert len(web.get(here["geojson"], params={"bbox": "100,20,125,40"}).json()["features"]) == 12
        assert web.get(here["map"]).status_code == web.get(here["page"]).status_code == 200
    for statement in ("UPDATE trips SET load = 0", "DELETE FROM schedules", "UPDATE schedules SET receipt = 'x'"):
        with pytest.raises(DBAPIError, match="published and never change"), writing(open_database(address)) as session:
            session.execute(text(statement))
