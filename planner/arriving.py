"""How many can arrive by each day: bounds of the campaign, beside what the plan brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.demand.cohorts import CohortBook, Urgency
from planner.demand.eligibility import FUNNEL_RULE
from planner.domain.demand import Cohort
from planner.domain.plan import Finding
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground
from planner.explain.arrivals import arrival_findings
from planner.objective import journeys_of
from planner.optimise.arrivals import METHOD, ArrivalBound, prove_arrivals
from planner.optimise.arrivals.facts import Facts
from planner.optimise.arrivals.people import kin_of
from planner.schedule.tables import Tables
from planner.schedule.world import persons_of_sites


@dataclass(frozen=True, slots=True)
class Arriving:
    """Bounds by day, and what to tell of them."""

    bounds: tuple[ArrivalBound, ...]
    findings: tuple[Finding, ...]

    @property
    def proof(self) -> Mapping[str, object]:
        """Part of ``bound.json`` that a checker repeats; nothing where nothing is bounded."""
        days = [bound.proof() for bound in self.bounds]
        return {"arrivals": {"method": METHOD, "days": days}} if days else {}


def bound_arrivals(
    scenario: Scenario, policy: Policy, ground: Ground, book: CohortBook
) -> tuple[ArrivalBound, ...]:
    """Bound the arrivals of every day of a campaign, whatever the plan."""
    facts = Facts.of(
        scenario, policy, {place.place_id: place for place in ground.places}, persons_of_sites(book.cohorts)
    )
    return prove_arrivals(facts, kin_of(scenario, _going(book), Urgency.of(scenario, {}).due))


def arriving(
    scenario: Scenario, book: CohortBook, tables: Tables, bounds: tuple[ArrivalBound, ...]
) -> Arriving:
    """Lay a plan beside what is proven of its campaign; nothing is told where nothing is bounded."""
    if not bounds:
        return Arriving((), ())
    clock = scenario.campaign.clock
    arrivals: Sequence[tuple[int, int]] = [
        (clock.day(journey.arrive_at), journey.persons) for journey in journeys_of(book.cohorts, tables)
    ]
    return Arriving(bounds, arrival_findings(bounds, arrivals, sum(cohort.persons for cohort in _going(book))))


def _going(book: CohortBook) -> list[Cohort]:
    """Cohorts that the rule of eligibility lets travel."""
    refused = {key for key, refusal in book.refusals.items() if refusal.rule == FUNNEL_RULE}
    return [cohort for cohort in book.cohorts if cohort.cohort_id not in refused]
