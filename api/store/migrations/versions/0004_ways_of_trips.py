"""Ways of trips as geometries with an index, where the server is PostgreSQL; SQLite keeps columns of their boxes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import ProgrammingError

from planner.errors import BadUsage

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOT_THERE = (
    "the database server has no PostGIS; install it there (Debian: apt-get install postgresql-postgis) and run "
    "`returnline db upgrade` again"
)
NOT_ALLOWED = (
    "this user may not add PostGIS to the database; let a superuser run `CREATE EXTENSION postgis` in it, then run "
    "`returnline db upgrade` again"
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    _require_postgis(op.get_bind())
    op.execute(
        "ALTER TABLE geometries ADD COLUMN way geometry(Geometry, 4326) "
        "GENERATED ALWAYS AS (ST_SetSRID(ST_GeomFromGeoJSON(geojson), 4326)) STORED"
    )
    op.execute("CREATE INDEX ix_geometries_way ON geometries USING gist (way)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX ix_geometries_way")
    op.execute("ALTER TABLE geometries DROP COLUMN way")


def _require_postgis(connection: sa.Connection) -> None:
    """Add the extension; where that cannot be done, say what is to be done."""
    if connection.scalar(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")):
        return
    if not connection.scalar(sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")):
        raise BadUsage(NOT_THERE)
    try:
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
    except ProgrammingError as error:
        raise BadUsage(f"{NOT_ALLOWED} ({error.orig})") from error
