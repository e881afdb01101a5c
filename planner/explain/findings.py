"""What binds and what cannot be, said with the figures that prove it by hand."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.demand import Cohort
from planner.domain.place import Level
from planner.domain.plan import Finding, Trip
from planner.domain.rule import Policy, scope_of
from planner.domain.scenario import Scenario
from planner.domain.service import Mode

NOT_YET = {
    "no_shows": "no-show rates are not applied in this version",
    "pins": "pins hold nothing by themselves; plan with --keep PLAN (by API: keep) to keep what they name in that plan",
}
ENFORCED_CAPACITIES = frozenset({"permit", "intake", "test", "quarantine", "crew_bed", "gate"})


def findings_of(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], trips: Sequence[Trip]
) -> tuple[Finding, ...]:
    """All findings of a plan.

    Parameters
    ----------
    cohorts : sequence of Cohort
        Those that may travel.
    """
    return (*_one_wave(scenario, policy, cohorts), *_permits(scenario, policy, trips), *_not_applied(scenario))


def _one_wave(scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort]) -> list[Finding]:
    """Whether every coach running once could carry everyone: a ceiling that needs no solver."""
    if not scenario.fleets or not cohorts:
        return []
    rules = policy.at(scenario.campaign.start_at)
    county = {site.site_id: site.adcode for site in scenario.sites}
    scopes = {scope_of((cohort.origin_adcode, county[cohort.site_id])) for cohort in cohorts}
    seats = 0
    for fleet in scenario.fleets:
        usable = (
            rules.usable_seats(Mode.COACH.value, scope, Level.LOW, fleet.seats, fleet.seat_rows) for scope in scopes
        )
        seats += fleet.count * max(usable)
    persons, coaches = sum(cohort.persons for cohort in cohorts), sum(f.count for f in scenario.fleets)
    if seats >= persons:
        return []
    single = all(fleet.max_trips == 1 for fleet in scenario.fleets)
    message = f"{coaches} coaches running once hold {seats} usable seats; {persons} persons need {persons - seats} more"
    code = "ONE_WAVE_IMPOSSIBLE" if single else "ONE_WAVE_TOO_SMALL"
    return [Finding(code, "coaches", str(persons), str(seats), "persons", rules.version, message)]


def _permits(scenario: Scenario, policy: Policy, trips: Sequence[Trip]) -> list[Finding]:
    """Permits asked for beside permits issued, where an office limits them."""
    rules = policy.at(scenario.campaign.start_at)
    issued = sum(row.amount for row in scenario.capacities if row.kind == "permit")
    if not rules.permit_required or not issued:
        return []
    used = sum(trip.permit_no is not None for trip in trips)
    days = len({row.day for row in scenario.capacities if row.kind == "permit"})
    message = f"{used} of {issued} permits on {days} days are used"
    return [Finding("PERMITS", "permits", str(used), str(issued), "permits", rules.version, message)]


def _not_applied(scenario: Scenario) -> list[Finding]:
    """Input that was read and checked but not planned with, so that nobody relies on it."""
    found = [
        Finding("NOT_APPLIED", table, str(len(getattr(scenario, table))), "0", "rows", "", text)
        for table, text in NOT_YET.items()
        if getattr(scenario, table)
    ]
    kinds = sorted({row.kind for row in scenario.capacities} - ENFORCED_CAPACITIES)
    found += [
        Finding("NOT_APPLIED", f"capacities:{kind}", "", "", "rows", "", f"{kind} capacities are not applied yet")
        for kind in kinds
    ]
    return found
