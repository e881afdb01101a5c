"""Forms of the API's answers and queries. Names are those of the contract; moments are ISO 8601 with offset."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from api.paging import CURSOR_LENGTH_MAX, FEATURES_MAX, PAGE_ROWS, PAGE_ROWS_MAX
from planner.domain.plan import Activity, LegRole, Status
from planner.domain.service import Mode

MOMENT = "2020-02-24T14:00:00+08:00"
Cents = Annotated[int, Field(description="1/100 yuan (fen)")]
Metres = Annotated[int, Field(description="Metres.")]
Url = Annotated[str, Field(description="Address below this service.")]


class Form(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemError(Form):
    """One wrong parameter."""

    parameter: str
    reason: str


class ProblemDocument(Form):
    """Error, RFC 9457; ``type`` is stable, ``title`` and ``detail`` follow Accept-Language."""

    type: str = Field(examples=["urn:returnline:problem:not-found"])
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = None


class Campaign(Form):
    """A campaign with published schedules."""

    campaign_id: str = Field(examples=["ningbo-10k"])
    name: str = Field(examples=["宁波返岗专运"])
    timezone: str = Field(examples=["Asia/Shanghai"])
    start: datetime.date
    end: datetime.date
    destination_adcode: str = Field(examples=["330200"])
    schedules: Url


class ModeFigures(Form):
    """Figures of a mode. ``trips`` counts coach runs, aircraft and carriages; ``services`` trains and flights;
    ``persons`` counts each person once."""

    mode: Mode
    trips: int
    services: int
    persons: int
    load: int
    usable_seats: int


class ReasonCount(Form):
    """Persons left behind for one reason."""

    reason: str = Field(examples=["no_vehicle"])
    persons: int


class ObjectiveLevel(Form):
    """One level of the objective, in order; smaller is better."""

    name: str = Field(examples=["cost"])
    value: int
    unit: str
    tolerance_given_up: int


class Bound(Form):
    """Proven lower bound of a level; gap = (value − bound) / value."""

    name: str = Field(examples=["cost"])
    value: int
    method: str
    gap: float
    restricted: bool


class Finding(Form):
    """What binds, what cannot be."""

    code: str
    subject: str
    value: str
    limit: str
    unit: str
    cites: str
    message: str


class ScheduleLinks(Form):
    """Where the parts of a schedule are."""

    campaign: Url
    trips: Url
    geojson: Url
    map: Url
    files: Url
    gtfs: Url
    calendar: Url
    workbook: Url
    features: Url
    page: Url


class ScheduleSummary(Form):
    """A published schedule with its key figures."""

    schedule_id: str = Field(examples=["3f9c0a51be27d480"])
    campaign_id: str = Field(examples=["ningbo-10k"])
    campaign_name: str = Field(examples=["宁波返岗专运"])
    version: int
    status: Literal["current", "superseded"]
    published_at: AwareDatetime = Field(examples=[MOMENT])
    superseded_at: AwareDatetime | None = None
    served: int = Field(description="Persons with a seat.")
    unserved: int = Field(description="Persons left behind.")
    cost_cents: Cents
    gap: float | None = Field(description="Proven gap of the cost, 0–1; null: no bound was computed.")
    trips: int
    modes: list[ModeFigures]
    links: ScheduleLinks


class Schedule(ScheduleSummary):
    """A published schedule, whole but for its trips."""

    plan_id: str
    plan_status: Status
    receipt: str = Field(description="The verifier's receipt: SHA-256 of the plan it passed.")
    scenario_sha256: str
    code_version: str
    rule_versions: list[str]
    objective: list[ObjectiveLevel]
    bounds: list[Bound]
    findings: list[Finding]
    unserved_reasons: list[ReasonCount]


class Place(Form):
    """A stop, a site or a county seat. WGS-84 degrees."""

    place_id: str = Field(examples=["RS-NB"])
    kind: str = Field(examples=["rail_station"])
    name: str = Field(examples=["宁波站"])
    adcode: str = Field(examples=["330203"])
    lon: float
    lat: float


class Trip(Form):
    """One coach run, aircraft or carriage. ``id`` names it over all schedules, ``trip_id`` within its own."""

    id: str = Field(examples=["3f9c0a51be27d480.17"])
    schedule_id: str
    trip_id: str = Field(examples=["T00017"])
    batch_no: int
    mode: Mode
    leg_role: LegRole
    service_id: str | None
    unit_no: int | None
    fleet_id: str | None
    vehicle_no: int | None
    from_place: Place
    to_place: Place
    depart_at: AwareDatetime = Field(examples=[MOMENT])
    arrive_at: AwareDatetime
    seats: int
    usable_seats: int
    load: int
    distance_m: Metres
    drive_s: int = Field(description="Seconds of driving.")
    cost_cents: Cents
    level: Literal["low", "medium", "high", "sealed"]
    rule_version: str
    drivers: int
    permit_no: str | None
    emergency_order: bool
    closed_loop: bool
    stop_times: Url


class StopTime(Form):
    """A halt of a trip."""

    seq: int
    place: Place
    arrive_at: AwareDatetime
    depart_at: AwareDatetime
    board: int
    alight: int
    activity: Activity


class StoredFile(Form):
    """A file that belongs to a schedule."""

    name: str = Field(examples=["trips.csv"])
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    href: Url


class CampaignPage(Form):
    """One page of campaigns."""

    items: list[Campaign]
    next_cursor: str | None


class SchedulePage(Form):
    """One page of schedules, the latest publication first."""

    items: list[ScheduleSummary]
    next_cursor: str | None


class TripPage(Form):
    """One page of trips in order of departure; ``count`` is the number that the filter leaves."""

    items: list[Trip]
    count: int
    next_cursor: str | None


class StopTimes(Form):
    """All halts of a trip in order."""

    trip_id: str
    items: list[StopTime]


class Files(Form):
    """Files of a schedule."""

    items: list[StoredFile]


class Health(Form):
    """Whether the service works."""

    status: Literal["ok"]
    version: str
    database: str
    revision: str


class PageQuery(BaseModel):
    """Which page of a collection."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=PAGE_ROWS, ge=1, le=PAGE_ROWS_MAX, description="Rows of the page at most.")
    cursor: str | None = Field(
        default=None, max_length=CURSOR_LENGTH_MAX, description="`next_cursor` of the page before."
    )
    lang: Literal["zh", "en"] | None = Field(default=None, description="Language of error texts.")


class ScheduleQuery(PageQuery):
    """Which schedules."""

    campaign_id: str | None = Field(default=None, max_length=200)
    status: Literal["current"] | None = Field(default=None, description="`current`: only the latest of each campaign.")


class TripQuery(PageQuery):
    """Which trips."""

    mode: Mode | None = None
    date: datetime.date | None = Field(default=None, description="Local day of departure.", examples=["2020-02-24"])
    leg_role: LegRole | None = None


BBOX = r"^-?\d{1,3}(\.\d{1,12})?(,-?\d{1,3}(\.\d{1,12})?){3}$"


class FeatureQuery(TripQuery):
    """Which features."""

    limit: int = Field(default=FEATURES_MAX, ge=1, le=FEATURES_MAX, description="Features at most.")
    bbox: Annotated[str, StringConstraints(pattern=BBOX, max_length=80)] | None = Field(
        default=None,
        description="Box that the drawn way's box must touch: min lon, min lat, max lon, max lat (WGS-84 degrees).",
        examples=["121.0,29.5,122.0,30.5"],
    )


class NoQuery(BaseModel):
    """No parameter but the language."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["zh", "en"] | None = Field(default=None, description="Language of error texts.")
