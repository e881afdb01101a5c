from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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


def children(pid: int) -> set[int]:
    """Processes that a process has started for serving."""
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(child) for child in (task / "children").read_text().split()}
    return {child for child in found if "resource_tracker" not in Path(f"/proc/{child}/cmdline").read_text()}


def until(holds: Callable[[], bool]) -> None:
    """Wait for something."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def answers(base: str) -> bool:
    """Whether a server answers as it should."""
    try:
        return httpx.get(f"{base}/api/v1/schedules", timeout=30).json()["items"] != []
    except httpx.TransportError:
        return False


@pytest.fixture
def several(store: Store) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """``returnline serve`` by two processes, and its address."""
    port = free_port()
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--db", address(store.folder)]
    known = {name: value for name, value in os.environ.items() if not name.startswith("RETURNLINE_")}
    server = subprocess.Popen([*command, "--port", str(port), "--processes", "2"], env=known)
    try:
        base = f"http://127.0.0.1:{port}"
        until(lambda: answers(base) and len(children(server.pid)) == 2)
        yield server, base
    finally:
        server.kill()
        server.wait()


def test_a_process_of_several_that_dies_is_replaced_and_all_stop_gracefully(
    several: tuple[subprocess.Popen[bytes], str],
) -> None:
    server, base = several
    first = children(server.pid)
    os.kill(min(first), signal.SIGKILL)
    until(lambda: len(children(server.pid) - first) == 1 and len(children(server.pid)) == 2)
    assert answers(base)
    last = children(server.pid)
    with half_a_request(base) as finish:
        server.send_signal(signal.SIGTERM)
        time.sleep(2.0)  # the processes have been told by then
        assert finish().startswith(b"HTTP/1.1 422")
    assert server.wait(60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in last)


@contextmanager
def half_a_request(base: str) -> Iterator[Callable[[], bytes]]:
    """A login without its password that is on its way; what is given back sends the rest and reads the answer."""
    body = b'{"name": "nobody, and no password beside it"}'
    head = "POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    host, port = base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])
        time.sleep(0.5)  # until a process has read what is there so far

        def finish() -> bytes:
            line.sendall(body[20:])
            return line.recv(65_536)

        yield finish


@pytest.mark.slow
def test_no_process_of_several_outlives_the_one_that_started_it(several: tuple[subprocess.Popen[bytes], str]) -> None:
    server, base = several
    started = children(server.pid)
    server.kill()
    server.wait()
    until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in started))
    assert not answers(base)
