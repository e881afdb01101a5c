"""A database with two versions of a made-up schedule, and a client of the application on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.publishing import Published
from api.settings import Settings
from tests.api.fakes import NOW, FakePapers, address, publish, small_plan

BASE = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Store:
    """Folder of the database, and its two publications."""

    folder: Path
    first: Published
    second: Published


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder, papers = tmp_path_factory.mktemp("store"), FakePapers(plan=small_plan())
    return Store(folder, publish(folder, papers), publish(folder, papers, now=NOW + 3_600))


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[TestClient]:
    app = create_app(Settings(db_url=address(store.folder)))
    with TestClient(app, base_url=BASE, headers={"accept-language": "en"}) as found:
        yield found


@pytest.fixture
def here(store: Store) -> str:
    """Address of the current schedule."""
    return f"/api/v1/schedules/{store.second.schedule_id}"
