from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.operation.logs import set_up_logs
from tests.api.people import People, people


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def test_answers_are_counted_by_route_and_never_by_id(house: People) -> None:
    for name in ("made-up-1", "made-up-2"):
        house.anonymous.get(f"/api/v1/schedules/{name}")
    text = house.client("administrator").get("/metrics").text
    line = 'returnline_requests_total{method="GET",route="/api/v1/schedules/{schedule_id}",status="404"} 2.0'
    assert line in text
    assert "made-up" not in text


def test_figures_are_for_the_administrator(house: People) -> None:
    assert house.anonymous.get("/metrics").status_code == 401
    assert house.client("bureau").get("/metrics").status_code == 403


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Logging as the service sets it up, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    set_up_logs("info")
    yield
    root.handlers, root.level = handlers, level


def test_a_log_line_tells_route_and_user_and_nothing_personal(
    house: People, own_logs: None, capfd: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("info")
    answer = house.client("firm-a").get("/api/v1/requests/a-secret-id?cursor=a-secret-cursor")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if '"answered"' in line]
    assert lines[-1]["route"].endswith("/requests/{request_id}")
    assert lines[-1]["request_id"] == answer.headers["x-request-id"]
    assert lines[-1]["user_id"]
    assert "secret" not in json.dumps(lines[-1])
