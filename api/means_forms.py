"""Forms of what a campaign is planned under and with: zones, fleets, services, capacities."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas import Cents, Form, PageQuery
from planner.domain.service import Mode

Ends = Annotated[AwareDatetime | None, Field(description="Not included; none: without an end.")]


class ZonesQuery(PageQuery):
    """Which zones."""

    date: datetime.date | None = Field(default=None, description="Those in force at some time of this local day.")


class ZoneView(Form):
    """Level of an area for a time; where several are in force the strictest counts."""

    adcode: str = Field(examples=["420000"], description="A province, a city or a county.")
    level: str = Field(examples=["sealed"])
    valid_from: AwareDatetime
    valid_to: Ends = None


class ZonePage(Form):
    """Rows of the latest table of zones, in its order."""

    items: list[ZoneView]
    next_cursor: str | None = None


class FleetView(Form):
    """Vehicles of one kind of an operator, with their drivers."""

    fleet_id: str
    operator: str
    vehicle_type: str
    seats: int
    seat_rows: int
    accessible_seats: int | None = None
    count: int
    max_trips: int | None = None
    drivers: int
    depot_adcode: str
    lon: float
    lat: float
    registration_adcode: str
    available_from: AwareDatetime
    available_to: AwareDatetime
    fixed_cents: Cents
    cents_per_km: Cents
    driver_day_cents: Cents
    positioning: str = Field(examples=["return"])


class FleetPage(Form):
    """Rows of the latest table of fleets, in its order."""

    items: list[FleetView]
    next_cursor: str | None = None


class CallView(Form):
    """A stop of a service."""

    stop_id: str
    arrive_at: AwareDatetime
    depart_at: AwareDatetime


class ServiceView(Form):
    """A train, carriages, seats or a flight on offer."""

    service_id: str
    mode: Mode
    from_stop_id: str
    to_stop_id: str
    depart_at: AwareDatetime
    arrive_at: AwareDatetime
    units: int
    seats_per_unit: int
    rows_per_unit: int
    min_load: int
    fixed_cents: Cents
    unit_cents: Cents
    seat_cents: Cents
    commit_by: AwareDatetime
    calls: list[CallView] = Field(description="In order, where it calls at more than its two ends.")


class ServicePage(Form):
    """Rows of the latest table of services, in its order."""

    items: list[ServiceView]
    next_cursor: str | None = None


class CapacityView(Form):
    """What a place has of something on a day."""

    kind: str = Field(examples=["intake"])
    place_id: str
    date: datetime.date
    amount: int
    from_at: AwareDatetime | None = None
    to_at: AwareDatetime | None = None


class CapacityPage(Form):
    """Rows of the latest table of capacities, in its order."""

    items: list[CapacityView]
    next_cursor: str | None = None
