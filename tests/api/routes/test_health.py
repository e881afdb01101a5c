from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

import planner
from api.main import create_app
from api.settings import Settings
from api.store.database import head_revision
from tests.api.conftest import BASE
from tests.api.databases import ON_POSTGRES, take_away
from tests.api.fakes import address


def test_health_names_version_and_revision(client: TestClient) -> None:
    assert client.get("/health").json() == {
        "status": "ok", "version": planner.__version__, "database": "postgresql" if ON_POSTGRES else "sqlite",
        "revision": head_revision(),
    }  # fmt: skip


def test_a_database_that_is_gone_is_503_as_a_problem(tmp_path: Path) -> None:
    app = create_app(Settings(db_url=address(tmp_path)))
    take_away(app.state.engine)
    with TestClient(app, base_url=BASE) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:returnline:problem:storage-unavailable")
    assert answer.headers["retry-after"] == "5"
