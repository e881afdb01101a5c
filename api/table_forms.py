"""What a campaign is planned with, as the API tells it: enterprises, demand, heat, and the cohorts of a plan."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas import Form


class SiteView(Form):
    """A door of an enterprise."""

    site_id: str
    name: str
    adcode: str
    opens: str = Field(examples=["06:00"])
    closes: str = Field(examples=["23:00"])


class EnterpriseView(Form):
    """An enterprise of a campaign with its sites."""

    enterprise_id: str
    name: str
    tier: int
    light: str = Field(examples=["green"])
    whitelisted: bool
    negative_listed: bool
    resume_from: AwareDatetime | None = None
    sites: list[SiteView]


class EnterprisePage(Form):
    """Enterprises in order of their id."""

    items: list[EnterpriseView]
    next_cursor: str | None = None


class DemandView(Form):
    """So many persons wanted at a site."""

    enterprise_id: str
    site_id: str
    headcount: int
    needed_from: AwareDatetime
    due_at: AwareDatetime
    origin_adcodes: list[str]


class DemandPage(Form):
    """Rows of the latest table of demand, in its order."""

    items: list[DemandView]
    next_cursor: str | None = None


class HeatView(Form):
    """So many workers at an origin."""

    origin_adcode: str
    workers: int
    ready_from: AwareDatetime
    ready_to: AwareDatetime | None = None
    source: str
    confidence: float | None = None


class HeatPage(Form):
    """Rows of the latest table of heat, in its order."""

    items: list[HeatView]
    next_cursor: str | None = None


class CohortReason(Form):
    """Persons of a cohort who are left behind for one reason."""

    reason: str = Field(examples=["NO_VEHICLE"])
    persons: int


class CohortView(Form):
    """Workers alike for planning, and how many of them have a seat."""

    cohort_id: str
    source: str = Field(examples=["named"])
    enterprise_id: str
    site_id: str
    origin_adcode: str
    ready_at: AwareDatetime
    due_at: AwareDatetime
    tier: int
    persons: int
    served: int
    unserved: list[CohortReason]


class CohortPage(Form):
    """Cohorts of a plan in order of their id."""

    items: list[CohortView]
    next_cursor: str | None = None
