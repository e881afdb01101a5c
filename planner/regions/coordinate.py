"""The main path of a large campaign: match, divide, share out, plan the regions, plan what is left once more, join."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
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
from planner.regions.allotment import Allotment, allot
from planner.regions.division import MOST_PERSONS, Region, divide
from planner.regions.engines import Crew, Engine
from planner.regions.join import Rounds, joined
from planner.regions.leftover import Behind
from planner.regions.merge import Merger
from planner.regions.parts import part_of
from planner.regions.people import People
from planner.regions.survey import county_metres, survey
from planner.regions.task import Task, plan_packed, unpacked
from planner.regions.turns import Turns
from planner.regions.warming import warm_task
from planner.run_clock import RunClock
from planner.travel import travel_source
from planner.travel.ground import lay_ground, with_places

MATCHED_WHOLE = 2_000_000
"""Pairs of heat and demand rows up to which every county is weighed against every site."""
AGAIN_SHARE = 0.08
"""Share of the time for planning that is kept for the second round."""
AFTER_PER_PERSON_S = 0.00016
"""Time kept for joining, writing and verifying the whole (measured: see decision 0012)."""


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
    with ExitStack() as stack:
        with clock.stage("engine"):
            crew = stack.enter_context(engine.crew())
            # its processes load code and data while heat is matched and shared things are given out here
            crew.warm(plan_packed, warm_task(scenario, policy).packed())
        return _planned(scenario, policy, dividing, _Rounds(policy, crew, dividing, clock), clock)


def _planned(scenario: Scenario, policy: Policy, dividing: Dividing, rounds: _Rounds, clock: RunClock) -> Plan:
    """Match, two rounds, join."""
    with clock.stage("matching"):
        flows = matched(scenario, policy)
    merged, behind = Merger(scenario), Behind(scenario, dividing.again)
    end_s = clock.options.time_limit_s - AFTER_PER_PERSON_S * (len(scenario.workers) + sum(f.persons for f in flows))
    with clock.stage("regions"):
        first_s = end_s - AGAIN_SHARE * max(0.0, end_s - clock.elapsed_s())
        regions = rounds.plan_all(scenario, flows, first_s, lambda plan: merged.add(plan, behind.take(plan)))
    before, prices = rounds.served, rounds.prices
    with clock.stage("again"):
        rest = behind.leftover(merged)
        if rest.persons:
            rounds.plan_all(rest.scenario, rest.flows, end_s, merged.add)
    with clock.stage("joining"):
        found = Rounds(regions, dividing.most, rest.persons, rounds.served - before, prices)
        whole = joined(scenario, policy, merged, found)
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
    return match_widely(scenario, metres, tiers, closed, refused, _longest_s(policy))


def _longest_s(policy: Policy) -> int | None:
    """Longest ride of a direct coach under the mildest rule set; ``None``: any."""
    limits = [rules.times.longest_s(direct=True) for rules in policy.rulesets]
    return max((limit for limit in limits if limit is not None), default=None) if None not in limits else None


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
    """Rounds of planning by one crew.

    ``served``: how many have a seat so far; ``prices``: those of the last round, see ``Rounds.prices``.
    """

    def __init__(self, policy: Policy, crew: Crew, dividing: Dividing, clock: RunClock) -> None:
        self._policy, self._crew, self._dividing, self._clock = policy, crew, dividing, clock
        self.served = 0
        self.prices: dict[str, int] = {}

    def plan_all(
        self, scenario: Scenario, flows: Sequence[HeatFlow], end_s: float, take: Callable[[Plan], None]
    ) -> tuple[Region, ...]:
        """Plan every region, those with most persons first; ``take`` gets the plans in that order.

        Parameters
        ----------
        end_s : float
            When the round should be over, on the run's clock.
        """
        people = People.of(scenario, flows)
        regions = divide(people.persons(), self._dividing.most, people.sites_of_atoms(scenario))
        if not regions:
            return ()
        found = survey(scenario, self._policy, people, regions)
        offered = scenario.services
        self.prices = {offered[n].service_id: round(cents) for n, cents in found.shares.prices.items()}
        shares = allot(scenario, self._policy, regions, found, people.sites(scenario, regions))
        # the largest first: a large one at the end would keep one process at work alone
        queue = sorted(zip(regions, shares, strict=True), key=lambda pair: -pair[0].persons)
        # kept packed until those before them are in: packed plans are a tenth of the size
        waiting: dict[int, bytes] = {}
        taken = 0
        for number, packed in self._crew.run(plan_packed, self._tasks(scenario, people, queue, end_s)):
            waiting[number] = packed
            while taken in waiting:
                plan = unpacked(waiting.pop(taken))
                self.served += sum(load.persons for load in plan.loads if load.leg_seq == 1)
                take(plan)
                taken += 1
            message = f"{taken + len(waiting)} of {len(regions)} regions, {self.served} persons served"
            self._clock.report(Progress("regions", (taken + len(waiting)) / len(regions), message=message))
        return regions

    def _tasks(
        self,
        scenario: Scenario,
        people: People,
        queue: Sequence[tuple[Region, Allotment]],
        end_s: float,
    ) -> Iterator[bytes]:
        """Tasks of the regions, each with its part of the time that is left when it is given out."""
        search = self._clock.options
        turns = Turns(self._crew.workers, end_s, sum(region.persons for region, _ in queue))
        for region, own in queue:
            part, mine = part_of(scenario, people, region, own)
            limit_s = turns.next(region.persons, end_s if search.stopped() else self._clock.elapsed_s())
            yield Task(part, mine, limit_s, search.seed, 1, search.deterministic, search.iterations).packed()
