"""The main path: a scenario in, a plan out. Each line of ``plan_scenario`` is a room of the house."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from planner import __version__
from planner.candidates.open_ways import open_ways
from planner.carrying import carry, fetch_routes
from planner.causes import causes_of
from planner.demand.cohorts import build_cohorts, refused_workers
from planner.demand.eligibility import Funnel
from planner.demand.tiers import effective_tiers
from planner.domain.demand import Cohort, HeatFlow
from planner.domain.limits import Limits, Progress
from planner.domain.plan import Bound, Plan, Status
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import TravelSource
from planner.domain.zones import AREA_PREFIX
from planner.optimise.bound import Certificate, prove_bounds
from planner.optimise.matching import match_heat
from planner.outcome import Outcome, assemble
from planner.reference import priority_tiers
from planner.releasing import blocked_cohorts, blocked_findings
from planner.schedule.clock import ride_table
from planner.schedule.seats import seat_people
from planner.schedule.tables import Schedule, write_tables
from planner.schedule.world import persons_of_sites
from planner.travel.ground import lay_ground, with_places

KEPT_SHARE = 0.08
KEPT_PER_COHORT_S = 0.0015
LEAST_SEARCH_SHARE = 0.3
"""Time kept for tables and bounds: a share of the limit and a little for each cohort; searching gets at least
its share."""
RELEASES_SHARE = 0.03
"""Share of the limit for asking what blocks those left behind."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How to search.

    Attributes
    ----------
    time_limit_s : float
        Wall seconds for the whole run.
    iterations : int
        Work of the routing engine when ``deterministic``; time does not count then.
    stopped : callable
        Says when somebody asks to end the search: the run goes on with the best it has.
    bounds : bool
        Whether bounds are proven; without them no plan is called optimal.
    """

    time_limit_s: float = 60.0
    seed: int = 1
    threads: int = 2
    deterministic: bool = False
    iterations: int = 20_000
    stopped: Callable[[], bool] = lambda: False
    bounds: bool = True


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
    options = options or PlanOptions()
    run = _Run(options, progress or (lambda _: None))
    with run.stage("travel"):
        scenario = with_places(scenario)
        ground = lay_ground(scenario, policy, travel)
    with run.stage("demand"):
        tiers, funnel = effective_tiers(scenario.enterprises, priority_tiers()), Funnel(scenario, policy)
        closed, refused = funnel.closed_firms(), refused_workers(scenario, funnel)
        matched = match_heat(scenario, ground, tiers, closed, refused) if flows is None else flows
        book = build_cohorts(scenario, policy, matched, tiers, funnel)
        eligible = tuple(c for c in book.cohorts if c.cohort_id not in book.refusals)
    with run.stage("candidates"):
        rides = ride_table(policy.at(scenario.campaign.start_at).drivers)
        ways = open_ways(scenario, policy, ground, rides, eligible)
    with run.stage("routing"):
        carried = carry(scenario, policy, ground, ways, run.limits(len(eligible)), persons_of_sites(book.cohorts))
    with run.stage("tables"):
        routes = fetch_routes(travel, ground, carried)
        schedule = Schedule(
            eligible, carried.work.rides, carried.parts, carried.sorties, carried.chosen.opened, carried.closed, routes
        )
        tables = write_tables(carried.world, schedule)
        names = seat_people(carried.world, schedule, tables)
        outcome = assemble(scenario, policy, book, eligible, tables, names, causes_of(scenario, policy, ways, carried))
    with run.stage("releases"):
        blocked = blocked_cohorts(
            carried,
            book.cohorts,
            book.refusals,
            outcome.unserved,
            lambda open_scenario: lay_ground(open_scenario, policy, travel),
            run.while_share(RELEASES_SHARE),
        )
        outcome = replace(outcome, findings=(*outcome.findings, *blocked_findings(blocked, outcome.unserved)))
    with run.stage("bound"):
        by_area = any(code.startswith(AREA_PREFIX) for code in ground.sealed[0])
        restricted = len(ground.matrices) > 1 or by_area or book.narrowed
        certificate = Certificate((), {})
        if options.bounds:
            levels, limits = outcome.levels_of_eligible, run.limits(0)
            certificate = prove_bounds(
                scenario, policy, eligible, ways.direct, ways.linehaul, levels, limits, restricted
            )
    return _plan(scenario, options, outcome, certificate, run, book.cohorts)


class _Run:
    """Deadline, seed and stage timings of one run: the only place of planning that looks at a clock."""

    def __init__(self, options: PlanOptions, report: Callable[[Progress], None]) -> None:
        self._options, self._report = options, report
        self._start = time.monotonic()
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Report a stage and time it."""
        self._report(Progress(name, 0.0))
        start = time.monotonic()
        yield
        self.timings[name] = round(time.monotonic() - start, 3)

    def while_share(self, share: float) -> Callable[[], bool]:
        """Whether less than a share of the time limit has passed since now; always, where work is limited instead."""
        end = time.monotonic() + self._options.time_limit_s * share
        return lambda: self._options.deterministic or time.monotonic() < end

    def limits(self, cohorts: int) -> Limits:
        """What a search may use; time to write the tables of so many cohorts and to prove bounds is kept back."""
        o = self._options
        kept_s = o.time_limit_s * KEPT_SHARE + cohorts * KEPT_PER_COHORT_S
        end = self._start + max(o.time_limit_s - kept_s, o.time_limit_s * LEAST_SEARCH_SHARE)
        return Limits(
            seed=o.seed,
            threads=o.threads,
            remaining_s=partial(self._remaining_s, end),
            iterations=o.iterations if o.deterministic else None,
            report=self._report,
        )

    def _remaining_s(self, end: float) -> float:
        """Seconds left of the search; none once somebody has asked to stop."""
        if self._options.stopped():
            return 0.0
        return self._options.time_limit_s if self._options.deterministic else end - time.monotonic()


def _plan(
    scenario: Scenario,
    options: PlanOptions,
    outcome: Outcome,
    certificate: Certificate,
    run: _Run,
    cohorts: tuple[Cohort, ...],
) -> Plan:
    tables = outcome.tables
    bounds = _with_refused(outcome, certificate.bounds)
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
        findings=outcome.findings,
        timings=run.timings,
        cohorts=cohorts,
        trips=tuple(tables.trips),
        stop_times=tuple(sorted(tables.stop_times, key=lambda row: (row.trip_id, row.seq))),
        paths=tuple(tables.paths),
        shapes=tuple(tables.shapes),
        loads=tuple(tables.loads),
        manifest=outcome.manifest,
        dwells=tuple(tables.dwells),
        offers=tuple(tables.offers),
        unserved=outcome.unserved,
        residuals=outcome.residuals,
        duties=tuple(tables.duties),
        driver_duties=tuple(tables.driver_duties),
        escort_duties=tuple(tables.escort_duties),
        reservations=tuple(tables.reservations),
        bound_certificate=certificate.proof,
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
