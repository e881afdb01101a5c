"""What a campaign is planned with, row by row: its enterprises, demand and heat, and the cohorts of its plans."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import schemas
from api import table_forms as forms
from api.access.guard import Bureau, BureauOrFirm
from api.answers import existing, fresh, page_of, pages
from api.deps import CampaignId, PlanId, cipher_of, engine_of
from api.paging import text_after
from api.problems import NOT_FOUND
from api.store import plans
from api.store.cohorts import cohorts_of
from api.store.manifests import OUT
from api.store.tenancy import reading_as
from api.tables import Row, page_of_rows, rows_in_force
from api.views import local
from planner.units import HOUR_S, LocalClock

router = APIRouter(tags=["campaigns in preparation"])


@router.get(
    "/campaigns/{campaign_id}/enterprises", response_model=forms.EnterprisePage, responses=pages(NOT_FOUND)
)
def list_enterprises(
    request: Request, actor: BureauOrFirm, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Enterprises of a campaign with their sites: all of them for the bureau, itself for an enterprise."""
    after = text_after(query.cursor) or ""
    with reading_as(engine_of(request), actor) as session:
        firms, clock = rows_in_force(session, actor, campaign_id, "enterprises")
        doors, _ = rows_in_force(session, actor, campaign_id, "sites")
    sites: dict[str, list[Row]] = defaultdict(list)
    for site in doors:
        sites[site["enterprise_id"]].append(site)
    ordered = sorted((firm for firm in firms if firm["enterprise_id"] > after), key=lambda firm: firm["enterprise_id"])
    shown, more = page_of(ordered, query.limit, lambda firm: (firm["enterprise_id"],))
    items = [_enterprise(firm, sites[firm["enterprise_id"]], clock) for firm in shown]
    return fresh(forms.EnterprisePage(items=items, next_cursor=more))


@router.get("/campaigns/{campaign_id}/demand", response_model=forms.DemandPage, responses=pages(NOT_FOUND))
def list_demand(
    request: Request, actor: BureauOrFirm, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Whom sites want: all rows for the bureau, its own for an enterprise."""
    with reading_as(engine_of(request), actor) as session:
        rows, clock = rows_in_force(session, actor, campaign_id, "demand")
    shown, more = page_of_rows(rows, query)
    return fresh(forms.DemandPage(items=[_demand(row, clock) for row in shown], next_cursor=more))


@router.get("/campaigns/{campaign_id}/heat", response_model=forms.HeatPage, responses=pages(NOT_FOUND))
def list_heat(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Where workers are."""
    with reading_as(engine_of(request), actor) as session:
        rows, clock = rows_in_force(session, actor, campaign_id, "heat")
    shown, more = page_of_rows(rows, query)
    return fresh(forms.HeatPage(items=[_heat(row, clock) for row in shown], next_cursor=more))


@router.get("/plans/{plan_id}/cohorts", response_model=forms.CohortPage, tags=["plans"], responses=pages(NOT_FOUND))
def list_cohorts(
    request: Request, actor: BureauOrFirm, plan_id: PlanId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Cohorts of a plan and how many of each have a seat; an enterprise sees its own of plans that are published."""
    after = text_after(query.cursor) or ""
    with reading_as(engine_of(request), actor) as session:
        plan = existing(plans.get_plan(session, plan_id))
        known = actor.enterprise_id is None or plan.state in OUT
        found = existing(cohorts_of(session, cipher_of(request), plan_id) if known else None)
    own = [one for one in found if actor.enterprise_id in (None, one.enterprise_id)]
    if actor.enterprise_id is not None:
        existing(own or None)
    shown, more = page_of([one for one in own if one.cohort_id > after], query.limit, lambda one: (one.cohort_id,))
    items = [
        forms.CohortView(
            cohort_id=one.cohort_id, source=one.source, enterprise_id=one.enterprise_id, site_id=one.site_id,
            origin_adcode=one.origin_adcode, ready_at=one.ready_at, due_at=one.due_at, tier=one.tier,
            persons=one.persons, served=one.served,
            unserved=[forms.CohortReason(reason=reason, persons=persons) for reason, persons in one.unserved],
        )
        for one in shown
    ]  # fmt: skip
    return fresh(forms.CohortPage(items=items, next_cursor=more))


def _enterprise(firm: Row, sites: list[Row], clock: LocalClock) -> forms.EnterpriseView:
    given = {name: firm[name] for name in ("enterprise_id", "name", "tier", "whitelisted")}
    resumes = firm["resume_from"]
    return forms.EnterpriseView(
        **given, light=str(firm["light"]), negative_listed=bool(firm["negative_listed"]),
        resume_from=None if resumes is None else local(resumes, clock),
        sites=[
            forms.SiteView(
                site_id=site["site_id"], name=site["name"], adcode=site["adcode"],
                opens=_time_of_day(site["opens"]), closes=_time_of_day(site["closes"]),
            )
            for site in sites
        ],
    )  # fmt: skip


def _demand(row: Row, clock: LocalClock) -> forms.DemandView:
    given = {name: row[name] for name in ("enterprise_id", "site_id", "headcount")}
    begin, end = local(row["needed_from"], clock), local(row["due_at"], clock)
    return forms.DemandView(
        **given, needed_from=begin, due_at=end, origin_adcodes=list(row["origin_adcodes"] or ())
    )


def _heat(row: Row, clock: LocalClock) -> forms.HeatView:
    given = {name: row[name] for name in ("origin_adcode", "workers", "source", "confidence")}
    ends = row["ready_to"]
    return forms.HeatView(
        **given, ready_from=local(row["ready_from"], clock), ready_to=None if ends is None else local(ends, clock)
    )


def _time_of_day(at_s: int) -> str:
    """Seconds of the day as a clock shows them."""
    return f"{at_s // HOUR_S:02d}:{at_s % HOUR_S // 60:02d}"
