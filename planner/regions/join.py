"""The whole plan from merged tables: value, reasons, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from planner.outcome import means_of, rows_of
from planner.reference import reasons
from planner.regions.division import Region
from planner.regions.merge import Merger

PRICES_SHOWN = 5
"""Services whose price of a seat is told."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the rounds did.

    Attributes
    ----------
    regions : sequence of Region
        Those of the first round; ``most``: persons that each was to have at most.
    left, seated : int
        Persons given to the second round, and how many of them it seated.
    prices : mapping
        Service id → fen at which its seats were shared out between the regions of the first round.
    """

    regions: Sequence[Region]
    most: int
    left: int
    seated: int
    prices: Mapping[str, int]


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
            *means_of(scenario, policy, tables),
            _regions_finding(rounds),
            *_price_findings(rounds.prices),
        ),
        manifest=tuple(merged.manifest),
        unserved=unserved,
        residuals=residual_rows(cohorts, unserved),
        **rows_of(cohorts, tables),
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
    message = (
        f"planned in {len(rounds.regions)} regions of about {rounds.most} persons at most; a second round with what "
        f"they left over seated {rounds.seated} of {rounds.left} persons"
    )
    return Finding("REGIONS", "regions", str(len(rounds.regions)), str(rounds.most), "persons", "", message)


def _price_findings(prices: Mapping[str, int]) -> list[Finding]:
    """The services whose seats most is saved by."""
    dearest = sorted((item for item in prices.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))
    return [
        Finding(
            "SEAT_PRICE", service_id, str(cents), "", "fen", "",
            f"a seat of {service_id} went where it saves {cents / 100:.0f} yuan or more by likely prices: one more "
            "would be worth as much",
        )
        for service_id, cents in dearest[:PRICES_SHOWN]
    ]  # fmt: skip
