"""Published schedules: tables, and triggers that keep what is published as it was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN = ("schedules", "places", "trips", "geometries", "stop_times", "maps", "files")
"""Tables whose rows may be added, never changed or removed."""


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("offset_s", sa.BigInteger(), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("destination_adcode", sa.String(length=6), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaigns"),
    )
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scenario_sha256", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("plan_status", sa.Text(), nullable=False),
        sa.Column("rule_versions", sa.JSON(), nullable=False),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.Column("unserved", sa.BigInteger(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("trips", sa.BigInteger(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("objective", sa.JSON(), nullable=False),
        sa.Column("bounds", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("unserved_reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(receipt) = 64", name="ck_schedules_receipt_length"),
        sa.CheckConstraint("version >= 1", name="ck_schedules_version_positive"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.campaign_id"], name="fk_schedules_campaign_id"),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedules"),
        sa.UniqueConstraint("campaign_id", "version", name="uq_schedules_campaign_id"),
    )
    op.create_index("ix_schedules_published_at", "schedules", ["published_at"])
    op.create_table(
        "files",
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name="fk_files_schedule_id"),
        sa.PrimaryKeyConstraint("schedule_id", "name", name="pk_files"),
    )
    op.create_table(
        "maps",
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("html_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name="fk_maps_schedule_id"),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_maps"),
    )
    op.create_table(
        "places",
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("adcode", sa.String(length=6), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name="fk_places_schedule_id"),
        sa.PrimaryKeyConstraint("schedule_id", "place_id", name="pk_places"),
    )
    op.create_table(
        "trips",
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("trip_id", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("leg_role", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("unit_no", sa.BigInteger(), nullable=True),
        sa.Column("fleet_id", sa.Text(), nullable=True),
        sa.Column("vehicle_no", sa.BigInteger(), nullable=True),
        sa.Column("from_stop_id", sa.Text(), nullable=False),
        sa.Column("to_stop_id", sa.Text(), nullable=False),
        sa.Column("depart_at", sa.BigInteger(), nullable=False),
        sa.Column("arrive_at", sa.BigInteger(), nullable=False),
        sa.Column("service_date", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("usable_seats", sa.BigInteger(), nullable=False),
        sa.Column("load", sa.BigInteger(), nullable=False),
        sa.Column("distance_m", sa.BigInteger(), nullable=False),
        sa.Column("drive_s", sa.BigInteger(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("drivers", sa.BigInteger(), nullable=False),
        sa.Column("permit_no", sa.Text(), nullable=True),
        sa.Column("emergency_order", sa.Boolean(), nullable=False),
        sa.Column("closed_loop", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id", "from_stop_id"], ["places.schedule_id", "places.place_id"], name="fk_from"
        ),
        sa.ForeignKeyConstraint(["schedule_id", "to_stop_id"], ["places.schedule_id", "places.place_id"], name="fk_to"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name="fk_trips_schedule_id"),
        sa.PrimaryKeyConstraint("schedule_id", "ordinal", name="pk_trips"),
        sa.UniqueConstraint("schedule_id", "trip_id", name="uq_trips_schedule_id"),
    )
    op.create_index("ix_trips_filter", "trips", ["schedule_id", "service_date", "mode", "leg_role", "ordinal"])
    op.create_table(
        "geometries",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("geojson", sa.Text(), nullable=False),
        sa.Column("min_lon", sa.Float(), nullable=False),
        sa.Column("min_lat", sa.Float(), nullable=False),
        sa.Column("max_lon", sa.Float(), nullable=False),
        sa.Column("max_lat", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id", "ordinal"], ["trips.schedule_id", "trips.ordinal"], name="fk_geometries_schedule_id"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "ordinal", name="pk_geometries"),
    )
    op.create_index("ix_geometries_box", "geometries", ["schedule_id", "min_lon", "max_lon", "min_lat", "max_lat"])
    op.create_table(
        "stop_times",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("stop_id", sa.Text(), nullable=False),
        sa.Column("arrive_at", sa.BigInteger(), nullable=False),
        sa.Column("depart_at", sa.BigInteger(), nullable=False),
        sa.Column("board", sa.BigInteger(), nullable=False),
        sa.Column("alight", sa.BigInteger(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id", "ordinal"], ["trips.schedule_id", "trips.ordinal"], name="fk_trip"),
        sa.ForeignKeyConstraint(["schedule_id", "stop_id"], ["places.schedule_id", "places.place_id"], name="fk_place"),
        sa.PrimaryKeyConstraint("schedule_id", "ordinal", "seq", name="pk_stop_times"),
    )

    for table in FROZEN:
        _freeze(table)


def downgrade() -> None:
    for table in FROZEN:
        _thaw(table)
    op.drop_table("stop_times")
    op.drop_index("ix_geometries_box", table_name="geometries")
    op.drop_table("geometries")
    op.drop_index("ix_trips_filter", table_name="trips")
    op.drop_table("trips")
    op.drop_table("places")
    op.drop_table("maps")
    op.drop_table("files")
    op.drop_index("ix_schedules_published_at", table_name="schedules")
    op.drop_table("schedules")
    op.drop_table("campaigns")


def _freeze(table: str) -> None:
    """Refuse UPDATE and DELETE on a table."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are published and never change'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are published and never change', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_published()"
    )


def _thaw(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER keep_{table}_{action}")
        return
    op.execute(f"DROP TRIGGER keep_{table} ON {table}")
