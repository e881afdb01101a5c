"""Databases of tests: SQLite files, or databases of a private PostgreSQL where ``RETURNLINE_TEST_DB=postgres``."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.store.database import open_database, upgrade
from tests.postgres.cluster import copied_database, drop_database, empty_database, filled_database

SQLITE = "sqlite:///"
ON_POSTGRES = os.environ.get("RETURNLINE_TEST_DB") == "postgres"
"""Whether every database that a test asks for is one of PostgreSQL (``make test-postgres``)."""
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
BOTH = [POSTGRES] if ON_POSTGRES else ["sqlite", POSTGRES]
"""Parameters of a test that runs on each kind of database in every run."""
EMBEDDED = pytest.mark.skipif(ON_POSTGRES, reason="a matter of the embedded database")
_known: dict[Path, str] = {}


def database_at(file: Path, kind: str | None = None) -> str:
    """Address of the database that stands for a file: the file itself, or one of PostgreSQL with all its tables.

    Parameters
    ----------
    kind : str, optional
        ``sqlite`` or ``postgres``; as the run has it unless given.
    """
    if (kind or _kind()) == "sqlite":
        return f"{SQLITE}{file}"
    if file not in _known:
        _known[file] = filled_database()
    return _known[file]


def new_database_at(file: Path) -> str:
    """The same without tables, as ``returnline restore`` and ``db upgrade`` want it."""
    if not ON_POSTGRES:
        return f"{SQLITE}{file}"
    if file not in _known:
        _known[file] = empty_database()
    return _known[file]


def close(url: str) -> None:
    """Let everything stand in the one file of an embedded database that nobody has open any more."""
    if url.startswith(SQLITE):
        with contextlib.closing(sqlite3.connect(url.removeprefix(SQLITE))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_at(file: Path, pattern: str) -> str:
    """Address of the database that stands for a file, a copy of the closed one at an address."""
    if pattern.startswith(SQLITE):
        shutil.copyfile(pattern.removeprefix(SQLITE), file)
        return f"{SQLITE}{file}"
    _known[file] = copied_database(pattern)
    return _known[file]


def raw_bytes(engine: Engine) -> bytes:
    """Everything that a database keeps on disk, its log of changes too."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        files = sorted(file.parent.glob(f"{file.name}*"))
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            query = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            folder, number = connection.execute(text(query)).one()
        files = [*Path(folder, "base", str(number)).glob("*"), *Path(folder, "pg_wal").glob("*")]
    return b"".join(file.read_bytes() for file in files if file.is_file())


def take_away(engine: Engine) -> None:
    """Let the database of an engine be gone."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
        file.mkdir()
        return
    drop_database(str(engine.url.database))


def opened(file: Path, kind: str | None = None) -> Engine:
    """Engine of ``database_at``, with all tables."""
    if (kind or _kind()) == "sqlite" and not file.exists():
        shutil.copyfile(_empty_file(), file)
    return open_database(database_at(file, kind))


def lasting_folder() -> Path:
    """A folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="returnline-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _empty_file() -> Path:
    """A file with all tables and no rows."""
    file = lasting_folder() / "empty.db"
    engine = open_database(f"{SQLITE}{file}")
    upgrade(engine)
    engine.dispose()
    return file


def _kind() -> str:
    return "postgres" if ON_POSTGRES else "sqlite"
