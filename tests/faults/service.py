"""Processes of ``returnline`` that can be killed, started from one that has loaded everything so that each is quick."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx

DATABASE, KEYS, TEMPORARY = "service.db", "keys.json", "temporary"
READY_WITHIN_S = 300.0
LOADED = ("api.cli", "api.server", "api.main", "api.jobs.worker", "planner.commands.publish", "folium", "geopandas")
"""Modules that every process needs."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__, *LOADED])


def _run(arguments: tuple[str, ...], folder: str, most_bytes: int | None, starter: int) -> None:
    """What ``returnline`` does with these arguments; the process's life."""
    threading.Thread(target=_leave_with, args=(starter,), daemon=True).start()
    os.environ["RETURNLINE_KEY_FILE"] = str(Path(folder) / KEYS)
    os.environ["TMPDIR"] = tempfile.tempdir = str(Path(folder) / TEMPORARY)
    Path(tempfile.tempdir).mkdir(exist_ok=True)
    log = os.open(Path(folder) / f"{arguments[0]}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    from api.cli import main

    main(arguments)


def _leave_with(starter: int) -> None:
    """End this process soon after the one that wanted it, which may have been killed itself."""
    while Path(f"/proc/{starter}").exists():
        time.sleep(1.0)
    os._exit(1)


def start(folder: Path, *arguments: str, most_bytes: int | None = None) -> BaseProcess:
    """Start ``returnline`` on the database of a folder.

    Parameters
    ----------
    most_bytes : int, optional
        Size beyond which the process can write to no file.
    """
    process = _forks.Process(target=_run, args=(arguments, str(folder), most_bytes, os.getpid()))
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """``kill -9``, and wait until it is gone."""
    process.kill()
    process.join()


def stop(process: BaseProcess) -> None:
    """Ask it to stop, and wait until it has put everything away."""
    process.terminate()
    process.join(READY_WITHIN_S)
    assert not process.is_alive(), "it does not stop"


def worker(folder: Path) -> BaseProcess:
    """Start ``returnline worker``."""
    return start(folder, "worker", "--db", str(folder / DATABASE))


@contextlib.contextmanager
def server(folder: Path, most_bytes: int | None = None) -> Iterator[tuple[BaseProcess, str]]:
    """``returnline serve`` that answers, and its address; killed at the end."""
    port = _free_port()
    arguments = ("serve", "--db", str(folder / DATABASE), "--port", str(port))
    process, address = start(folder, *arguments, most_bytes=most_bytes), f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, process)
        yield process, address
    finally:
        kill(process)


def _wait_until_ready(address: str, process: BaseProcess) -> None:
    end = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < end and process.is_alive():
        try:
            if httpx.get(f"{address}/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    sys.exit(f"returnline serve does not answer at {address}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def copy_of(base: Path, folder: Path) -> Path:
    """A folder with its own copy of a database and its keys."""
    folder.mkdir(parents=True)
    for name in (DATABASE, KEYS):
        shutil.copy(base / name, folder / name)
    return folder


@contextlib.contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database itself, as one who looks at the file sees it."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE, timeout=30)) as connection:
        yield connection


def one(folder: Path, query: str, *values: object) -> object:
    """The single value that a query finds."""
    with database(folder) as connection:
        return connection.execute(query, values).fetchone()[0]


def settle(folder: Path) -> None:
    """Logins of a test's clock last for good, and everything stands in the database's one file."""
    with database(folder) as connection:
        connection.execute("UPDATE sessions SET created_at = 0, expires_at = 4102444800")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
