"""Forms of plans: the request, the plan with its job, and what happens on the way."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field

from api.schemas import Form, Url

LONGEST_S = 7_200


class PlanRequest(Form):
    """How to plan; the inputs are those in force at the moment of the request."""

    time_limit_s: float = Field(default=60.0, ge=1.0, le=LONGEST_S)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    threads: int = Field(default=1, ge=1, le=64)
    deterministic: bool = False
    iterations: int = Field(default=20_000, ge=1, le=10_000_000)
    keep: str | None = Field(
        default=None, max_length=64, pattern=r"^[0-9A-Za-z_-]+$",
        description="A made plan of the campaign: the trips and workers that its pins name stay as they are there.",
    )  # fmt: skip


class Plan(Form):
    """A plan of a campaign and how far it has come."""

    plan_id: str
    campaign_id: str
    state: str = Field(examples=["verified"])
    options: dict[str, Any]
    inputs: dict[str, int]
    keep: str | None = Field(default=None, description="The plan whose pinned trips and workers stay.")
    summary: dict[str, Any]
    receipt: str | None = None
    schedule_id: str | None = None
    requested_by: str
    approved_by: str | None = None
    error: str | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    version: int
    events: Url


class PlanPage(Form):
    """Plans, the latest first."""

    items: list[Plan]
    next_cursor: str | None = None


class Figures(Form):
    """Head figures of a plan."""

    served: int = Field(description="Persons with a seat.")
    unserved: int
    cost_cents: int = Field(description="1/100 yuan (fen)")
    trips: int


class MovedTrip(Form):
    """A trip that runs in both plans, otherwise. Coach trips are numbered anew in each plan."""

    trip_id: str = Field(description="In this plan.")
    other_trip_id: str = Field(description="In the other plan.")
    what: list[str] = Field(description="time, stops, vehicle", examples=[["time"]])
    depart_at: AwareDatetime
    other_depart_at: AwareDatetime


class Difference(Form):
    """How another plan differs from this one: figures of both, the other minus this, trips, persons."""

    plan_id: str
    other: str
    this_plan: Figures
    other_plan: Figures
    served: int = Field(description="The other minus this.")
    unserved: int
    cost_cents: int
    trips_added: list[str] = Field(description="Trips of the other plan alone.")
    trips_dropped: list[str] = Field(description="Trips of this plan alone.")
    trips_moved: list[MovedTrip]
    people_same: int = Field(description="Persons whose journey is the same in place and time.")
    people_moved: int = Field(description="Persons who travel in both plans, otherwise.")
    people_gained: int = Field(description="Persons who travel in the other plan alone.")
    people_lost: int = Field(description="Persons who travel in this plan alone.")
