"""Opening the database: SQLite embedded (WAL, synchronous FULL, secure_delete, foreign keys) or a server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from api.store.base import Base
from api.store.turns import take_turns, turn_of
from planner.errors import BadUsage

SCRIPTS = "api.store:migrations"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE would slip past the triggers that keep rows
)


def open_database(url: str, busy_timeout_ms: int = 10_000) -> Engine:
    """Engine for an address; the folder of an SQLite file is made, nothing else is written.

    Raises
    ------
    BadUsage
        The address is malformed, or its driver is not installed.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            return _open_sqlite(url, address.database, busy_timeout_ms)
        return create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadUsage(f"cannot use the database address {_shown(url)}: {error}") from error


def _open_sqlite(url: str, file_name: str | None, busy_timeout_ms: int) -> Engine:
    if not file_name or file_name == ":memory:":
        raise BadUsage("a database in memory would be lost at once; give a file, e.g. sqlite:///var/returnline.db")
    Path(file_name).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": busy_timeout_ms / 1000})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, never by the driver's guess
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock first, so that two publications never read the same last version.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    take_turns(engine, busy_timeout_ms / 1000)
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Session of one read: a consistent view, nothing written."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Session of one transaction: committed when the block ends well, else rolled back whole."""
    with (
        turn_of(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session
        session.flush()


def insert_if_absent(session: Session, model: type[Base], values: Mapping[str, Any]) -> None:
    """Insert a row unless its key is there already, whoever else inserts it at the same moment."""
    form = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(form(model).values(dict(values)).on_conflict_do_nothing())


def head_revision() -> str:
    """Revision that this code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migration ships with this version")
    return head


def revision(engine: Engine) -> str | None:
    """Revision that the database has; ``None``: empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Bring the database to the revision of this code; returns the revision before and after.

    Raises
    ------
    BadUsage
        The database was written by a newer version, or cannot be opened.
    """
    try:
        before = revision(engine)
        known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
        if before is not None and before not in known:
            raise BadUsage(f"the database has revision {before}, which this version does not know; use a newer version")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise BadUsage(f"cannot open the database {_shown(str(engine.url))}: {error.orig}") from error
    return before, head_revision()


def require_current(engine: Engine) -> None:
    """Refuse a database of another revision; an embedded one is brought up to date.

    Raises
    ------
    BadUsage
        A server's database needs ``returnline db upgrade`` first.
    """
    if engine.dialect.name == "sqlite":
        upgrade(engine)
    elif (found := revision(engine)) != head_revision():
        raise BadUsage(f"the database has revision {found}, {head_revision()} is needed: run `returnline db upgrade`")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.set_main_option("path_separator", "os")
    return config


def _shown(url: str) -> str:
    """Address without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(malformed)"
