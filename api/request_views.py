"""Charter requests as the API takes and tells them."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import AwareDatetime, Field

from api.schemas import Form
from api.store.outcomes import Outcome
from api.store.work_models import RequestRow
from planner.domain.service import Mode
from planner.reference import reasons

MOST_PERSONS = 20_000


class NewRequest(Form):
    """So many persons of one county to one site."""

    site_id: str = Field(min_length=1, max_length=200)
    origin_adcode: str = Field(pattern=r"^\d{6}$", examples=["510824"])
    persons: int = Field(ge=1, le=MOST_PERSONS)
    ready_at: AwareDatetime
    due_at: AwareDatetime


class RequestRide(Form):
    """Persons of a request on one leg of their way; the trip is one of the published schedule."""

    trip_id: str
    mode: Mode
    leg_seq: int = Field(description="1 for the first leg of the way.")
    persons: int
    board_at: AwareDatetime
    alight_at: AwareDatetime


class RequestUnserved(Form):
    """Persons of a request without a seat, and why: a code with its words, or nobody of that origin was found."""

    persons: int
    reason: str | None = Field(examples=["NO_VEHICLE"])
    reason_zh: str
    reason_en: str


class RequestOutcome(Form):
    """What the published plan that counted a request has for it."""

    plan_id: str
    schedule_id: str
    persons: int = Field(description="Persons with a seat the whole way.")
    rides: list[RequestRide]
    unserved: list[RequestUnserved]


class CharterRequest(NewRequest):
    """A request and what became of it: ``open`` until a published plan carries it, ``planned``, or ``withdrawn``."""

    request_id: str
    campaign_id: str
    enterprise_id: str
    state: str = Field(examples=["planned"])
    outcome: RequestOutcome | None = None
    version: int


class RequestPage(Form):
    """Requests in order of their id."""

    items: list[CharterRequest]
    next_cursor: str | None = None


NOBODY_ZH, NOBODY_EN = "该出发地没有可安排的人员", "Nobody of that origin was found for the request"


def request_view(row: RequestRow) -> CharterRequest:
    """A request as the API tells it."""
    return CharterRequest(
        request_id=row.request_id, campaign_id=row.campaign_id, enterprise_id=row.enterprise_id, site_id=row.site_id,
        origin_adcode=row.origin_adcode, persons=row.persons, ready_at=_moment(row.ready_at),
        due_at=_moment(row.due_at), state=row.state, version=row.version,
        outcome=None if row.outcome is None else outcome_view(Outcome.read(row.outcome)),
    )  # fmt: skip


def outcome_view(found: Outcome) -> RequestOutcome:
    """An outcome as the API tells it."""
    return RequestOutcome(
        plan_id=found.plan_id, schedule_id=found.schedule_id, persons=found.persons,
        rides=[
            RequestRide(
                trip_id=ride.trip_id, mode=Mode(ride.mode), leg_seq=ride.leg_seq, persons=ride.persons,
                board_at=_moment(ride.board_at), alight_at=_moment(ride.alight_at),
            )
            for ride in found.rides
        ],
        unserved=[_unserved(code, persons) for code, persons in found.unserved],
    )  # fmt: skip


def _unserved(code: str, persons: int) -> RequestUnserved:
    known = reasons().get(code)
    if known is None:
        return RequestUnserved(persons=persons, reason=None, reason_zh=NOBODY_ZH, reason_en=NOBODY_EN)
    return RequestUnserved(persons=persons, reason=code, reason_zh=known.zh, reason_en=known.en)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
