from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from api.server import make_server
from api.settings import Settings
from tests.api.conftest import Store
from tests.api.fakes import address


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def base(store: Store) -> Iterator[str]:
    server = make_server(Settings(db_url=address(store.folder), port=free_port(), log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    thread.join(15)
    assert not thread.is_alive(), "the server did not stop"


def test_a_real_server_on_loopback_answers_pages_and_api(base: str, store: Store) -> None:
    with httpx.Client(base_url=base) as web:
        assert web.get("/health").json()["status"] == "ok"
        listed = web.get("/api/v1/schedules").json()["items"]
        assert [item["version"] for item in listed] == [2, 1]
        assert web.get("/").status_code == 200
        assert "server" not in web.get("/").headers


def test_a_head_request_has_the_headers_and_no_body(base: str) -> None:
    with httpx.Client(base_url=base) as web:
        head, get = web.head("/api/v1/schedules"), web.get("/api/v1/schedules")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", get.headers["etag"])


def test_eight_readers_at_once_all_get_the_same_answer(base: str, store: Store) -> None:
    path, answers = f"/api/v1/schedules/{store.second.schedule_id}/trips", []

    def read() -> None:
        with httpx.Client(base_url=base) as web:
            answers.extend(web.get(path).content for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 40
    assert len(set(answers)) == 1
