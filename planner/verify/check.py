"""The verdict on a plan folder: every rule, every violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.violation import Violation
from planner.errors import CellProblem, PlanRefused
from planner.verify.arrivals import check_arrivals
from planner.verify.bound_check import check_bounds
from planner.verify.bound_prices import check_prices
from planner.verify.halves import Aside, in_halves
from planner.verify.least_means import check_least_means
from planner.verify.motion import motion
from planner.verify.read.arrivals import read_arrival_claims, read_told_arrivals
from planner.verify.read.bound import read_bound_levels, read_programme, read_published_bounds
from planner.verify.read.claims import Claims, read_told_means
from planner.verify.read.digest import claimed_scenario, plan_digest, scenario_digest
from planner.verify.read.pack import read_policy
from planner.verify.read.plan import read_plan
from planner.verify.read.reference import county_seats, pack_path, priority_tiers, reason_codes
from planner.verify.read.scenario import read_scenario
from planner.verify.rules.access import access
from planner.verify.rules.beds import beds
from planner.verify.rules.capacity import capacity
from planner.verify.rules.continuity import continuity
from planner.verify.rules.coverage import coverage
from planner.verify.rules.direct_only import direct_only
from planner.verify.rules.drivers import drivers
from planner.verify.rules.eligibility import eligibility, refused_by_level
from planner.verify.rules.escorts import escorts
from planner.verify.rules.files import files
from planner.verify.rules.groups import groups
from planner.verify.rules.hubs import hubs
from planner.verify.rules.intake import intake
from planner.verify.rules.load_cap import load_cap
from planner.verify.rules.long_lines import long_lines
from planner.verify.rules.mixing import mixing
from planner.verify.rules.modes import modes
from planner.verify.rules.objective import objective
from planner.verify.rules.observation import observation
from planner.verify.rules.permits import permits
from planner.verify.rules.ride_time import ride_time
from planner.verify.rules.sealed import sealed
from planner.verify.rules.services import services
from planner.verify.rules.stop_ban import stop_ban
from planner.verify.rules.stops import stops
from planner.verify.rules.tests import tests
from planner.verify.rules.vehicles import vehicles
from planner.verify.rules.windows import windows
from planner.verify.world import Standing, World, build_world, read_standing

RuleFunction = Callable[[World], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, the function that checks it, and what it demands."""

    rule_id: str
    check: RuleFunction
    docstring: str


_FUNCTIONS: tuple[RuleFunction, ...] = (
    files, coverage, continuity, windows, capacity, load_cap, observation, stop_ban, sealed, mixing, eligibility,
    direct_only, stops, ride_time, long_lines, drivers, vehicles, escorts, permits, hubs, tests, beds, intake, services,
    groups, access, modes, objective,
)  # fmt: skip
_LONG = frozenset({drivers, coverage, motion, eligibility, windows, load_cap, access, vehicles, objective, capacity})
"""Rules that take longest on a large plan: where several processes go through them, these come first."""
_OF_WAYS = frozenset({drivers, motion, sealed, load_cap, modes})
"""Rules that look at ways and at drivers' duties, and never at who sits where; the others look at neither."""


def rules() -> tuple[Rule, ...]:
    """All rules, ``files`` first; ``motion`` reports under ``continuity``."""
    found = [Rule(function.__name__, function, function.__doc__ or "") for function in _FUNCTIONS]
    place = next(number for number, rule in enumerate(found) if rule.rule_id == "continuity")
    found.insert(place + 1, Rule("continuity", motion, motion.__doc__ or ""))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Case:
    """What plans of one scenario are judged by: its raw tables, indexed, and its rule pack."""

    source: Path
    scenario: Scenario
    policy: Policy
    standing: Standing


Found = tuple[Violation, ...]
Share = Callable[[Sequence[Callable[[], Found]]], list[Found]]
"""Does all tasks, in any order or beside each other; their answers in order."""


def in_turn(tasks: Sequence[Callable[[], Found]]) -> list[Found]:
    """One task after the other."""
    return [task() for task in tasks]


def read_case(scenario_dir: Path) -> Case:
    """Read a scenario and its rule pack.

    Raises
    ------
    BadInput, BadPolicy
        The scenario or its rule pack cannot be read.
    """
    scenario = read_scenario(scenario_dir)
    folder = scenario_dir if scenario_dir.is_dir() else scenario_dir.parent
    path, clock = pack_path(scenario.policy_pack, folder), scenario.campaign.clock
    policy = read_policy(path, scenario.policy_override, clock, scenario.objective)
    return Case(scenario_dir, scenario, policy, read_standing(scenario, county_seats(), priority_tiers()))


def verify_folder(scenario_dir: Path, plan_dir: Path) -> Found:
    """All violations of a plan against its scenario, read from the raw files; empty for a plan that may be published.

    A plan whose files are not whole is judged by the rule ``files`` alone: rules over half-read tables would
    report what is not there.

    Raises
    ------
    BadInput
        The scenario cannot be read.
    BadPolicy
        Its rule pack cannot be read.
    """
    return judge_folder(read_case(scenario_dir), plan_dir)


def judge_folder(
    case: Case,
    plan_dir: Path,
    wait: Callable[[str], None] = lambda _: None,
    share: Share = in_turn,
    aside: Aside[list[Found]] | None = None,
) -> Found:
    """As ``verify_folder``, of a scenario that is read already.

    Parameters
    ----------
    wait : callable, optional
        Returns once the file of the plan with the name that it is given is whole.
    share : callable, optional
        How the rules are gone through; findings have the order of the rules in any case.
    aside : callable, optional
        Begins what another process does of a plan: its ways and drivers.
    """
    halves = None if aside is None else _judged_in_halves(case, plan_dir, wait, share, aside)
    if halves is not None:
        return halves
    world, faults = _world(case, plan_dir, wait)
    if world is None:
        return faults
    return _all_found(case, world, _asked(world, _checks(), share))


def _checks() -> list[RuleFunction]:
    return [rule.check for rule in rules() if rule.check is not files]


def _asked(world: World, checks: Sequence[RuleFunction], share: Share) -> dict[RuleFunction, Found]:
    """Findings of some rules."""
    first = sorted(checks, key=lambda check: check not in _LONG)
    return dict(zip(first, share([partial(_found, check, world) for check in first]), strict=True))


def _all_found(case: Case, world: World, found: Mapping[RuleFunction, Found]) -> Found:
    """Findings of all rules in their order."""
    return (
        *_other_scenario(case.source, world.plan.scenario_sha256),
        *(violation for check in _checks() for violation in found[check]),
    )


def _judged_in_halves(
    case: Case, plan_dir: Path, wait: Callable[[str], None], share: Share, aside: Aside[list[Found]]
) -> Found | None:
    """The verdict of two processes; ``None``: a file is not as it should be, or one of them was lost."""
    of_ways = [check for check in _checks() if check in _OF_WAYS]
    source = case.scenario, case.policy, case.standing
    halves = in_halves(source, plan_dir, wait, aside, lambda world: [_found(check, world) for check in of_ways])
    if halves is None:
        return None
    found = _asked(halves.of_people, [check for check in _checks() if check not in _OF_WAYS], share)
    others = halves.of_ways()
    if others is None:
        return None
    return _all_found(case, halves.of_people, found | dict(zip(of_ways, others, strict=True)))


def _found(check: RuleFunction, world: World) -> Found:
    return tuple(check(world))


def verify_bounds(scenario_dir: Path, plan_dir: Path) -> tuple[Violation, ...]:
    """Violations of the bounds that a plan publishes, proved again from bound.json; its files must be whole.

    Raises
    ------
    BadInput, BadPolicy
        The scenario or its rule pack cannot be read.
    BadPlanFolder
        bound.json or plan.json is missing or malformed.
    """
    world, faults = _world(read_case(scenario_dir), plan_dir, lambda _: None)
    if world is None:
        return faults
    claims = Claims.read(plan_dir)
    programme, published = read_programme(claims), read_published_bounds(claims)
    proofs = check_bounds(read_bound_levels(claims, programme), published, refused_by_level(world))
    prices = () if programme is None else tuple(check_prices(world, programme))
    arrivals = check_arrivals(world, read_arrival_claims(claims), read_told_arrivals(claims))
    return (*proofs, *prices, *arrivals, *check_least_means(world, read_told_means(claims)))


def _world(case: Case, plan_dir: Path, wait: Callable[[str], None]) -> tuple[World | None, Found]:
    """Everything indexed, or what is wrong with the files of the plan."""
    scenario = case.scenario
    plan, problems = read_plan(plan_dir, scenario.campaign.clock, wait)
    if problems:
        return None, tuple(_file_fault(problem) for problem in problems)
    world = build_world(scenario, case.policy, case.standing, plan, reason_codes())
    faults = tuple(files(world))
    return (None, faults) if faults else (world, ())


def _other_scenario(scenario_dir: Path, claimed: str) -> Iterator[Violation]:
    actual = scenario_digest(scenario_dir)
    if claimed != actual:
        message = f"the plan was made from another scenario: it names {claimed[:12]}…, this one is {actual[:12]}…"
        yield Violation("files", "plan.json scenario_sha256", claimed, actual, "sha256", message)


def _file_fault(problem: CellProblem) -> Violation:
    where = problem.table if problem.row is None else f"{problem.table} row {problem.row}"
    subject = f"{where} {problem.column}" if problem.column else where
    return Violation("files", subject, problem.value, problem.code, "cell", f"{subject}: {problem.reason}")


def receipt(scenario_dir: Path, plan_dir: Path, violations: tuple[Violation, ...]) -> str:
    """Digest of a plan without violations; plan.json, which names the scenario's digest, is part of it.

    Raises
    ------
    PlanRefused
        There are violations, or the plan was made from another scenario.
    """
    faults = (*violations, *_other_scenario(scenario_dir, claimed_scenario(plan_dir)))
    if faults:
        raise PlanRefused(f"{len(faults)} violations, 0 allowed; a plan with violations gets no receipt")
    return plan_digest(plan_dir)
