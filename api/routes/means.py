"""What a campaign is planned under and with, row by row: zones, fleets, services, capacities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import means_forms as forms
from api import schemas
from api.access.guard import Bureau
from api.access.roles import Actor
from api.answers import fresh, pages
from api.deps import CampaignId, engine_of
from api.problems import NOT_FOUND
from api.store.tenancy import reading_as
from api.tables import Row, page_of_rows, rows_in_force
from api.views import local
from planner.units import LocalClock

router = APIRouter(prefix="/campaigns/{campaign_id}", tags=["campaigns in preparation"])
ANSWERS = pages(NOT_FOUND)


@router.get("/zones", response_model=forms.ZonePage, responses=ANSWERS)
def list_zones(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[forms.ZonesQuery, Query()]
) -> Response:
    """Levels of areas; outlines of areas below a county are the input `zone-areas`."""
    rows, clock = _rows(request, actor, campaign_id, "zones")
    if query.date is not None:
        begin, end = clock.span_start(query.date.isoformat()), clock.span_end(query.date.isoformat())
        rows = [row for row in rows if row["valid_from"] < end and (row["valid_to"] is None or begin < row["valid_to"])]
    shown, more = page_of_rows(rows, query)
    told = (_told(row, clock, "valid_from", "valid_to") for row in shown)
    items = [forms.ZoneView(**{**row, "level": row["level"].name.lower()}) for row in told]
    return fresh(forms.ZonePage(items=items, next_cursor=more))


@router.get("/fleets", response_model=forms.FleetPage, responses=ANSWERS)
def list_fleets(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Vehicles and drivers."""
    rows, clock = _rows(request, actor, campaign_id, "coaches")
    shown, more = page_of_rows(rows, query)
    items = [forms.FleetView(**_told(row, clock, "available_from", "available_to")) for row in shown]
    return fresh(forms.FleetPage(items=items, next_cursor=more))


@router.get("/services", response_model=forms.ServicePage, responses=ANSWERS)
def list_services(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Trains, carriages, seats and flights on offer."""
    rows, clock = _rows(request, actor, campaign_id, "services")
    stops, _ = _rows(request, actor, campaign_id, "service_stops")
    calls = _calls(stops, clock)
    shown, more = page_of_rows(rows, query)
    told = (_told(row, clock, "depart_at", "arrive_at", "commit_by") for row in shown)
    items = [forms.ServiceView(**row, calls=calls[row["service_id"]]) for row in told]
    return fresh(forms.ServicePage(items=items, next_cursor=more))


@router.get("/capacities", response_model=forms.CapacityPage, responses=ANSWERS)
def list_capacities(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Tests, beds, permits, gates and intake by place and day."""
    rows, clock = _rows(request, actor, campaign_id, "capacities")
    shown, more = page_of_rows(rows, query)
    told = (_told(row, clock, "from_at", "to_at") for row in shown)
    items = [forms.CapacityView(**{**row, "date": clock.date_text(row["date"])}) for row in told]
    return fresh(forms.CapacityPage(items=items, next_cursor=more))


def _rows(request: Request, actor: Actor, campaign_id: str, kind: str) -> tuple[list[Row], LocalClock]:
    with reading_as(engine_of(request), actor) as session:
        return rows_in_force(session, actor, campaign_id, kind)


def _calls(stops: Iterable[Row], clock: LocalClock) -> dict[str, list[forms.CallView]]:
    """Stops of services with more than two, in order."""
    found: dict[str, list[forms.CallView]] = defaultdict(list)
    for row in sorted(stops, key=lambda row: (row["service_id"], row["seq"])):
        arrive_at, depart_at = local(row["arrive_at"], clock), local(row["depart_at"], clock)
        call = forms.CallView(stop_id=row["stop_id"], arrive_at=arrive_at, depart_at=depart_at)
        found[row["service_id"]].append(call)
    return found


def _told(row: Row, clock: LocalClock, *moments: str) -> Row:
    """A row with these of its cells in the campaign's time."""
    times = {name: local(row[name], clock) for name in moments if row[name] is not None}
    return {**row, **times}
