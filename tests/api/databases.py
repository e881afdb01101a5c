"""Databases of tests: SQLite files, or databases of a private PostgreSQL where ``RETURNLINE_TEST_DB=postgres``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.store.database import open_database, upgrade
from tests.postgres.cluster import drop_database, empty_database, filled_database

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
        return f"sqlite:///{file}"
    if file not in _known:
        _known[file] = filled_database()
    return _known[file]


def new_database_at(file: Path) -> str:
    """The same without tables, as ``returnline restore`` and ``db upgrade`` want it."""
    if not ON_POSTGRES:
        return f"sqlite:///{file}"
    if file not in _known:
        _known[file] = empty_database()
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
    engine = open_database(database_at(file, kind))
    upgrade(engine)
    return engine


def _kind() -> str:
    return "postgres" if ON_POSTGRES else "sqlite"
