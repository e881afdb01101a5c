from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from planner.domain.plan import Plan
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.travel import travel_source

QUICK = PlanOptions(time_limit_s=5.0, seed=3, deterministic=True, iterations=500)


@cache
def planned(name: str) -> Plan:
    """A recipe, planned."""
    folder = Path(mkdtemp(prefix="release-")) / "scenario"
    build_scenario(name, None, 7, "lists", folder)
    scenario = read_scenario(folder)
    return plan_scenario(scenario, load_policy(scenario), travel_source(scenario), QUICK)


def sets_of(plan: Plan) -> dict[str, str]:
    """Blocking set of each cohort that was asked about."""
    return {f.subject: f.cites for f in plan.findings if f.code == "BLOCKED_BY"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sanxing-hubei", {"sealed"}),
        ("port-drivers", {"drivers"}),
        ("ceheng-funnel", {"eligibility"}),
        ("ninghai-lights", {"intake;eligibility"}),  # a red light closes the firm and its intake
    ],
)
def test_what_blocks_is_what_the_campaign_was_made_to_lack(name: str, wanted: set[str]) -> None:
    found = set(sets_of(planned(name)).values())
    assert found == wanted


def test_every_cohort_left_behind_is_asked_about_while_there_is_time() -> None:
    plan = planned("port-drivers")
    assert set(sets_of(plan)) == {row.cohort_id for row in plan.unserved}


def test_nobody_left_behind_needs_no_blocking_set() -> None:
    plan = planned("wannian-coach")
    assert not plan.unserved
    assert not [f for f in plan.findings if f.code in ("BLOCKED_BY", "BLOCKING_SETS")]
