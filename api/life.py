"""The life of a plan after it is made: verified → approved → published → superseded."""

from __future__ import annotations

from fastapi import Request

from api.access.roles import Actor
from api.answers import conflict
from api.changes import Change, change
from api.deps import engine_of, now_of, papers_of
from api.identity.cipher import Cipher
from api.passing import passing_folder
from api.problems import CHANGED, Problem
from api.publishing import prepare, store
from api.store import drafts, plans
from api.store.outcomes import settle
from api.store.tenancy import reading_as
from api.store.work_models import PlanRow
from planner.errors import PlanRefused


def approve(work: Change, row: PlanRow, two_persons: bool) -> None:
    """Mark a verified plan as approved.

    Raises
    ------
    Problem
        It is not verified, or the one who asked for it approves it where two persons are required.
    """
    if row.state != "verified":
        raise conflict("state", f"the plan is {row.state}; only a verified one can be approved")
    if two_persons and row.requested_by == work.actor.user_id:
        raise conflict("approved_by", "another person than the one who asked for the plan approves it")
    row.state, row.approved_by = "approved", work.actor.user_id
    row.version, row.updated_at = row.version + 1, work.now
    work.record("plan.approved", ("plan", row.plan_id))


def publish_made(request: Request, actor: Actor, row: PlanRow, cipher: Cipher) -> None:
    """Verify an approved plan again and make it the next version of its campaign's schedule, in one transaction.

    The plan in force until then is superseded.

    Raises
    ------
    Problem
        It is not approved, the verifier refuses it, or it changed meanwhile.
    """
    if row.state != "approved":
        raise conflict("state", f"the plan is {row.state}; only an approved one can be published")
    with passing_folder("publish") as folder:
        scenario, plan = folder / "scenario", folder / "plan"
        with reading_as(engine_of(request), actor) as session:
            plans.get_files(session, cipher, row.plan_id, plans.SCENARIO, scenario)
            plans.get_files(session, cipher, row.plan_id, plans.RESULT, plan)
        try:
            ready = prepare(scenario, plan, papers_of(request), now_of(request))
        except PlanRefused as error:
            raise conflict("receipt", str(error)) from error
    if ready.publication.receipt != row.receipt:
        raise conflict("receipt", "the kept files are not those that the verifier judged")
    with change(request, actor) as work:
        now_row = plans.get_plan(work.session, row.plan_id, lock=True)
        if now_row is None or now_row.version != row.version:
            raise Problem(CHANGED)
        # one publication of a campaign at a time: each supersedes the one that is in force when its turn comes
        drafts.get_draft(work.session, row.campaign_id, lock=True)
        former = plans.published_plan(work.session, row.campaign_id)
        if former is not None:
            former.state, former.version, former.updated_at = "superseded", former.version + 1, work.now
            work.session.flush()
        version = store(work.session, ready)
        now_row.state, now_row.schedule_id = "published", ready.publication.schedule_id
        now_row.version, now_row.updated_at = now_row.version + 1, work.now
        settled = settle(work.session, now_row, ready.publication.schedule_id, ready.plan, work.now)
        told = {"version": version, "requests_planned": settled.planned, "requests_reopened": settled.reopened}
        work.record("plan.published", ("plan", row.plan_id), told)
