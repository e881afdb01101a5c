from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError

from api.store.database import head_revision, open_database, require_current, revision, upgrade, writing
from api.store.metadata import METADATA
from planner.errors import BadUsage
from tests.api.conftest import Store
from tests.api.databases import BOTH, EMBEDDED, database_at
from tests.api.fakes import address, publish


@EMBEDDED
def test_an_embedded_database_is_safe_by_its_pragmas(tmp_path: Path) -> None:
    engine = open_database(address(tmp_path))
    with engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "recursive_triggers")
        ]
    assert found == ["wal", 2, 1, 1, 1]


@EMBEDDED
def test_migrations_and_models_describe_the_same_database(tmp_path: Path) -> None:
    engine = open_database(address(tmp_path))
    assert upgrade(engine) == (None, head_revision())
    assert upgrade(engine) == (head_revision(), head_revision())
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


@EMBEDDED
def test_an_embedded_database_is_brought_up_to_date_by_itself(tmp_path: Path) -> None:
    engine = open_database(address(tmp_path / "new" / "folder"))
    require_current(engine)
    assert revision(engine) == head_revision()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    engine = open_database(address(tmp_path))
    upgrade(engine)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadUsage, match="9999"):
        upgrade(engine)


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(BadUsage):
        open_database(url)


@EMBEDDED
def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "returnline.db").write_text("no database at all, only words" * 100)
    with pytest.raises(BadUsage, match=r"returnline\.db"):
        upgrade(open_database(address(tmp_path)))


def test_a_password_never_stands_in_a_message() -> None:
    with pytest.raises(BadUsage) as caught:
        open_database("nothing+at_all://user:geheim@host/db")
    assert "geheim" not in str(caught.value)


@pytest.fixture(scope="module", params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of each kind with a published schedule."""
    folder = tmp_path_factory.mktemp("published")
    url = database_at(folder / "returnline.db", request.param)
    publish(folder, url=url)
    found = open_database(url)
    yield found
    found.dispose()


@pytest.mark.parametrize("table", ["schedules", "places", "trips", "geometries", "stop_times", "maps", "files"])
def test_published_rows_can_be_neither_changed_nor_removed(engine: Engine, table: str) -> None:
    for statement in (f"UPDATE {table} SET schedule_id = schedule_id", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="published and never change"), writing(engine) as session:
            session.execute(text(statement))


@pytest.mark.parametrize("receipt", ["NULL", "''", "'abc'"])
def test_without_a_receipt_the_database_itself_refuses_a_schedule(engine: Engine, receipt: str) -> None:
    names = [column["name"] for column in inspect(engine).get_columns("schedules")]
    copied = {"schedule_id": "'other'", "version": "version + 9", "receipt": receipt}
    columns = ", ".join(copied.get(name, name) for name in names)
    with pytest.raises(IntegrityError, match=re.compile("receipt")), writing(engine) as session:
        session.execute(text(f"INSERT INTO schedules SELECT {columns} FROM schedules"))


@EMBEDDED
def test_replacing_a_row_does_not_slip_past_the_triggers(store: Store) -> None:
    with pytest.raises(DatabaseError), writing(open_database(address(store.folder))) as session:
        session.execute(text("INSERT OR REPLACE INTO maps SELECT schedule_id, x'00', 1 FROM maps"))


def test_a_transaction_that_fails_is_rolled_back_whole(tmp_path: Path) -> None:
    publish(tmp_path)
    engine = open_database(address(tmp_path))

    def break_off() -> None:
        with writing(engine) as session:
            session.execute(text("UPDATE campaigns SET name = 'half'"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        break_off()
    with create_engine(address(tmp_path)).connect() as connection:
        assert connection.execute(text("SELECT name FROM campaigns")).scalar() == "测试返岗"
