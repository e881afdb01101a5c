"""Kept plans read for a comparison, and the comparison as the API tells it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy.orm import Session

from api import plan_forms as forms
from api.answers import conflict
from api.diff import PlanDiff
from api.identity.cipher import Cipher
from api.passing import passing_folder
from api.store import plans
from api.store.work_models import DraftRow, PlanRow
from api.views import local
from planner.domain.plan import Plan
from planner.units import LocalClock

NEEDED = frozenset({"cohorts", "trips", "stop_times", "loads", "manifest", "offers", "unserved"})


def made_plan(session: Session, cipher: Cipher, row: PlanRow) -> Plan:
    """The tables of a plan that a comparison needs.

    Raises
    ------
    Problem
        It is not made yet, or never was.
    """
    from planner.publish.tables import read_plan

    with passing_folder("diff") as folder:
        if not plans.get_files(session, cipher, row.plan_id, plans.RESULT, folder):
            raise conflict("state", f"plan {row.plan_id} is {row.state}; there is nothing to compare")
        return read_plan(folder, only=NEEDED)


def clock_of(draft: DraftRow) -> LocalClock:
    """Local time of a campaign."""
    campaign = draft.settings["campaign"]
    start, end = (date.fromisoformat(campaign[name]) for name in ("start", "end"))
    return LocalClock.of(campaign["timezone"], start, end)


def difference_view(plan_id: str, other: str, found: PlanDiff, clock: LocalClock) -> forms.Difference:
    """A comparison as the API tells it."""
    return forms.Difference(
        plan_id=plan_id,
        other=other,
        this_plan=forms.Figures(**asdict(found.before)),
        other_plan=forms.Figures(**asdict(found.after)),
        served=found.after.served - found.before.served,
        unserved=found.after.unserved - found.before.unserved,
        cost_cents=found.after.cost_cents - found.before.cost_cents,
        trips_added=list(found.added),
        trips_dropped=list(found.dropped),
        trips_moved=[
            forms.MovedTrip(
                trip_id=move.before, other_trip_id=move.after, what=list(move.what),
                depart_at=local(move.depart_before, clock), other_depart_at=local(move.depart_after, clock),
            )
            for move in found.moved
        ],
        people_same=found.people.same,
        people_moved=found.people.changed,
        people_gained=found.people.gained,
        people_lost=found.people.lost,
    )  # fmt: skip
