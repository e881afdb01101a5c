"""How many can arrive by each day: bounds of the campaign, beside what the plan brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.demand.cohorts import CohortBook, Urgency
from planner.demand.eligibility import FUNNEL_RULE
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


NOT_BOUNDED = Arriving((), ())
"""Of a plan for which no bounds are proven."""


def bound_arrivals(
    scenario: Scenario, policy: Policy, ground: Ground, book: CohortBook, tables: Tables
) -> Arriving:
    """Bound the arrivals of every day of a campaign and lay the plan beside them."""
    refused = {key for key, refusal in book.refusals.items() if refusal.rule == FUNNEL_RULE}
    going = [cohort for cohort in book.cohorts if cohort.cohort_id not in refused]
    facts = Facts.of(
        scenario, policy, {place.place_id: place for place in ground.places}, persons_of_sites(book.cohorts)
    )
    bounds = prove_arrivals(facts, kin_of(scenario, going, Urgency.of(scenario, {}).due))
    clock = scenario.campaign.clock
    arrivals: Sequence[tuple[int, int]] = [
        (clock.day(journey.arrive_at), journey.persons) for journey in journeys_of(book.cohorts, tables)
    ]
    return Arriving(bounds, arrival_findings(bounds, arrivals, sum(cohort.persons for cohort in going)))
