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


class Plan(Form):
    """A plan of a campaign and how far it has come."""

    plan_id: str
    campaign_id: str
    state: str = Field(examples=["verified"])
    options: dict[str, Any]
    inputs: dict[str, int]
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


class Difference(Form):
    """How another plan differs from this one."""

    other: str
    served: int
    unserved: int
    cost_cents: int
    trips_added: list[str]
    trips_dropped: list[str]
    trips_moved: list[str]
    people_moved: int
