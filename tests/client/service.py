"""``returnline`` as processes of their own, as an operator starts them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

COMMAND = str(Path(sys.executable).with_name("returnline"))
READY_WITHIN_S = 300.0
ENDS_WITHIN_S = 30.0


def environment(folder: Path) -> dict[str, str]:
    """What the processes find in their environment: where database and keys are, and nothing of the tester's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RETURNLINE_")}
    return {
        **kept, "RETURNLINE_DB_URL": f"sqlite:///{folder / 'service.db'}",
        "RETURNLINE_KEY_FILE": str(folder / "keys.json"),
    }  # fmt: skip


def run(folder: Path, *arguments: str, said: str = "") -> None:
    """Run a command to its end; ``said`` is its standard input."""
    command = [COMMAND, *arguments]
    done = subprocess.run(command, input=said, text=True, capture_output=True, env=environment(folder), check=False)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that goes on until the block ends; then it is told to stop, and does."""
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        command = [COMMAND, *arguments]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment(folder))
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_WITHIN_S)
        process.kill()


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The server and one worker; the server's address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with running(folder, "serve", "--port", str(port)) as server:
        end = time.monotonic() + READY_WITHIN_S
        while not _answers(address):
            assert server.poll() is None and time.monotonic() < end, (folder / "serve.log").read_text()
            time.sleep(0.1)
        with running(folder, "worker"):
            yield address


def _answers(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/health", timeout=5).status_code == 200
    return False
