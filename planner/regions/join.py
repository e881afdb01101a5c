"""The whole plan from merged tables: value, reasons, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner import __version__
from planner.domain.plan import Finding, Plan, Status, Unserved
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.explain.findings import findings_of
from planner.explain.funnel import funnel_findings
from planner.explain.quarantine import release_findings
from planner.explain.reasons import FUNNEL, Cause, residual_rows
from planner.objective import cost_shares, objective_levels
from planner.reference import reasons
from planner.regions.division import Region
from planner.regions.merge import Merger


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the rounds did: regions of the first, persons given to the second, and its plans."""

    regions: Sequence[Region]
    most: int
    left: int
    again: Sequence[Plan]


def joined(scenario: Scenario, policy: Policy, merged: Merger, rounds: Rounds) -> Plan:
    """The plan of the whole scenario, without id, seed and timings."""
    tables = merged.tables
    tables.offers = list(merged.offers())
    tables.trips.sort(key=lambda trip: (trip.depart_at, trip.trip_id))
    cohorts, unserved = tuple(merged.cohorts), tuple(merged.unserved)
    refused = _refused(unserved)
    eligible = [cohort for cohort in cohorts if cohort.cohort_id not in refused]
    return Plan(
        plan_id="",
        scenario_sha256=scenario.sha256,
        code_version=__version__,
        seed=0,
        status=Status.FEASIBLE,
        stopped_by="",
        rule_versions=tuple(sorted({trip.rule_version for trip in tables.trips})),
        objective=objective_levels(scenario, policy, cohorts, tables),
        cost_shares=cost_shares(scenario, policy, tables),
        findings=(
            *funnel_findings(cohorts, refused),
            *findings_of(scenario, policy, eligible, tables.trips),
            *release_findings(scenario, tables.dwells),
            _regions_finding(rounds),
        ),
        cohorts=cohorts,
        trips=tuple(tables.trips),
        stop_times=tuple(sorted(tables.stop_times, key=lambda row: (row.trip_id, row.seq))),
        paths=tuple(tables.paths),
        shapes=tuple(tables.shapes),
        loads=tuple(tables.loads),
        manifest=tuple(merged.manifest),
        dwells=tuple(tables.dwells),
        offers=tuple(tables.offers),
        unserved=unserved,
        residuals=residual_rows(cohorts, unserved),
        duties=tuple(tables.duties),
        driver_duties=tuple(tables.driver_duties),
        escort_duties=tuple(tables.escort_duties),
        reservations=tuple(tables.reservations),
    )


def _refused(unserved: Sequence[Unserved]) -> dict[str, Cause]:
    """Causes of the cohorts that the funnel keeps back."""
    return {
        row.cohort_id: Cause(row.reason, row.detail, rule=row.rule, rule_version=row.rule_version)
        for row in unserved
        if reasons()[row.reason].stage == FUNNEL
    }


def _regions_finding(rounds: Rounds) -> Finding:
    """How the campaign was divided, and what the second round gained."""
    served = sum(load.persons for plan in rounds.again for load in plan.loads if load.leg_seq == 1)
    message = (
        f"planned in {len(rounds.regions)} regions of about {rounds.most} persons at most; a second round with what "
        f"they left over seated {served} of {rounds.left} persons"
    )
    return Finding("REGIONS", "regions", str(len(rounds.regions)), str(rounds.most), "persons", "", message)


