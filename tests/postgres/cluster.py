"""A private PostgreSQL cluster in a temporary folder, reached through a socket in that folder alone."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from api.store.database import open_database, upgrade

NUMBERS = itertools.count(1)
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=400")
"""Settings for data that nobody needs tomorrow."""


def program(name: str) -> str | None:
    """Path of a server program; Debian keeps them off the search path."""
    found = shutil.which(name)
    if found:
        return found
    candidates = sorted(Path("/").glob(f"usr/lib/postgresql/*/bin/{name}"))
    return str(candidates[-1]) if candidates else None


def _owner() -> str | None:
    """The server refuses to run as root: then it runs as the system's ``postgres`` user."""
    return "postgres" if os.geteuid() == 0 else None


def _run(*command: str) -> None:
    owner = _owner()
    done = subprocess.run(
        command, user=owner, group=owner, extra_groups=[] if owner else None,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        cwd="/", capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-800:]} {done.stderr[-800:]}")


@contextlib.contextmanager
def private_cluster() -> Iterator[str]:
    """Start a cluster, yield the SQLAlchemy address of its database, stop it and remove the folder.

    Raises
    ------
    LookupError
        PostgreSQL is not installed; `make test` installs it.
    """
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        raise LookupError("PostgreSQL is not installed: run make system-packages")
    folder = Path(tempfile.mkdtemp(prefix="rl-pg-"))
    data = folder / "data"
    try:
        if owner := _owner():
            entry = pwd.getpwnam(owner)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        _run(initdb, "-D", str(data), "-U", "returnline", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C")
        options = " ".join(["-c listen_addresses=''", f"-k {folder}", *(f"-c {setting}" for setting in SPEED)])
        _run(pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://returnline@/postgres?host={folder}"
        finally:
            _run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def shared_cluster() -> str:
    """Address of a cluster of this process, stopped when it ends."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(private_cluster())


@cache
def _pattern() -> str:
    """Name of a database that has all tables and no rows."""
    address = empty_database()
    engine = open_database(address)
    upgrade(engine)
    engine.dispose()
    return str(make_url(address).database)


def empty_database() -> str:
    """Address of a new database without tables in the cluster of this process."""
    return _new_database("template1")


def filled_database() -> str:
    """Address of a new database with all tables and no rows in the cluster of this process."""
    return _new_database(_pattern())


def copied_database(address: str) -> str:
    """Address of a copy of a database of the cluster of this process, to which nobody is connected."""
    return _new_database(str(make_url(address).database))


def _new_database(pattern: str) -> str:
    name = f"test_{next(NUMBERS)}"
    _of_server(f"CREATE DATABASE {name} TEMPLATE {pattern} STRATEGY file_copy")
    return make_url(shared_cluster()).set(database=name).render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Remove a database of the cluster of this process, whoever reads it at the moment."""
    _of_server(f"DROP DATABASE {name} WITH (FORCE)")


def _of_server(statement: str) -> None:
    server = create_engine(shared_cluster(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(statement))
