"""One whole run from files to files: read, plan, verify, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.anytime import Anytime
from planner.collector import collector_paused
from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.violation import Violation
from planner.errors import NoPlan
from planner.ingest import read_scenario
from planner.judge import judge_of
from planner.keeping.kept import read_kept
from planner.keeping.today import require_lawful
from planner.options import PlanOptions
from planner.pipeline import UNPROVEN, Prepared, plan_of, prepare, prove, search, settle, settle_kept
from planner.policy import load_policy
from planner.run_clock import RunClock
from planner.shelf import Shelf, shelf
from planner.signals import TimeUp, hard_end
from planner.travel import travel_source

OVER_SHARE = 0.03
"""Share of the time limit after which a run with a verified plan is ended, whatever it is doing."""
GRACE_S = 120.0
"""Seconds after the time limit that a run without any plan may still go on for: it goes the shortest way by then, and
where machine code is not compiled yet even that takes long."""


def make_plan(
    scenario_path: Path,
    out: Path,
    options: PlanOptions,
    progress: Callable[[Progress], None],
    pack: str | None = None,
    keep: Path | None = None,
) -> tuple[Plan, tuple[Violation, ...]]:
    """Plan a scenario, let the verifier judge the written plan, and put it at ``out`` with its verdict.

    Verified plans on the way are put there too, each replaced by a better one in one step; not in deterministic mode,
    where no clock decides. When the run is ended early, by its hard end or ``KeyboardInterrupt``, the best one counts.

    Parameters
    ----------
    scenario_path : Path
        Folder or workbook.
    pack : str, optional
        Rule pack instead of the scenario's own.
    keep : Path, optional
        Folder of a verified plan: what the scenario's pins name in it stays as it is there. No bounds are proven.

    Returns
    -------
    tuple
        The plan at ``out``, with a receipt where nothing is violated, and the violations. Of a plan that was not
        the last one made, the tables that only travellers and crews need stay unread.

    Raises
    ------
    BadInput, BadPolicy, TravelError
        The scenario, its rule pack, its travel source or one of its pins cannot be used.
    BadPlanFolder
        ``out`` holds something that is not a plan, or ``keep`` no verified one.
    NoPlan
        The time was over before there was any plan, or kept trips cannot run today.
    """
    clock = RunClock(options if keep is None else replace(options, bounds=False), progress)
    with judge_of(scenario_path, options.threads) as bench, collector_paused():
        with clock.stage("read"):
            scenario = read_scenario(scenario_path)
            scenario = scenario if pack is None else replace(scenario, policy_pack=pack)
            policy, travel = load_policy(scenario), travel_source(scenario)
            kept = None if keep is None else read_kept(keep, scenario.pins, scenario.campaign.clock)
        with shelf(scenario, out, bench) as place:

            def prepared() -> Prepared:
                found = prepare(scenario, policy, travel, clock, kept=kept)
                _require_lawful(found, clock, place)
                return found

            plan = _once(prepared(), clock, place) if options.deterministic else _until_the_end(prepared, clock, place)
    return plan, plan.violations


def _require_lawful(prepared: Prepared, clock: RunClock, place: Shelf) -> None:
    """Have the verifier judge kept trips by themselves before anything is planned beside them."""
    if prepared.kept is None:
        return
    with clock.stage("keeping"):
        plan = plan_of(prepared, settle_kept(prepared, prepared.kept), UNPROVEN, clock)
        require_lawful(prepared.kept, place.judge(plan, clock.quiet()).plan.violations)


def _once(prepared: Prepared, clock: RunClock, place: Shelf) -> Plan:
    """One search, one plan."""
    outcome = settle(prepared, search(prepared, clock), clock)
    judged = place.judge(plan_of(prepared, outcome, prove(prepared, outcome, clock), clock), clock)
    place.put(judged)
    return judged.plan


def _until_the_end(prepared: Callable[[], Prepared], clock: RunClock, place: Shelf) -> Plan:
    """Better plans until the time is over or somebody ends it; the one that then stands in its place."""
    over_s = clock.options.time_limit_s * OVER_SHARE

    def left_s() -> float:
        return clock.left_s() + (over_s if place.is_new() else GRACE_S)

    try:
        with hard_end(left_s):
            return Anytime(prepared(), clock, place).run(left_s)
    except (TimeUp, KeyboardInterrupt) as end:
        if place.is_new():
            return place.standing()
        if isinstance(end, KeyboardInterrupt):
            raise
        steps = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in clock.timings.items())
        raise NoPlan(
            f"no_solution_in_time: no plan was verified within {clock.options.time_limit_s:g} s and {GRACE_S:g} s more "
            f"(done: {steps or 'nothing'}); give it more time"
        ) from None
