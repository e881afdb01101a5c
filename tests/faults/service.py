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
from collections.abc import Iterator, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import psycopg
from sqlalchemy import make_url

from tests.api.databases import SQLITE, close
from tests.postgres.cluster import copied_database, drop_database

DATABASE, KEYS, TEMPORARY = "service.db", "keys.json", "temporary"
ADDRESS = "address"
"""File that names the database of a folder on a server; without it the database is a file of the folder."""
READY_WITHIN_S = 300.0
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__, "tests.faults.warm"])


def _run(
    arguments: tuple[str, ...], folder: str, most_bytes: int | None, starter: int, given: Mapping[str, str]
) -> None:
    """What ``returnline`` does with these arguments; the process's life."""
    threading.Thread(target=_leave_with, args=(starter,), daemon=True).start()
    os.environ.update(given)
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


def start(
    folder: Path, *arguments: str, most_bytes: int | None = None, given: Mapping[str, str] | None = None
) -> BaseProcess:
    """Start ``returnline`` on the database of a folder.

    Parameters
    ----------
    most_bytes : int, optional
        Size beyond which the process can write to no file.
    given : mapping, optional
        Settings of the service, as variables of its environment.
    """
    process = _forks.Process(target=_run, args=(arguments, str(folder), most_bytes, os.getpid(), dict(given or {})))
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
    return start(folder, "worker", "--db", address_of(folder))


@contextlib.contextmanager
def server(
    folder: Path, most_bytes: int | None = None, given: Mapping[str, str] | None = None
) -> Iterator[tuple[BaseProcess, str]]:
    """``returnline serve`` that answers, and its address; killed at the end."""
    port = _free_port()
    arguments = ("serve", "--db", address_of(folder), "--port", str(port))
    process, address = start(folder, *arguments, most_bytes=most_bytes, given=given), f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, process)
        yield process, address
    finally:
        kill(process)


def _wait_until_ready(address: str, process: BaseProcess) -> None:
    end = time.monotonic() + READY_WITHIN_S
    with httpx.Client(base_url=address, timeout=5) as client:
        while time.monotonic() < end and process.is_alive():
            try:
                if client.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
    sys.exit(f"returnline serve does not answer at {address}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def address_of(folder: Path) -> str:
    """Address of the database of a folder."""
    told = folder / ADDRESS
    return told.read_text(encoding="utf-8") if told.exists() else f"{SQLITE}{folder / DATABASE}"


def copy_of(base: Path, folder: Path) -> Path:
    """A folder with its own copy of a database and its keys."""
    folder.mkdir(parents=True)
    shutil.copy(base / KEYS, folder / KEYS)
    if (base / ADDRESS).exists():
        (folder / ADDRESS).write_text(copied_database(address_of(base)), encoding="utf-8")
    else:
        shutil.copy(base / DATABASE, folder / DATABASE)
    return folder


def remove(folder: Path) -> None:
    """Remove a folder and its database."""
    if (folder / ADDRESS).exists():
        drop_database(str(make_url(address_of(folder)).database))
    shutil.rmtree(folder, ignore_errors=True)  # a child that dies with the killed one may still write


@contextlib.contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection | psycopg.Connection]:
    """The database itself, as one who looks at it from outside sees it."""
    address = make_url(address_of(folder))
    if address.get_backend_name() == "sqlite":
        with contextlib.closing(sqlite3.connect(str(address.database), timeout=30)) as connection:
            yield connection
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as reached:
        yield reached


def one(folder: Path, query: str, *values: object) -> object:
    """The single value that a query finds."""
    with database(folder) as connection:
        if isinstance(connection, sqlite3.Connection):
            return connection.execute(query, values).fetchone()[0]
        row = connection.execute(query.replace("?", "%s"), values).fetchone()
        assert row is not None
        return row[0]


def wait_until_left(folder: Path) -> None:
    """Until a server has noticed which of its clients were killed; a file needs nobody who notices."""
    others = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    end = time.monotonic() + READY_WITHIN_S
    while (folder / ADDRESS).exists() and one(folder, f"SELECT count(*) FROM pg_stat_activity WHERE {others}"):
        assert time.monotonic() < end, "somebody stays connected"
        time.sleep(0.01)


def settle(folder: Path) -> None:
    """Logins of a test's clock last for good, and everything stands in the database's one file."""
    with database(folder) as connection:
        connection.execute("UPDATE sessions SET created_at = 0, expires_at = 4102444800")
        connection.commit()
    close(address_of(folder))
