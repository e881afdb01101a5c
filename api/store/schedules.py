"""Reading and adding published schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from api.snapshot import Snapshot
from api.store.database import insert_if_absent
from api.store.models import (
    CampaignRow,
    FileRow,
    GeometryRow,
    MapRow,
    PlaceRow,
    ScheduleRow,
    StopTimeRow,
    TripRow,
)
from api.store.ways import near
from planner.domain.plan import Plan
from planner.domain.scenario import Campaign
from planner.units import LocalClock


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to publish; ``content_gzip`` is its content, gzip-compressed."""

    name: str
    media_type: str
    content_gzip: bytes
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Head of a publication: what the verifier signed, and the compressed papers."""

    schedule_id: str
    published_at: int
    receipt: str
    digest: str
    map_gzip: bytes
    map_size: int
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class TripFilter:
    """Which trips of a schedule; ``None`` means all. ``box`` is (min lon, min lat, max lon, max lat)."""

    mode: str | None = None
    date: str | None = None
    leg_role: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule with its campaign; ``superseded_at`` is when the next version was published."""

    schedule: ScheduleRow
    campaign: CampaignRow
    superseded_at: int | None

    @property
    def clock(self) -> LocalClock:
        """Local calendar of the campaign."""
        return LocalClock(self.campaign.offset_s)


def add_schedule(session: Session, campaign: Campaign, plan: Plan, snapshot: Snapshot, publication: Publication) -> int:
    """Add the next version of a campaign's schedule; returns the version."""
    _add_campaign(session, campaign, publication.published_at)
    latest = select(func.max(ScheduleRow.version)).where(ScheduleRow.campaign_id == campaign.campaign_id)
    version = (session.scalar(latest) or 0) + 1
    session.add(_schedule_row(campaign, plan, snapshot, publication, version))
    session.flush()
    key = {"schedule_id": publication.schedule_id}
    _insert(session, PlaceRow, [key | asdict(place) for place in snapshot.places])
    ordinals = {trip.trip_id: ordinal for ordinal, trip in enumerate(snapshot.trips, 1)}
    _insert(session, TripRow, [key | _trip_values(trip, ordinals[trip.trip_id], campaign) for trip in snapshot.trips])
    _insert(
        session,
        StopTimeRow,
        [
            key
            | {"ordinal": ordinals[halt.trip_id], "seq": halt.seq, "stop_id": halt.stop_id, "board": halt.board}
            | {"arrive_at": halt.arrive_at, "depart_at": halt.depart_at, "alight": halt.alight}
            | {"activity": str(halt.activity)}
            for halts in snapshot.halts.values()
            for halt in halts
        ],
    )
    _insert(
        session,
        GeometryRow,
        [
            key
            | {"ordinal": ordinals[trip_id], "geojson": drawing.geojson}
            | dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), drawing.box, strict=True))
            for trip_id, drawing in snapshot.drawings.items()
        ],
    )
    _insert(session, MapRow, [key | {"html_gzip": publication.map_gzip, "size": publication.map_size}])
    _insert(session, FileRow, [key | asdict(file) for file in publication.files])
    return version


def _add_campaign(session: Session, campaign: Campaign, now: int) -> None:
    # The row is locked on a server's database, so that versions are given out one at a time; of two first
    # publications at the same moment one adds the row, and the other waits for it there.
    told = {
        "name": campaign.name, "timezone": campaign.timezone, "offset_s": campaign.clock.offset_s,
        "start_at": campaign.start_at, "end_at": campaign.end_at, "destination_adcode": campaign.destination_adcode,
    }  # fmt: skip
    insert_if_absent(session, CampaignRow, {"campaign_id": campaign.campaign_id, "created_at": now, **told})
    key = CampaignRow.campaign_id == campaign.campaign_id
    session.execute(select(CampaignRow.campaign_id).where(key).with_for_update())
    session.execute(update(CampaignRow).where(key).values(told))


def _schedule_row(
    campaign: Campaign, plan: Plan, snapshot: Snapshot, publication: Publication, version: int
) -> ScheduleRow:
    return ScheduleRow(
        schedule_id=publication.schedule_id,
        campaign_id=campaign.campaign_id,
        version=version,
        published_at=publication.published_at,
        plan_id=plan.plan_id,
        receipt=publication.receipt,
        digest=publication.digest,
        scenario_sha256=plan.scenario_sha256,
        code_version=plan.code_version,
        plan_status=str(plan.status),
        rule_versions=list(plan.rule_versions),
        served=snapshot.served,
        unserved=snapshot.unserved,
        cost_cents=snapshot.cost_cents,
        gap=snapshot.gap,
        trips=len(snapshot.trips),
        modes=[asdict(figures) for figures in snapshot.modes],
        objective=[asdict(level) for level in plan.objective],
        bounds=[asdict(bound) for bound in plan.bounds],
        findings=list(snapshot.findings),
        unserved_reasons=[{"reason": reason, "persons": persons} for reason, persons in snapshot.unserved_reasons],
    )


TRIP_FIELDS = (
    "trip_id", "batch_no", "service_id", "unit_no", "fleet_id", "vehicle_no", "from_stop_id", "to_stop_id", "depart_at",
    "arrive_at", "seats", "usable_seats", "load", "distance_m", "drive_s", "cost_cents", "rule_version", "drivers",
    "permit_no", "emergency_order", "closed_loop",
)  # fmt: skip
"""Columns of ``trips`` that hold a field of the plan's trip as it is; ids of escorts are people and stay out."""


def _trip_values(trip: Any, ordinal: int, campaign: Campaign) -> dict[str, object]:
    return {name: getattr(trip, name) for name in TRIP_FIELDS} | {
        "ordinal": ordinal,
        "mode": str(trip.mode),
        "leg_role": str(trip.leg_role),
        "level": trip.level.name.lower(),
        "service_date": campaign.clock.date_text(trip.depart_at),
    }


def _insert(session: Session, model: Any, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(model), rows)


LATER = aliased(ScheduleRow)
VIEWS = (
    select(ScheduleRow, CampaignRow, LATER.published_at)
    .join(CampaignRow, CampaignRow.campaign_id == ScheduleRow.campaign_id)
    .outerjoin(LATER, and_(LATER.campaign_id == ScheduleRow.campaign_id, LATER.version == ScheduleRow.version + 1))
)
"""Schedules with their campaign and the moment at which the next version came; made once, since that takes long."""


State = tuple[int, int]
"""Changes with every publication, and with nothing else: how many there are, and the moment of the latest."""


def state_of(session: Session) -> State:
    """How far publication has come. Schedules are added and never changed, and a campaign changes with them alone."""
    count, latest = session.execute(STATE).one()
    return count, latest or 0


STATE = select(func.count(), func.max(ScheduleRow.published_at))


def list_campaigns(session: Session, after: str | None, limit: int) -> Sequence[CampaignRow]:
    """Campaigns in order of their id, those after ``after``."""
    query = select(CampaignRow).order_by(CampaignRow.campaign_id).limit(limit)
    return session.scalars(query if after is None else query.where(CampaignRow.campaign_id > after)).all()


def get_campaign(session: Session, campaign_id: str) -> CampaignRow | None:
    """One campaign."""
    return session.get(CampaignRow, campaign_id)


def list_schedules(
    session: Session, campaign_id: str | None, current_only: bool, before: tuple[int, str] | None, limit: int
) -> list[ScheduleView]:
    """Schedules, the latest publication first.

    Parameters
    ----------
    before : tuple of int and str, optional
        (published_at, schedule_id) of the last row already seen.
    """
    query = VIEWS
    if campaign_id is not None:
        query = query.where(ScheduleRow.campaign_id == campaign_id)
    if current_only:
        query = query.where(LATER.schedule_id.is_(None))
    if before is not None:
        at, last = before
        same = and_(ScheduleRow.published_at == at, ScheduleRow.schedule_id < last)
        query = query.where((ScheduleRow.published_at < at) | same)
    order = (ScheduleRow.published_at.desc(), ScheduleRow.schedule_id.desc())
    return [ScheduleView(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def get_schedule(session: Session, schedule_id: str) -> ScheduleView | None:
    """One schedule with its campaign."""
    row = session.execute(VIEWS.where(ScheduleRow.schedule_id == schedule_id)).first()
    return None if row is None else ScheduleView(*row)


def get_part(session: Session, schedule_id: str) -> Row[str, int] | None:
    """Digest of a schedule and its campaign's offset from UTC in seconds: all that its parts need of it."""
    query = select(ScheduleRow.digest, CampaignRow.offset_s).join(CampaignRow)
    return session.execute(query.where(ScheduleRow.schedule_id == schedule_id)).first()


FROM, TO = aliased(PlaceRow), aliased(PlaceRow)


def list_trips(
    session: Session, schedule_id: str, chosen: TripFilter, after: int, limit: int
) -> Sequence[Row[TripRow, PlaceRow, PlaceRow]]:
    """Trips with their first and last place, in order of departure, those after ordinal ``after``."""
    query = (
        select(TripRow, FROM, TO)
        .join(FROM, and_(FROM.schedule_id == TripRow.schedule_id, FROM.place_id == TripRow.from_stop_id))
        .join(TO, and_(TO.schedule_id == TripRow.schedule_id, TO.place_id == TripRow.to_stop_id))
        .where(*_conditions(schedule_id, chosen), TripRow.ordinal > after)
        .order_by(TripRow.ordinal)
        .limit(limit)
    )
    return session.execute(query).all()


def count_trips(session: Session, schedule_id: str, chosen: TripFilter) -> int:
    """How many trips a filter leaves."""
    return session.scalar(select(func.count()).select_from(TripRow).where(*_conditions(schedule_id, chosen))) or 0


def get_trip(
    session: Session, schedule_id: str, *, trip_id: str | None = None, ordinal: int | None = None
) -> Row[TripRow, PlaceRow, PlaceRow] | None:
    """One trip of a schedule by its id in the plan, or by its place in the order of departure."""
    key = TripRow.trip_id == trip_id if ordinal is None else TripRow.ordinal == ordinal
    query = (
        select(TripRow, FROM, TO)
        .join(FROM, and_(FROM.schedule_id == TripRow.schedule_id, FROM.place_id == TripRow.from_stop_id))
        .join(TO, and_(TO.schedule_id == TripRow.schedule_id, TO.place_id == TripRow.to_stop_id))
        .where(TripRow.schedule_id == schedule_id, key)
    )
    return session.execute(query).first()


def list_stop_times(session: Session, schedule_id: str, ordinal: int) -> Sequence[Row[StopTimeRow, PlaceRow]]:
    """Halts of a trip in order, each with its place."""
    query = (
        select(StopTimeRow, PlaceRow)
        .join(
            PlaceRow,
            and_(PlaceRow.schedule_id == StopTimeRow.schedule_id, PlaceRow.place_id == StopTimeRow.stop_id),
        )
        .where(StopTimeRow.schedule_id == schedule_id, StopTimeRow.ordinal == ordinal)
        .order_by(StopTimeRow.seq)
    )
    return session.execute(query).all()


def list_features(
    session: Session, schedule_id: str, chosen: TripFilter, after: int, limit: int
) -> Sequence[Row[TripRow, str, str, str]]:
    """Trips with the text of their drawn way, for GeoJSON."""
    query = (
        select(TripRow, FROM.name, TO.name, GeometryRow.geojson)
        .join(
            GeometryRow,
            and_(GeometryRow.schedule_id == TripRow.schedule_id, GeometryRow.ordinal == TripRow.ordinal),
        )
        .join(FROM, and_(FROM.schedule_id == TripRow.schedule_id, FROM.place_id == TripRow.from_stop_id))
        .join(TO, and_(TO.schedule_id == TripRow.schedule_id, TO.place_id == TripRow.to_stop_id))
        .where(*_conditions(schedule_id, chosen), TripRow.ordinal > after)
        .order_by(TripRow.ordinal)
        .limit(limit)
    )
    if chosen.box is not None:
        query = query.where(near(session, chosen.box))
    return session.execute(query).all()


def _conditions(schedule_id: str, chosen: TripFilter) -> list[ColumnElement[bool]]:
    wanted = ((TripRow.mode, chosen.mode), (TripRow.service_date, chosen.date), (TripRow.leg_role, chosen.leg_role))
    return [TripRow.schedule_id == schedule_id] + [column == value for column, value in wanted if value is not None]


def list_dates(session: Session, schedule_id: str) -> Sequence[str]:
    """Local days on which trips of a schedule depart."""
    query = select(TripRow.service_date).where(TripRow.schedule_id == schedule_id).distinct()
    return session.scalars(query.order_by(TripRow.service_date)).all()


def get_map(session: Session, schedule_id: str) -> MapRow | None:
    """Compressed map page of a schedule."""
    return session.get(MapRow, schedule_id)


def list_files(session: Session, schedule_id: str) -> Sequence[Row[str, str, int, str]]:
    """Name, media type, size in bytes and SHA-256 of the files of a schedule."""
    query = select(FileRow.name, FileRow.media_type, FileRow.size, FileRow.sha256)
    return session.execute(query.where(FileRow.schedule_id == schedule_id).order_by(FileRow.name)).all()


def get_file(session: Session, schedule_id: str, name: str) -> FileRow | None:
    """One compressed file of a schedule."""
    return session.get(FileRow, (schedule_id, name))
