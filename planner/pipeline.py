"""The main path: a scenario in, a plan out. Each step of ``prepare``, ``search`` and ``settle`` is a room of the house.

``plan_scenario`` takes the path once; ``planner.anytime`` takes parts of it again for better plans.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from planner import __version__
from planner.arriving import arriving, bound_arrivals
from planner.candidates.open_ways import OpenWays, open_ways
from planner.carrying import Carried, carry, carry_once
from planner.causes import causes_of
from planner.demand.cohorts import CohortBook, build_cohorts, refused_workers
from planner.demand.eligibility import Funnel
from planner.demand.tiers import effective_tiers
from planner.domain.demand import Cohort, HeatFlow
from planner.domain.limits import Progress
from planner.domain.plan import Bound, Plan, Status
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground, TravelSource
from planner.domain.zones import AREA_PREFIX
from planner.explain.reasons import Cause
from planner.keeping.join import alone, joined
from planner.keeping.kept import Kept
from planner.keeping.left import left_beside
from planner.keeping.people import beside, standing_cohorts
from planner.keeping.told import kept_findings
from planner.keeping.unnamed import flows_left
from planner.optimise.arrivals import ArrivalBound
from planner.optimise.bound import Certificate, prove_bounds
from planner.optimise.engines.linear import load_optimisers
from planner.optimise.matching import match_heat
from planner.options import PlanOptions
from planner.outcome import Outcome, assemble, rows_of
from planner.reference import priority_tiers
from planner.releasing import Blocked, blocked_cohorts, blocked_findings
from planner.run_clock import RunClock
from planner.schedule.clock import ride_table
from planner.schedule.seats import Names, seat_people
from planner.schedule.tables import Schedule, Tables, write_tables
from planner.schedule.world import persons_of_sites
from planner.travel.ground import lay_ground, with_places
from planner.way_fetching import Known, WaysAhead, fetch_routes

__all__ = [
    "UNPROVEN", "PlanOptions", "Prepared", "Proof", "plan_of", "plan_scenario", "prepare", "prove", "search",
    "search_once", "settle", "settle_kept",
]  # fmt: skip

RELEASES_SHARE = 0.03
"""Share of the limit for asking what blocks those left behind."""

@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is known before the search: the campaign and its rules, roads, cohorts and their open ways.

    Where trips of an earlier plan are ``kept``, ``scenario`` and ``eligible`` are what is left beside them; ``whole``
    and ``book`` are of everybody.
    """

    scenario: Scenario
    policy: Policy
    travel: TravelSource
    ground: Ground
    book: CohortBook
    eligible: tuple[Cohort, ...]
    ways: OpenWays
    whole: Scenario
    kept: Kept | None = None

    @property
    def travelling(self) -> tuple[Cohort, ...]:
        """Everybody who may travel."""
        return tuple(c for c in self.book.cohorts if c.cohort_id not in self.book.refusals)


@dataclass(frozen=True, slots=True)
class Proof:
    """What no plan at least as good can beat, level by level, and how many any plan could bring by each day."""

    certificate: Certificate
    arrivals: tuple[ArrivalBound, ...]


UNPROVEN = Proof(Certificate((), {}), ())
"""Of a plan for which no bounds are proven."""


def plan_scenario(
    scenario: Scenario,
    policy: Policy,
    travel: TravelSource,
    options: PlanOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
    flows: Sequence[HeatFlow] | None = None,
) -> Plan:
    """Plan a campaign: who travels how, when and at what cost, with proven bounds.

    The plan is not verified yet; ``planner.verify`` judges it from the files.

    Parameters
    ----------
    progress : callable, optional
        Takes a ``Progress`` from time to time; raising from it cancels the run.
    flows : sequence of HeatFlow, optional
        Heat as it was matched with demand elsewhere; by default it is matched here.
    """
    clock = RunClock(options or PlanOptions(), progress or (lambda _: None))
    prepared = prepare(scenario, policy, travel, clock, flows)
    clock.keep_for(len(prepared.eligible))
    carried = search(prepared, clock)
    outcome = settle(prepared, carried, clock)
    return plan_of(prepared, outcome, prove(prepared, outcome, clock), clock)


def prepare(
    scenario: Scenario,
    policy: Policy,
    travel: TravelSource,
    clock: RunClock,
    flows: Sequence[HeatFlow] | None = None,
    kept: Kept | None = None,
) -> Prepared:
    """From a scenario to cohorts and the ways that are open to them.

    Parameters
    ----------
    flows : sequence of HeatFlow, optional
        See ``plan_scenario``.
    kept : Kept, optional
        Trips of an earlier plan that stay as they are; all else is prepared for what they leave.
    """
    whole = with_places(scenario)
    scenario = whole if kept is None else left_beside(whole, policy, kept)
    # ways are searched for without the interpreter's lock: people are counted meanwhile
    with ThreadPoolExecutor(1) as other, clock.stage("demand"):
        laying = other.submit(lay_ground, whole, policy, travel)
        tiers, funnel = effective_tiers(scenario.enterprises, priority_tiers()), Funnel(scenario, policy)
        matched: Sequence[HeatFlow] = () if flows is None else flows
        refused = refused_workers(whole, funnel) if whole.heat or kept is not None else frozenset[str]()
        if flows is None and whole.heat:
            matched = match_heat(whole, laying.result(), tiers, funnel.closed_firms(), refused)
        if kept is not None:
            matched = flows_left(whole, kept, matched, refused)
        anew = book = build_cohorts(scenario, policy, matched, tiers, funnel)
        if kept is not None:
            book, anew = beside(standing_cohorts(whole, policy, kept, tiers, funnel), book, whole)
        eligible = tuple(c for c in anew.cohorts if c.cohort_id not in anew.refusals)
    with clock.stage("travel"):
        if scenario.services:
            load_optimisers()  # while ways are searched for still
        ground = laying.result()
    with clock.stage("candidates"):
        rides = ride_table(policy.at(scenario.campaign.start_at).drivers)
        ways = open_ways(scenario, policy, ground, rides, eligible)
    return Prepared(scenario, policy, travel, ground, book, eligible, ways, whole, kept)


def search(
    prepared: Prepared,
    clock: RunClock,
    found: Callable[[Carried], None] = lambda _: None,
) -> Carried:
    """Choose services, route coaches and give them clocks and vehicles."""
    p = prepared
    with clock.stage("routing"):
        return carry(p.scenario, p.policy, p.ground, p.ways, clock.limits(), persons_of_sites(p.book.cohorts), found)


def search_once(prepared: Prepared, clock: RunClock, seconds: float) -> tuple[Carried, Known]:
    """A first answer of ``search``, soon: after so many seconds of routing; and ways of its trips."""
    p, everybody = prepared, persons_of_sites(prepared.book.cohorts)
    with clock.stage("routing"), WaysAhead(p.travel, p.ground, clock.options.threads > 1) as ahead:
        carried = carry_once(
            p.scenario, p.policy, p.ground, p.ways, lambda: clock.short_limits(seconds), everybody, ahead.begin
        )
        return carried, ahead.found()


def settle(
    prepared: Prepared,
    carried: Carried,
    clock: RunClock,
    ask_s: float | None = None,
    known: Known | None = None,
    early: Callable[[Mapping[str, Sequence[Any]]], None] = lambda _: None,
) -> Outcome:
    """The tables of what was carried out, its value, and what is to be said about it.

    Parameters
    ----------
    ask_s : float, optional
        Seconds for asking what blocks those left behind; without it a share of the time limit.
    known : mapping, optional
        Ways that were fetched already.
    early : callable, optional
        Takes the rows of the plan, by its field, that are known before anybody has a seat.
    """
    p = prepared
    with clock.stage("tables"):
        routes = fetch_routes(p.travel, p.ground, carried, known)
        chosen, work = carried.chosen, carried.work
        schedule = Schedule(
            p.eligible, work.rides, carried.parts, carried.sorties, chosen.opened, carried.closed, routes
        )
        tables = write_tables(carried.world, schedule)
        if p.kept is None:
            early(rows_of(p.book.cohorts, tables))
        names = seat_people(carried.world, schedule, tables)
        if p.kept is not None:
            tables, manifest = joined(p.whole, p.kept, tables, names.manifest)
            names = replace(names, manifest=manifest)
        causes = causes_of(p.scenario, p.policy, p.ways, carried)
        outcome = _valued(p, tables, names, causes)
    with clock.stage("releases"):
        blocked = _blocked(p, carried, outcome, clock, ask_s)
        return replace(outcome, findings=(*outcome.findings, *blocked_findings(blocked, outcome.unserved)))


def settle_kept(prepared: Prepared, kept: Kept) -> Outcome:
    """The kept trips alone, everybody else left behind: what the verifier says of it lies with the kept trips."""
    tables = alone(prepared.whole, kept)
    standing = kept.workers
    left = {c.cohort_id: tuple(w for w in c.worker_ids if w not in standing) for c in prepared.book.cohorts}
    return _valued(prepared, tables, Names(kept.plan.manifest, left), {})


def _valued(
    p: Prepared, tables: Tables, names: Names, causes: Mapping[str, Sequence[tuple[int, Cause]]]
) -> Outcome:
    """The whole plan's value and what is to be said about it."""
    if p.kept is None:
        return assemble(p.whole, p.policy, p.book, p.eligible, tables, names, causes)
    # its pins are kept: nothing of them is left to be said
    outcome = assemble(replace(p.whole, pins=()), p.policy, p.book, p.travelling, tables, names, causes)
    return replace(outcome, findings=(*kept_findings(p.whole, p.policy, p.kept), *outcome.findings))


def prove(prepared: Prepared, outcome: Outcome, clock: RunClock) -> Proof:
    """Bounds over all plans at least as good as this one, where bounds are asked for."""
    p = prepared
    with clock.stage("bound"):
        if not clock.options.bounds:
            return UNPROVEN
        by_area = any(code.startswith(AREA_PREFIX) for code in p.ground.sealed[0])
        restricted = len(p.ground.matrices) > 1 or by_area or p.book.narrowed
        levels, ways = outcome.levels_of_eligible, p.ways
        certificate = prove_bounds(
            p.scenario, p.policy, p.eligible, ways.direct, ways.linehaul, levels, clock.limits(), restricted
        )
    with clock.stage("arrivals"):
        return Proof(certificate, bound_arrivals(p.scenario, p.policy, p.ground, p.book))


def _blocked(
    p: Prepared, carried: Carried, outcome: Outcome, clock: RunClock, ask_s: float | None
) -> tuple[Blocked, ...]:
    """What blocks those left behind; nobody is asked about where there is no time for it."""
    seconds = clock.options.time_limit_s * RELEASES_SHARE if ask_s is None else ask_s
    if seconds <= 0:
        return ()
    return blocked_cohorts(
        carried,
        p.book.cohorts,
        p.book.refusals,
        outcome.unserved,
        lambda open_scenario: lay_ground(open_scenario, p.policy, p.travel),
        clock.while_s(seconds),
    )


def plan_of(prepared: Prepared, outcome: Outcome, proof: Proof, clock: RunClock) -> Plan:
    """The plan put together; not verified yet."""
    tables, scenario, options = outcome.tables, prepared.whole, clock.options
    arrived = arriving(scenario, prepared.book, tables, proof.arrivals)
    bounds = _with_refused(outcome, proof.certificate.bounds)
    reached = {level.name: level.value for level in outcome.objective}
    solved = bool(bounds) and all(bound.value == reached[bound.name] for bound in bounds)
    seed_text = f"{scenario.sha256}:{options.seed}:{__version__}:{time.time_ns()}"
    return Plan(
        plan_id=hashlib.sha256(seed_text.encode()).hexdigest()[:16],
        scenario_sha256=scenario.sha256,
        code_version=__version__,
        seed=options.seed,
        status=Status.OPTIMAL if solved else Status.FEASIBLE,
        stopped_by="cancelled" if options.stopped() else "iterations" if options.deterministic else "time_limit",
        rule_versions=tuple(sorted({trip.rule_version for trip in tables.trips})),
        objective=outcome.objective,
        bounds=bounds,
        cost_shares=outcome.cost_shares,
        findings=(*outcome.findings, *arrived.findings),
        timings=dict(clock.timings),
        manifest=outcome.manifest,
        unserved=outcome.unserved,
        residuals=outcome.residuals,
        **rows_of(prepared.book.cohorts, tables),
        bound_certificate={**proof.certificate.proof, **arrived.proof},
    )


def _with_refused(outcome: Outcome, bounds: tuple[Bound, ...]) -> tuple[Bound, ...]:
    """Bounds over everybody: those refused by the funnel stay behind in every plan."""
    whole = []
    levels = {level.name: level for level in outcome.objective}
    for bound in bounds:
        level = levels[bound.name]
        value = bound.value + outcome.refused_of(level)
        gap = 0.0 if level.value <= 0 else max(0.0, (level.value - value) / level.value)
        whole.append(Bound(bound.name, value, bound.method, gap, bound.restricted))
    return tuple(whole)
