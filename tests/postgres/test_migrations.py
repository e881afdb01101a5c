"""The store's migrations on a real PostgreSQL, the database of a production service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from api.store.database import head_revision, open_database, require_current, revision, upgrade
from api.store.metadata import METADATA
from planner.errors import BadUsage
from tests.postgres.cluster import empty_database

pytestmark = pytest.mark.postgres
OF_POSTGIS = "spatial_ref_sys"
SERVER_ONLY = {OF_POSTGIS, "way", "ix_geometries_way"}
"""What only a server's database has: models are those of the embedded one."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    opened = open_database(empty_database())
    yield opened
    opened.dispose()


def test_an_empty_server_database_is_refused_until_it_is_upgraded(engine: Engine) -> None:
    if revision(engine) is None:
        with pytest.raises(BadUsage, match="returnline db upgrade"):
            require_current(engine)


def test_migrations_build_every_table_and_a_second_run_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert upgrade(engine) == (head_revision(), head_revision())
    require_current(engine)
    assert set(inspect(engine).get_table_names()) == {*METADATA.tables, "alembic_version", OF_POSTGIS}


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_migrations_and_models_describe_the_same_database(engine: Engine) -> None:
    upgrade(engine)
    options = {"include_object": lambda _thing, name, *_: name not in SERVER_ONLY}
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    assert differences == []
