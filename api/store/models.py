"""Tables of published schedules.

A published schedule never changes: no row of it is updated or deleted, and database triggers refuse both
(``migrations``). A later version of the same campaign supersedes it; that is read from the versions, not stored.
No table holds the identity of a worker. Moments are Unix seconds, money is fen, lengths are metres.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.store.base import Base

RECEIPT_LENGTH = 64
"""Hexadecimal digits of the verifier's receipt (SHA-256)."""

PLACE_KEY = ("places.schedule_id", "places.place_id")
TRIP_KEY = ("trips.schedule_id", "trips.ordinal")


class CampaignRow(Base):
    """A campaign that has at least one published schedule."""

    __tablename__ = "campaigns"

    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    offset_s: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    destination_adcode: Mapped[str] = mapped_column(String(6))
    created_at: Mapped[int]


class ScheduleRow(Base):
    """One published version of a campaign's plan with its key figures.

    ``digest`` is a SHA-256 over everything published with it; it serves as the validator of conditional requests.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        UniqueConstraint("campaign_id", "version"),
        CheckConstraint(f"length(receipt) = {RECEIPT_LENGTH}", name="receipt_length"),
        CheckConstraint("version >= 1", name="version_positive"),
    )

    schedule_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.campaign_id"))
    version: Mapped[int]
    published_at: Mapped[int] = mapped_column(index=True)
    plan_id: Mapped[str]
    receipt: Mapped[str] = mapped_column(String(RECEIPT_LENGTH))
    digest: Mapped[str] = mapped_column(String(64))
    scenario_sha256: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str]
    plan_status: Mapped[str]
    rule_versions: Mapped[list[Any]]
    served: Mapped[int]
    unserved: Mapped[int]
    cost_cents: Mapped[int]
    gap: Mapped[float | None]
    trips: Mapped[int]
    modes: Mapped[list[Any]]
    objective: Mapped[list[Any]]
    bounds: Mapped[list[Any]]
    findings: Mapped[list[Any]]
    unserved_reasons: Mapped[list[Any]]


class PlaceRow(Base):
    """A stop, site or county seat as it was named and placed when the schedule was published."""

    __tablename__ = "places"

    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.schedule_id"), primary_key=True)
    place_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    adcode: Mapped[str] = mapped_column(String(6))
    lon: Mapped[float]
    lat: Mapped[float]


class TripRow(Base):
    """One coach run, aircraft or carriage; ``ordinal`` from 1 in order of departure within the schedule."""

    __tablename__ = "trips"
    __table_args__ = (
        UniqueConstraint("schedule_id", "trip_id"),
        Index("ix_trips_filter", "schedule_id", "service_date", "mode", "leg_role", "ordinal"),
        ForeignKeyConstraint(["schedule_id", "from_stop_id"], PLACE_KEY, name="fk_from"),
        ForeignKeyConstraint(["schedule_id", "to_stop_id"], PLACE_KEY, name="fk_to"),
    )

    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.schedule_id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[str]
    batch_no: Mapped[int]
    mode: Mapped[str]
    leg_role: Mapped[str]
    service_id: Mapped[str | None]
    unit_no: Mapped[int | None]
    fleet_id: Mapped[str | None]
    vehicle_no: Mapped[int | None]
    from_stop_id: Mapped[str]
    to_stop_id: Mapped[str]
    depart_at: Mapped[int]
    arrive_at: Mapped[int]
    service_date: Mapped[str] = mapped_column(String(10))
    seats: Mapped[int]
    usable_seats: Mapped[int]
    load: Mapped[int]
    distance_m: Mapped[int]
    drive_s: Mapped[int]
    cost_cents: Mapped[int]
    level: Mapped[str]
    rule_version: Mapped[str]
    drivers: Mapped[int]
    permit_no: Mapped[str | None]
    emergency_order: Mapped[bool]
    closed_loop: Mapped[bool]


class GeometryRow(Base):
    """Drawn way of a trip as the text of a GeoJSON geometry, with its bounding box (WGS-84 degrees)."""

    __tablename__ = "geometries"
    __table_args__ = (
        ForeignKeyConstraint(["schedule_id", "ordinal"], TRIP_KEY),
        Index("ix_geometries_box", "schedule_id", "min_lon", "max_lon", "min_lat", "max_lat"),
    )

    schedule_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    geojson: Mapped[str]
    min_lon: Mapped[float]
    min_lat: Mapped[float]
    max_lon: Mapped[float]
    max_lat: Mapped[float]


class StopTimeRow(Base):
    """A halt of a trip."""

    __tablename__ = "stop_times"
    __table_args__ = (
        ForeignKeyConstraint(["schedule_id", "ordinal"], TRIP_KEY, name="fk_trip"),
        ForeignKeyConstraint(["schedule_id", "stop_id"], PLACE_KEY, name="fk_place"),
    )

    schedule_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    stop_id: Mapped[str]
    arrive_at: Mapped[int]
    depart_at: Mapped[int]
    board: Mapped[int]
    alight: Mapped[int]
    activity: Mapped[str]


class MapRow(Base):
    """The map page of a schedule, gzip-compressed HTML."""

    __tablename__ = "maps"

    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.schedule_id"), primary_key=True)
    html_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]


class FileRow(Base):
    """A file of the plan folder that holds no identity, gzip-compressed."""

    __tablename__ = "files"

    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.schedule_id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
