"""The plan put together: counts, objective, reasons, findings and the rows of every table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.demand.cohorts import CohortBook
from planner.demand.eligibility import FUNNEL_RULE, Refusal
from planner.domain.demand import Cohort
from planner.domain.plan import Finding, ObjectiveLevel, Residual, Seat, Unserved
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.explain.findings import findings_of
from planner.explain.funnel import funnel_findings
from planner.explain.least_means import Rows, least_means
from planner.explain.quarantine import release_findings
from planner.explain.reasons import Cause, cause, residual_rows, unserved_rows
from planner.objective import cost_shares, is_bounded, objective_levels, tier_of
from planner.schedule.seats import Names
from planner.schedule.tables import Tables


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything about people and value that the tables of trips do not hold."""

    tables: Tables
    manifest: tuple[Seat, ...]
    unserved: tuple[Unserved, ...]
    residuals: tuple[Residual, ...]
    findings: tuple[Finding, ...]
    objective: tuple[ObjectiveLevel, ...]
    cost_shares: Mapping[str, int]
    refused: Mapping[int, int]
    """Persons refused by the funnel, by tier: behind in every plan."""

    @property
    def levels_of_eligible(self) -> tuple[ObjectiveLevel, ...]:
        """The levels that bounds are proven for, over those who may travel."""
        return tuple(
            ObjectiveLevel(level.name, level.value - self.refused_of(level), level.unit)
            for level in self.objective
            if is_bounded(level)
        )

    def refused_of(self, level: ObjectiveLevel) -> int:
        """Persons of a level who are behind in every plan."""
        tier = tier_of(level)
        return 0 if tier is None else self.refused.get(tier, 0)


def rows_of(cohorts: Sequence[Cohort], tables: Tables) -> dict[str, Any]:
    """Rows of a plan, by its field, that are known before anybody has a seat."""
    return {
        "cohorts": tuple(cohorts),
        "trips": tuple(tables.trips),
        "stop_times": tuple(sorted(tables.stop_times, key=lambda row: (row.trip_id, row.seq))),
        "paths": tuple(tables.paths),
        "shapes": tuple(tables.shapes),
        "loads": tuple(tables.loads),
        "dwells": tuple(tables.dwells),
        "offers": tuple(tables.offers),
        "duties": tuple(tables.duties),
        "driver_duties": tuple(tables.driver_duties),
        "escort_duties": tuple(tables.escort_duties),
        "reservations": tuple(tables.reservations),
    }


def means_of(scenario: Scenario, policy: Policy, tables: Tables) -> tuple[Finding, ...]:
    """What the tables of a plan use of all means, beside the least that they need."""
    t = tables
    return least_means(scenario, policy, Rows(t.trips, t.stop_times, t.loads, t.duties, t.escort_duties, t.offers))


def assemble(
    scenario: Scenario,
    policy: Policy,
    book: CohortBook,
    eligible: Sequence[Cohort],
    tables: Tables,
    names: Names,
    causes: Mapping[str, Sequence[tuple[int, Cause]]],
) -> Outcome:
    """Count who is served, say why the others are not, and value the plan."""
    served: dict[str, int] = defaultdict(int)
    for load in tables.loads:
        if load.leg_seq == 1:
            served[load.cohort_id] += load.persons
    refused = {key: cause_of_refusal(refusal) for key, refusal in book.refusals.items()}
    persons = {cohort.cohort_id: cohort.persons for cohort in book.cohorts}
    refusals = {key: ((persons[key], why),) for key, why in refused.items()}
    left = dict(names.left) | {c.cohort_id: c.worker_ids for c in book.cohorts if c.cohort_id in book.refusals}
    unserved = unserved_rows(policy, book.cohorts, served, left, {**causes, **refusals})
    return Outcome(
        tables,
        names.manifest,
        unserved,
        residual_rows(book.cohorts, unserved),
        (
            *funnel_findings(book.cohorts, refused),
            *findings_of(scenario, policy, eligible, tables.trips),
            *release_findings(scenario, tables.dwells),
            *means_of(scenario, policy, tables),
        ),
        objective_levels(scenario, policy, book.cohorts, tables),
        cost_shares(scenario, policy, tables),
        _refused_by_tier(book),
    )


def cause_of_refusal(refusal: Refusal) -> Cause:
    """A funnel refusal as a cause."""
    return cause(refusal.reason, refusal.detail, refusal.blocking_id, refusal.rule_version)


def _refused_by_tier(book: CohortBook) -> dict[int, int]:
    """Persons whom the rule of eligibility keeps back; missed promises are no proof that they stay in every plan."""
    refused: dict[int, int] = defaultdict(int)
    for cohort in book.cohorts:
        refusal = book.refusals.get(cohort.cohort_id)
        if refusal is not None and refusal.rule == FUNNEL_RULE:
            refused[cohort.tier] += cohort.persons
    return dict(refused)
