"""Stored rows as the API's answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from api import schemas
from api.store.models import CampaignRow, PlaceRow, ScheduleRow, StopTimeRow, TripRow
from api.store.schedules import TRIP_FIELDS, ScheduleView
from planner.units import LocalClock

API = "/api/v1"
SHOWN_OTHERWISE = ("from_stop_id", "to_stop_id", "depart_at", "arrive_at")
TRIP_COLUMNS = tuple(name for name in TRIP_FIELDS if name not in SHOWN_OTHERWISE)


def local(at: int, clock: LocalClock) -> datetime:
    """Moment with the campaign's offset."""
    return datetime.fromtimestamp(at, timezone(timedelta(seconds=clock.offset_s)))


def campaign_view(row: CampaignRow) -> schemas.Campaign:
    """A campaign."""
    clock = LocalClock(row.offset_s)
    return schemas.Campaign(
        campaign_id=row.campaign_id,
        name=row.name,
        timezone=row.timezone,
        start=date.fromisoformat(clock.date_text(row.start_at)),
        end=date.fromisoformat(clock.date_text(row.end_at - 1)),
        destination_adcode=row.destination_adcode,
        schedules=f"{API}/schedules?campaign_id={quote(row.campaign_id, safe='')}",
    )


def summary_view(view: ScheduleView) -> schemas.ScheduleSummary:
    """A schedule as the list shows it."""
    return schemas.ScheduleSummary(**_summary(view))


def schedule_view(view: ScheduleView) -> schemas.Schedule:
    """A schedule with what the verifier signed and what the planner found."""
    row = view.schedule
    return schemas.Schedule(
        **_summary(view),
        plan_id=row.plan_id,
        plan_status=row.plan_status,
        receipt=row.receipt,
        scenario_sha256=row.scenario_sha256,
        code_version=row.code_version,
        rule_versions=row.rule_versions,
        objective=row.objective,
        bounds=row.bounds,
        findings=row.findings,
        unserved_reasons=row.unserved_reasons,
    )


def _summary(view: ScheduleView) -> dict[str, Any]:
    row: ScheduleRow = view.schedule
    superseded = view.superseded_at
    here = f"{API}/schedules/{row.schedule_id}"
    return {
        "schedule_id": row.schedule_id,
        "campaign_id": row.campaign_id,
        "campaign_name": view.campaign.name,
        "version": row.version,
        "status": "current" if superseded is None else "superseded",
        "published_at": local(row.published_at, view.clock),
        "superseded_at": None if superseded is None else local(superseded, view.clock),
        "served": row.served,
        "unserved": row.unserved,
        "cost_cents": row.cost_cents,
        "gap": row.gap,
        "trips": row.trips,
        "modes": row.modes,
        "links": schemas.ScheduleLinks(
            campaign=f"{API}/campaigns/{quote(row.campaign_id, safe='')}",
            trips=f"{here}/trips",
            geojson=f"{here}/geojson",
            map=f"{API}/maps/{row.schedule_id}",
            files=f"{here}/files",
            gtfs=f"{here}/gtfs.zip",
            calendar=f"{here}/calendar.ics",
            workbook=f"{here}/schedule.xlsx",
            features=f"{API}/ogc/schedules/{row.schedule_id}",
            page=f"/schedules/{row.schedule_id}",
        ),
    }


def place_view(row: PlaceRow) -> schemas.Place:
    """A place."""
    return schemas.Place(
        place_id=row.place_id, kind=row.kind, name=row.name, adcode=row.adcode, lon=row.lon, lat=row.lat
    )


def trip_view(row: TripRow, start: PlaceRow, end: PlaceRow, clock: LocalClock) -> schemas.Trip:
    """A trip with its first and last place."""
    values: dict[str, Any] = {name: getattr(row, name) for name in TRIP_COLUMNS}
    return schemas.Trip(
        **values,
        id=f"{row.schedule_id}.{row.ordinal}",
        schedule_id=row.schedule_id,
        mode=row.mode,
        leg_role=row.leg_role,
        level=row.level,
        from_place=place_view(start),
        to_place=place_view(end),
        depart_at=local(row.depart_at, clock),
        arrive_at=local(row.arrive_at, clock),
        stop_times=f"{API}/schedules/{row.schedule_id}/trips/{quote(row.trip_id, safe='')}/stop-times",
    )


def stop_time_view(row: StopTimeRow, place: PlaceRow, clock: LocalClock) -> schemas.StopTime:
    """A halt with its place."""
    return schemas.StopTime(
        seq=row.seq,
        place=place_view(place),
        arrive_at=local(row.arrive_at, clock),
        depart_at=local(row.depart_at, clock),
        board=row.board,
        alight=row.alight,
        activity=row.activity,
    )
