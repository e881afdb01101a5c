"""A private PostgreSQL cluster in a temporary folder, reached through a socket in that folder alone."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

NUMBERS = itertools.count(1)
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")
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


def fresh_database(address: str) -> str:
    """Address of a new, empty database in the cluster of another address."""
    name = f"fresh_{next(NUMBERS)}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(address).set(database=name).render_as_string(hide_password=False)
