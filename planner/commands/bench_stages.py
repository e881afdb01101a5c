"""The stages of a benchmark, each to be run in a process of its own, and the figures they hand back."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from planner.errors import ReturnLineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.domain.plan import Plan, Trip

WARM_UP_ITERATIONS = 200

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What a stage handed back, its wall and processor seconds, and the most memory its process held, bytes.

    Of a stage with a second process both are of the two together; what they share is counted twice, so that they held
    no more than this.
    """

    value: T
    seconds: float
    processor_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class TierFigures:
    """Persons of a tier, and how many of them travel."""

    tier: int
    persons: int
    served: int


@dataclass(frozen=True, slots=True)
class CoachFigures:
    """Coach trips of one role; ``least`` is the fewest coaches that could hold the same persons under the same
    rule sets: persons divided by the most usable seats that any such trip has."""

    role: str
    trips: int
    persons: int
    usable_seats: int
    least: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Services of a mode that were opened."""

    mode: str
    opened: int
    persons: int


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What a plan achieves. ``bound_cents`` is proven at the plan's own service; ``gap`` = (cost − bound) / cost, both
    ``None`` where the time was too short for a bound. ``run_s``: from reading to the written verdict;
    ``first_plan_s``: when the first verified plan stood; ``trail``: when each verified plan stood, the persons whom it
    serves and its cost."""

    status: str
    tiers: tuple[TierFigures, ...]
    cost_cents: int
    services_cents: int
    bound_cents: int | None
    gap: float | None
    restricted: bool
    coaches: tuple[CoachFigures, ...]
    services: tuple[ServiceFigures, ...]
    left: tuple[tuple[str, int], ...]
    run_s: float
    first_plan_s: float | None
    timings: tuple[tuple[str, float], ...]
    trail: tuple[tuple[float, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NaiveFigures:
    """The yardstick: every county and day planned by itself, with coaches alone."""

    persons: int
    coaches: int
    usable_seats: int
    cost_cents: int
    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MapFigures:
    """Size of the page, and the seconds that drawing took once the files were read."""

    page_bytes: int
    draw_s: float


def in_child(stage: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Measured[T]:
    """Run a stage in a fresh process, so that its peak memory is its own.

    Raises
    ------
    ReturnLineError
        The process ended without an answer, most often for lack of memory.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(measured, stage, args, kwargs).result()
        except BrokenProcessPool as error:
            message = f"stage {stage.__name__} ended without an answer, most often for lack of memory; fewer --workers"
            raise ReturnLineError(message) from error


def measured(stage: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> Measured[T]:
    """Run a stage here; ``peak_bytes`` is the most that this process ever held."""
    start, busy = time.perf_counter(), time.process_time()
    value = stage(*args, **kwargs)
    seconds, processor_s = time.perf_counter() - start, time.process_time() - busy
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere
    own, second = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor_s += second.ru_utime + second.ru_stime
    return Measured(value, seconds, processor_s, (own.ru_maxrss + second.ru_maxrss) * unit)


def build(name: str, workers: int | None, seed: int, folder: Path) -> None:
    """Build the scenario."""
    from planner.recipes import build_scenario

    build_scenario(name, workers, seed, "lists", folder)


def warm_up(home: Path) -> None:
    """Plan a little world, so that machine code is compiled and kept before anything is measured."""
    from planner.options import PlanOptions
    from planner.runs import make_plan

    build("toy", None, 1, home / "scenario")
    options = PlanOptions(threads=1, deterministic=True, iterations=WARM_UP_ITERATIONS)
    make_plan(home / "scenario", home / "plan", options, lambda _: None)


def read(folder: Path) -> str:
    """Read and check the scenario; its digest."""
    from planner.ingest import read_scenario

    return read_scenario(folder).sha256


def plan(folder: Path, out: Path, time_limit_s: float, seed: int, threads: int) -> PlanFigures:
    """The whole run: read, plan, write, verify."""
    from planner.options import PlanOptions
    from planner.runs import make_plan

    began = time.perf_counter()
    found, _ = make_plan(folder, out, PlanOptions(time_limit_s, seed, threads), lambda _: None)
    return figures_of(found, time.perf_counter() - began)


def figures_of(found: Plan, run_s: float = 0.0) -> PlanFigures:
    """Figures of a plan that took ``run_s`` to make."""
    left: Counter[str] = Counter()
    for row in found.unserved:
        left[row.reason] += row.persons
    cost = next(level for level in found.objective if level.name == "cost")
    bound = next((bound for bound in found.bounds if bound.name == "cost"), None)
    return PlanFigures(
        status=found.status.value,
        tiers=_tiers(found),
        cost_cents=cost.value,
        services_cents=sum(offer.cost_cents for offer in found.offers),
        bound_cents=None if bound is None else bound.value,
        gap=None if bound is None else bound.gap,
        restricted=bound is not None and bound.restricted,
        coaches=_coaches(found),
        services=_services(found),
        left=tuple(left.most_common()),
        run_s=run_s,
        first_plan_s=found.timings.get("first_plan_s"),
        timings=tuple(found.timings.items()),
        trail=tuple((stood.seconds, sum(stood.served), stood.cost_cents) for stood in found.trail),
    )


def _tiers(found: Plan) -> tuple[TierFigures, ...]:
    persons: Counter[int] = Counter()
    left: Counter[int] = Counter()
    tier_of = {cohort.cohort_id: cohort.tier for cohort in found.cohorts}
    for cohort in found.cohorts:
        persons[cohort.tier] += cohort.persons
    for row in found.unserved:
        left[tier_of[row.cohort_id]] += row.persons
    return tuple(TierFigures(tier, count, count - left[tier]) for tier, count in sorted(persons.items()))


def _coaches(found: Plan) -> tuple[CoachFigures, ...]:
    by_role: dict[str, list[Trip]] = defaultdict(list)
    for trip in found.trips:
        if trip.fleet_id is not None:
            by_role[trip.leg_role.value].append(trip)
    return tuple(_of_role(role, trips) for role, trips in sorted(by_role.items()))


def _of_role(role: str, trips: Sequence[Trip]) -> CoachFigures:
    persons: Counter[str] = Counter()
    widest: Counter[str] = Counter()
    for trip in trips:
        persons[trip.rule_version] += trip.load
        widest[trip.rule_version] = max(widest[trip.rule_version], trip.usable_seats)
    least = sum(-(-count // widest[version]) for version, count in persons.items() if count)
    return CoachFigures(role, len(trips), sum(persons.values()), sum(trip.usable_seats for trip in trips), least)


def _services(found: Plan) -> tuple[ServiceFigures, ...]:
    mode_of = {trip.service_id: trip.mode.value for trip in found.trips if trip.fleet_id is None}
    opened: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    for offer in found.offers:
        if offer.opened:
            opened[mode_of[offer.service_id]] += 1
            persons[mode_of[offer.service_id]] += offer.persons
    return tuple(ServiceFigures(mode, count, persons[mode]) for mode, count in sorted(opened.items()))


def verify(folder: Path, out: Path) -> tuple[tuple[str, int], ...]:
    """Verify the plan from its files; the rules broken, with the number of violations."""
    from planner.verify import verify_folder

    return tuple(Counter(violation.rule for violation in verify_folder(folder, out)).most_common())


def draw_map(folder: Path, out: Path, page: Path) -> MapFigures:
    """Draw the map of the plan."""
    from planner.ingest import read_scenario
    from planner.publish.maps import MAP_TABLES, write_map
    from planner.publish.tables import read_plan

    scenario = read_scenario(folder)
    found = read_plan(out, scenario.campaign.clock, only=MAP_TABLES)
    began = time.perf_counter()
    size = write_map(found, scenario, page, "zh")
    return MapFigures(size, time.perf_counter() - began)


def naive(folder: Path) -> NaiveFigures:
    """Plan every county and day by itself."""
    from planner.demand.cohorts import build_cohorts, refused_workers
    from planner.demand.eligibility import Funnel
    from planner.demand.tiers import effective_tiers
    from planner.explain.naive import naive_plan
    from planner.ingest import read_scenario
    from planner.optimise.matching import match_heat
    from planner.policy import load_policy
    from planner.reference import priority_tiers
    from planner.schedule.clock import ride_table
    from planner.travel import travel_source
    from planner.travel.ground import lay_ground

    scenario = read_scenario(folder)
    policy = load_policy(scenario)
    ground = lay_ground(scenario, policy, travel_source(scenario))
    tiers, funnel = effective_tiers(scenario.enterprises, priority_tiers()), Funnel(scenario, policy)
    flows = match_heat(scenario, ground, tiers, funnel.closed_firms(), refused_workers(scenario, funnel))
    book = build_cohorts(scenario, policy, flows, tiers, funnel)
    eligible = tuple(cohort for cohort in book.cohorts if cohort.cohort_id not in book.refusals)
    rides = ride_table(policy.at(scenario.campaign.start_at).drivers)
    found = naive_plan(scenario, policy, ground, rides, eligible)
    return NaiveFigures(found.persons, len(found.coaches), found.usable_seats, found.cost_cents, found.left)
