"""Where the plan of a run stands: every plan put there is whole, verified and no worse than the one before it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.domain.limits import Incumbent
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.judge import Hearing, Judge
from planner.publish.atomic import checked_place, put_in_place, to_disk
from planner.publish.contracts import PLAN_FILE
from planner.publish.documents import timings_document
from planner.publish.receipt import seal_plan
from planner.publish.tables import read_plan, write_early, write_files
from planner.run_clock import RunClock
from planner.second_core import Aside
from planner.units import LocalClock

SHOWN = frozenset({"cohorts", "trips", "loads", "offers", "unserved", "residuals"})
"""Tables of a plan that its figures are counted from."""


class Draft:
    """A folder in which a plan is written before the judge, who hears of each file once it is whole.

    Parameters
    ----------
    hearing : Hearing
        Of the plan in ``folder``.
    forks : bool
        Whether another process may write what is known early.
    """

    def __init__(self, folder: Path, hearing: Hearing, forks: bool) -> None:
        self.folder, self.hearing, self._forks = folder, hearing, forks
        self._early: Aside[tuple[str, ...]] | None = None

    def begin(self, clock: LocalClock, rows: Mapping[str, Sequence[Any]]) -> None:
        """Have the rows written, by field of ``Plan``, that are known before anybody has a seat."""
        if self._forks:
            self._early = Aside(lambda: write_early(rows, clock, self.folder, self.hearing.written))

    def finish(self, plan: Plan, scenario: Scenario) -> None:
        """Write the rest of a plan; all of it where no process has begun, or the one that had is lost."""
        write_files(plan, scenario, self.folder, self.hearing.written, self._done)

    def _done(self) -> tuple[str, ...]:
        return (self._early and self._early.answer()) or ()

    def stop(self) -> None:
        """Let the other process go."""
        if self._early is not None:
            self._early.stop()


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan written into a draft folder, with the verdict in it; ``incumbent`` where nothing is violated."""

    plan: Plan
    draft: Path
    incumbent: Incumbent | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A place for plans of one scenario, and a folder beside it for drafts.

    Attributes
    ----------
    before : str or None
        Identifier of the verified plan that stood here before the run.
    bench : Judge
        Who judges the plans.
    """

    scenario: Scenario
    out: Path
    drafts: Path
    before: str | None
    bench: Judge

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new folder for a plan, and its hearing."""
        folder = Path(tempfile.mkdtemp(dir=self.drafts)) / self.out.name
        folder.mkdir()
        folder.chmod(0o755)
        draft = Draft(folder, self.bench.hear(folder), self.bench.aside)
        try:
            yield draft
        finally:
            draft.stop()

    def judge(self, plan: Plan, clock: RunClock, draft: Draft | None = None) -> Judged:
        """Write a plan into a draft folder, let the verifier judge it, and seal the folder with its verdict.

        Parameters
        ----------
        draft : Draft, optional
            Where this plan was begun with; by default a new one.
        """
        if draft is None:
            with self.draft() as new:
                return self.judge(plan, clock, new)
        with clock.stage("write"):
            draft.finish(plan, self.scenario)
        with clock.stage("verify"):
            broken = draft.hearing.verdict()
        stood = None if broken else Incumbent(round(clock.elapsed_s(), 3), served_by_tier(plan), cost_of(plan))
        trail = clock.incumbents if stood is None else _followed(clock.incumbents, stood)
        first = {"first_plan_s": trail[0].seconds} if trail else {}
        plan = replace(plan, timings={**clock.timings, **first}, trail=trail, violations=broken)
        digest = seal_plan(draft.folder, broken, timings_document(plan))
        return Judged(replace(plan, receipt=digest), draft.folder, stood)

    def put(self, judged: Judged) -> None:
        """Put a plan in its place, in one step."""
        to_disk(judged.draft)
        put_in_place(judged.draft, self.out)

    def is_new(self) -> bool:
        """Whether a verified plan of this run stands in its place."""
        return _receipted(self.out) not in (None, self.before)

    def standing(self) -> Plan:
        """The plan in its place, without the tables that only travellers and crews need."""
        return read_plan(self.out, self.scenario.campaign.clock, SHOWN)


@contextmanager
def shelf(scenario: Scenario, out: Path, bench: Judge) -> Iterator[Shelf]:
    """A shelf at ``out``; drafts that were not put in place are gone afterwards.

    Raises
    ------
    BadPlanFolder
        ``out`` holds something that is not a plan.
    """
    out = checked_place(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    drafts = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".writing", dir=out.parent))
    try:
        yield Shelf(scenario, out, drafts, _receipted(out), bench)
    finally:
        shutil.rmtree(drafts, ignore_errors=True)


def _receipted(folder: Path) -> str | None:
    """Identifier of the plan in a folder, where it has a receipt."""
    try:
        head = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
        return str(head["plan_id"]) if head["receipt"] else None
    except (FileNotFoundError, KeyError, ValueError):
        return None


def _followed(trail: tuple[Incumbent, ...], stood: Incumbent) -> tuple[Incumbent, ...]:
    """The trail with one more plan, unless it is the last one over again, now with bounds."""
    same = trail and (trail[-1].served, trail[-1].cost_cents) == (stood.served, stood.cost_cents)
    return trail if same else (*trail, stood)


def rank(plan: Plan) -> tuple[int, ...]:
    """Levels of the objective in strict order, all minimised: of two plans the one with the lesser rank is better."""
    return tuple(level.value for level in plan.objective)


def cost_of(plan: Plan) -> int:
    """Cost of a plan, fen."""
    return next(level.value for level in plan.objective if level.name == "cost")


def served_by_tier(plan: Plan) -> tuple[int, ...]:
    """Persons who travel, by tier."""
    tier_of = {cohort.cohort_id: cohort.tier for cohort in plan.cohorts}
    served = Counter(dict.fromkeys(range(1 + max(tier_of.values(), default=0)), 0))
    for load in plan.loads:
        if load.leg_seq == 1:
            served[tier_of[load.cohort_id]] += load.persons
    return tuple(served[tier] for tier in sorted(served))
