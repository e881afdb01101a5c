"""The main path of a large campaign: match, divide, share out, plan the regions, plan what is left once more, join."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner import __version__
from planner.demand.cohorts import refused_workers
from planner.demand.eligibility import Funnel
from planner.demand.tiers import effective_tiers
from planner.domain.demand import HeatFlow
from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.matching import match_heat
from planner.optimise.wide_matching import match_widely
from planner.reference import priority_tiers
from planner.regions.allotment import allot
from planner.regions.division import MOST_PERSONS, Region, divide
from planner.regions.engines import Engine
from planner.regions.join import Rounds, joined
from planner.regions.leftover import leftover_of, may_go_again
from planner.regions.merge import Merger
from planner.regions.parts import part_of
from planner.regions.people import People
from planner.regions.survey import county_metres, survey
from planner.regions.task import Task, plan_packed, unpacked
from planner.run_clock import RunClock
from planner.travel import travel_source
from planner.travel.ground import lay_ground, with_places

MATCHED_WHOLE = 2_000_000
"""Pairs of heat and demand rows up to which every county is weighed against every site."""
SEARCH_SHARE, AGAIN_SHARE = 0.65, 0.05
"""Shares of the time limit for planning the regions, and for the second round; the rest is for joining, writing and
verifying the whole."""
LEAST_S = 2.0
"""Time limit of a region at least."""


@dataclass(frozen=True, slots=True)
class Dividing:
    """How to divide.

    Attributes
    ----------
    most : int
        Persons of a region.
    again : bool
        Whether those left behind are planned once more with what all regions left over.
    """

    most: int = MOST_PERSONS
    again: bool = True


def plan_by_regions(scenario: Scenario, policy: Policy, engine: Engine, dividing: Dividing, clock: RunClock) -> Plan:
    """Plan a campaign of any size region by region; the plan is one of the whole scenario.

    It is not verified yet; ``planner.verify`` judges it from the files, as any other. The clock's time limit is that
    of the whole run, its iterations those of each region.

    Raises
    ------
    EngineError
        The processes that plan the regions cannot be reached or are gone.
    """
    rounds = _Rounds(policy, engine, dividing, clock)
    with clock.stage("matching"):
        flows = matched(scenario, policy)
    with clock.stage("regions"):
        regions, plans = rounds.plan_all(scenario, flows, SEARCH_SHARE)
    with clock.stage("again"):
        merged, again = Merger(scenario), list[Plan]()
        for plan in plans:
            merged.add(plan, may_go_again(scenario, plan) if dividing.again else lambda _: False)
        rest = leftover_of(scenario, plans, merged)
        if dividing.again and rest.persons:
            _, again = rounds.plan_all(rest.scenario, rest.flows, AGAIN_SHARE)
        for plan in again:
            merged.add(plan)
    with clock.stage("joining"):
        whole = joined(scenario, policy, merged, Rounds(regions, dividing.most, rest.persons, again))
    return _named(whole, scenario, clock)


def matched(scenario: Scenario, policy: Policy) -> tuple[HeatFlow, ...]:
    """Heat matched with demand over the whole campaign, in broad strokes where it is too large."""
    if not scenario.heat or not scenario.demand:
        return ()
    tiers, funnel = effective_tiers(scenario.enterprises, priority_tiers()), Funnel(scenario, policy)
    closed, refused = funnel.closed_firms(), refused_workers(scenario, funnel)
    if len(scenario.heat) * len(scenario.demand) <= MATCHED_WHOLE:
        placed = with_places(scenario)
        ground = lay_ground(placed, policy, travel_source(placed))
        return match_heat(placed, ground, tiers, closed, refused)
    metres = county_metres(travel_source(replace(scenario, sites=(), fleets=())))
    return match_widely(scenario, metres, tiers, closed, refused)


def _named(whole: Plan, scenario: Scenario, clock: RunClock) -> Plan:
    """The plan with its id, seed and timings."""
    search = clock.options
    seed_text = f"{scenario.sha256}:{search.seed}:{__version__}:{time.time_ns()}"
    return replace(
        whole,
        plan_id=hashlib.sha256(seed_text.encode()).hexdigest()[:16],
        seed=search.seed,
        stopped_by="cancelled" if search.stopped() else "iterations" if search.deterministic else "time_limit",
        timings=dict(clock.timings),
    )


class _Rounds:
    """Rounds of planning on one engine, and how many have a seat so far."""

    def __init__(self, policy: Policy, engine: Engine, dividing: Dividing, clock: RunClock) -> None:
        self._policy, self._engine, self._dividing, self._clock = policy, engine, dividing, clock
        self._served = 0

    def plan_all(
        self, scenario: Scenario, flows: Sequence[HeatFlow], share: float
    ) -> tuple[tuple[Region, ...], list[Plan]]:
        """Every region's plan, in the order of the regions; ``share``: part of the time limit for all of them."""
        people = People.of(scenario, flows)
        regions = divide(people.persons(), self._dividing.most)
        if not regions:
            return (), []
        found = survey(scenario, self._policy, people, regions)
        shares = allot(scenario, self._policy, regions, found, people.sites(scenario, regions))
        total_s = self._clock.options.time_limit_s * share * self._engine.workers
        persons = sum(region.persons for region in regions)
        tasks = (
            self._task(*part_of(scenario, people, region, own), total_s * region.persons / persons)
            for region, own in zip(regions, shares, strict=True)
        )
        plans: dict[int, Plan] = {}
        for number, packed in self._engine.run(plan_packed, tasks):
            plans[number] = unpacked(packed)
            self._served += sum(load.persons for load in plans[number].loads if load.leg_seq == 1)
            message = f"{len(plans)} of {len(regions)} regions, {self._served} persons served"
            self._clock.report(Progress("regions", len(plans) / len(regions), message=message))
        return regions, [plans[number] for number in range(len(regions))]

    def _task(self, scenario: Scenario, flows: tuple[HeatFlow, ...], limit_s: float) -> bytes:
        """A region's task; once somebody asks to stop, the rest get the least time."""
        search = self._clock.options
        limit_s = LEAST_S if search.stopped() else max(LEAST_S, limit_s)
        return Task(scenario, flows, limit_s, search.seed, 1, search.deterministic, search.iterations).packed()
