"""Which line-haul to open and who rides it: a mixed-integer choice over estimated coach prices.

Cohorts that differ only in their site within a county are one group here. Each group splits freely between
direct coach, services and staying behind; a service has a fixed cost, whole carriages and a minimum load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.hubs import HUB, QuarterBook, per_quarter
from planner.domain.limits import Limits, Progress
from planner.domain.place import Level, prefecture_of, within
from planner.domain.routing import OpenService
from planner.domain.rule import Policy, scope_of
from planner.domain.scenario import Scenario
from planner.domain.service import RAIL_MODES, Service
from planner.domain.zones import ZoneBook
from planner.optimise.engines.arrays import I64
from planner.optimise.engines.linear import LinearProgram, LinearStatus, solve
from planner.optimise.feeders import FeederYards, feeder_seats
from planner.optimise.grouping import alike, roughly_alike
from planner.optimise.problem import vehicle_seconds
from planner.units import DAY_S

PENALTY_CENTS = 2_000_000
PENALTY_RATIO = 8
MIP_GAP = 0.002
MIP_SHARE_OF_TIME, LEAST_S = 0.25, 1.0
"""Share of the remaining time that the choice of services may take, and seconds that it may take in any case."""
ROUGH_GAP, ROUGH_LEAST_S = 0.02, 5.0
"""The same of a rough choice: of 102,700 workers it takes a second or two, and stopped sooner it opens nothing."""


@dataclass(frozen=True, slots=True)
class CoachLimits:
    """What direct coaches can carry: vehicle seconds in all and by phase, and persons from cities that ran short."""

    vehicle_s: int
    phase_s: tuple[int, ...]
    persons_by_city: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """Services opened, and why the others stay closed."""

    opened: tuple[OpenService, ...]
    closed: dict[str, str]


def usable_per_unit(scenario: Scenario, policy: Policy, service: Service) -> int:
    """Usable seats of one carriage or aircraft by the rules and levels at its hubs; 0 from or to sealed ground.

    The hubs must be open while people board and alight there, and where it calls between them; the levels count as it
    leaves and as it arrives.
    """
    codes = {stop.stop_id: stop.adcode for stop in scenario.stops}
    book, rules = ZoneBook.of(scenario), policy.at(service.depart_at)
    start, stop = service.from_stop_id, service.to_stop_id
    ends = (codes[start], codes[stop])
    rail = service.mode in RAIL_MODES
    board_s = rules.times.rail_board_s if rail else rules.times.air_board_s
    alight_s = rules.times.rail_alight_s if rail else rules.times.air_alight_s
    stands = (
        (start, service.depart_at - board_s, service.depart_at),
        (stop, service.arrive_at, service.arrive_at + alight_s),
        *((call.stop_id, call.arrive_at, call.depart_at) for call in service.between),
    )
    found = {book.strictest_of_place(at, codes[at], begin, max(begin + 1, end)) for at, begin, end in stands}
    if Level.SEALED in found and rules.sealed_closed:
        return 0
    level = max(
        book.place_level(start, ends[0], service.depart_at, rules.level_area),
        book.place_level(stop, ends[1], service.arrive_at, rules.level_area),
    )
    return rules.usable_seats(service.mode.value, scope_of(ends), level, service.seats_per_unit, service.rows_per_unit)


def most_through_hubs(scenario: Scenario, policy: Policy, service: Service) -> int | None:
    """Most persons whom the hubs of a service let pass; ``None``: no limit.

    They board in the boarding time. After arrival they get off and board coaches within the longest wait, so each of
    them passes twice.
    """
    book, offset_s = QuarterBook(per_quarter(scenario.stops)), scenario.campaign.clock.offset_s
    book.take(scenario.taken.passages(HUB, offset_s))
    times = policy.at(service.depart_at).times
    board_s = times.rail_board_s if service.mode in RAIL_MODES else times.air_board_s
    wait_s = DAY_S if times.max_hub_wait_s is None else times.max_hub_wait_s
    depart_s, arrive_s = service.depart_at + offset_s, service.arrive_at + offset_s
    found = []
    if service.from_stop_id in book.limits:
        found.append(book.room(service.from_stop_id, depart_s - board_s, depart_s))
    if service.to_stop_id in book.limits:
        found.append(book.room(service.to_stop_id, arrive_s, arrive_s + wait_s) // 2)
    return min(found, default=None)


def orderable(scenario: Scenario, policy: Policy) -> tuple[tuple[int, ...], dict[str, str]]:
    """Services that may be opened at all, and the reason for each that may not."""
    start, end = scenario.campaign.start_at, scenario.campaign.end_at
    can, closed = [], {}
    for number, service in enumerate(scenario.services):
        if service.commit_by < scenario.campaign.as_of:
            closed[service.service_id] = "commit_passed"
        elif not start <= service.depart_at < service.arrive_at < end:
            closed[service.service_id] = "outside_horizon"
        elif not any(_legs_allowed(scenario, policy, service)):
            closed[service.service_id] = "no_linehaul_leg"
        elif usable_per_unit(scenario, policy, service) * service.units < max(service.min_load, 1):
            closed[service.service_id] = "cap_below_min_load"
        elif (most := most_through_hubs(scenario, policy, service)) is not None and most < max(service.min_load, 1):
            closed[service.service_id] = "hub_full"
        elif _banned(scenario, service):
            closed[service.service_id] = "mode_banned"
        elif _shut(scenario, service):
            closed[service.service_id] = "hub_closed"
        else:
            can.append(number)
    return tuple(can), closed


def _banned(scenario: Scenario, service: Service) -> bool:
    """Whether its mode is banned at the hub that it leaves, as it leaves, or at one that it reaches, as it arrives.

    Where it only calls, it may neither come nor go under a ban. Bans where its people come from do not bind it: they
    reach the hub by coach.
    """
    codes = {stop.stop_id: stop.adcode for stop in scenario.stops}
    calls = [(codes[service.from_stop_id], service.depart_at), (codes[service.to_stop_id], service.arrive_at)]
    calls += [(codes[call.stop_id], at) for call in service.between for at in (call.arrive_at, call.depart_at)]
    return any(
        ban.mode == service.mode.value
        and within(code, ban.adcode)
        and ban.from_at <= at
        and (ban.until_at is None or at < ban.until_at)
        for ban in scenario.mode_bans
        for code, at in calls
    )


def _legs_allowed(scenario: Scenario, policy: Policy, service: Service) -> list[bool]:
    """Whether a journey may have a line-haul leg, by rule set under which one over this service may begin."""
    start = scenario.campaign.start_at
    later = [rules for rules in policy.rulesets if start < rules.effective_from <= service.depart_at]
    return [rules.max_linehaul_legs > 0 for rules in (policy.at(start), *later)]


def _shut(scenario: Scenario, service: Service) -> bool:
    """Whether the hub that it leaves is closed as it leaves, or the one that it reaches as it arrives."""
    stops, clock = {stop.stop_id: stop for stop in scenario.stops}, scenario.campaign.clock
    for stop, at in ((stops[service.from_stop_id], service.depart_at), (stops[service.to_stop_id], service.arrive_at)):
        if stop.opens_s is not None and stop.closes_s is not None and stop.opens_s != stop.closes_s:
            second, day = clock.second_of_day(at), stop.opens_s < stop.closes_s
            after, before = second >= stop.opens_s, second <= stop.closes_s
            if not (after and before if day else after or before):
                return True
    return False


def choose_services(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    direct: DirectWays,
    ways: LinehaulWays,
    limits: Limits,
    coaches: CoachLimits | None = None,
    rough: bool = False,
) -> ServiceChoice:
    """Decide which services to open and how many persons of each cohort they carry.

    Parameters
    ----------
    coaches : CoachLimits, optional
        What an earlier round of rotation could carry by direct coach; without it the fleets' time counts.
    rough : bool
        Tell cohorts of one city apart by the ways open to them alone: on 102,700 workers a sixth of the time.
    """
    candidates, closed = orderable(scenario, policy)
    # A journey begins at a moment that is not known yet, so all rule sets have to allow it.
    barred = {n for n in candidates if not all(_legs_allowed(scenario, policy, scenario.services[n]))}
    closed |= {scenario.services[n].service_id: "no_linehaul_leg" for n in barred}
    candidates = tuple(n for n in candidates if n not in barred)
    useful = [number for number in candidates if np.any(ways.practical & (ways.service == number))]
    closed |= {scenario.services[n].service_id: "no_practical_demand" for n in candidates if n not in useful}
    fed = [number for number in useful if _reached(scenario, policy, cohorts, ways, number)]
    closed |= {scenario.services[n].service_id: "no_feeder" for n in useful if n not in fed}
    useful = fed
    if not useful:
        return ServiceChoice((), closed)
    limits.report(Progress("services", 0.0, message=f"{len(useful)} offers, {len(cohorts)} cohorts"))
    # Those without any way would only blur the gap at which the search may stop.
    able = direct.practical | np.isin(np.arange(len(cohorts)), ways.cohort[ways.practical])
    numbers = np.flatnonzero(able).tolist()
    groups = roughly_alike(cohorts, numbers, direct, ways) if rough else alike(scenario, cohorts, numbers)
    program, flows, units = _program(
        scenario, policy, cohorts, groups, direct, ways, useful, coaches or all_coaches(scenario, direct)
    )
    least_s, gap = (ROUGH_LEAST_S, ROUGH_GAP) if rough else (LEAST_S, MIP_GAP)
    time_limit = None if limits.iterations is not None else max(least_s, limits.remaining_s() * MIP_SHARE_OF_TIME)
    result = solve(program, time_limit, gap)
    if result.status in (LinearStatus.INFEASIBLE, LinearStatus.NO_SOLUTION):
        return ServiceChoice((), closed | {scenario.services[n].service_id: "not_decided_in_time" for n in useful})
    opened, left_closed = [], []
    left = [cohort.persons for cohort in cohorts]
    for number in useful:
        count = round(float(result.x[units[number]]))
        seats = usable_per_unit(scenario, policy, scenario.services[number])
        persons = _spread_over_cohorts(result.x, flows[number], groups, left, count * seats)
        if count and sum(n for _, n in persons) >= max(scenario.services[number].min_load, 1):
            opened.append(OpenService(number, count, seats, persons))
            continue
        for member, others in persons:
            left[member] += others
        if count:
            closed[scenario.services[number].service_id] = "below_min_load"
        else:
            left_closed.append(number)
    wanted = _best_served(scenario, policy, cohorts, ways, left_closed, [entry.service for entry in opened])
    for number in left_closed:
        service = scenario.services[number]
        few = wanted[number] < max(service.min_load, 1)
        closed[service.service_id] = "below_min_load" if few else "dearer_than_coach"
    return ServiceChoice(tuple(opened), closed)


def _reached(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], ways: LinehaulWays, number: int
) -> bool:
    """Whether anybody could walk to a service, or be brought there by a coach with its crew."""
    mine = ways.practical & (ways.service == number)
    if bool(ways.walk_in[mine].any()):
        return True
    origins = {cohorts[cohort].origin_adcode for cohort in np.unique(ways.cohort[mine]).tolist()}
    return any(feeder_seats(scenario, policy, scenario.services[number], origin) for origin in sorted(origins))


def _best_served(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    ways: LinehaulWays,
    numbers: Sequence[int],
    opened: Sequence[int],
) -> dict[int, int]:
    """Persons by service who could ride it and have no cheaper seat on a service that is opened.

    Where they are fewer than the least load, it is the least load that keeps the service closed, and not its price.
    """
    persons = np.array([cohort.persons for cohort in cohorts], dtype=np.int64)
    best = np.full(len(cohorts), np.iinfo(np.int64).max)

    def prices(number: int) -> tuple[I64, I64]:
        service, mine = scenario.services[number], ways.practical & (ways.service == number)
        seats = max(1, usable_per_unit(scenario, policy, service))
        return ways.cohort[mine], ways.estimate[mine] + service.seat_cents + service.unit_cents // seats

    for number in opened:
        members, cents = prices(number)
        np.minimum.at(best, members, cents)
    wanted = {}
    for number in numbers:
        members, cents = prices(number)
        wanted[number] = int(persons[np.unique(members[cents < best[members]])].sum())
    return wanted


def all_coaches(scenario: Scenario, direct: DirectWays) -> CoachLimits:
    """What the time of all fleets' crews would allow."""
    fleets = scenario.fleets
    by_phase = [
        sum(vehicle_seconds(scenario, fleet, phase.from_at - DAY_S, phase.until_at) for fleet in fleets)
        for phase in direct.phases
    ]
    return CoachLimits(sum(vehicle_seconds(scenario, fleet) for fleet in fleets), tuple(by_phase), {})


def _program(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    groups: list[list[int]],
    direct: DirectWays,
    ways: LinehaulWays,
    useful: list[int],
    limits: CoachLimits,
) -> tuple[LinearProgram, dict[int, list[tuple[int, int]]], dict[int, int]]:
    """The mixed-integer program; flow columns by service as (column, group), carriage columns by service."""
    program = LinearProgram()
    worst = max(c.tier for c in cohorts)
    covers = [program.row(f"cover:{n}", "=", sum(cohorts[m].persons for m in ms)) for n, ms in enumerate(groups)]
    coaches = program.row("coach_time", "<=", limits.vehicle_s)
    by_phase = [program.row(f"coach_time:{n}", "<=", most) for n, most in enumerate(limits.phase_s)]
    short = {city: program.row(f"coach_city:{city}", "<=", n) for city, n in limits.persons_by_city.items()}
    group_of = np.empty(len(cohorts), dtype=np.int64)
    for number, members in enumerate(groups):
        group_of[members] = number
        cover = covers[number]
        tier = cohorts[members[0]].tier
        program.column(f"left:{number}", PENALTY_CENTS * PENALTY_RATIO ** (worst - tier), None, [(cover, 1)])
        city = prefecture_of(cohorts[members[0]].origin_adcode)
        tied = [(cover, 1)] + ([(short[city], 1)] if city in short else [])
        weights = np.array([cohorts[m].persons for m in members])
        for phase, row in zip(direct.phases, by_phase, strict=True):
            if phase.practical[members].all():
                cents = int(np.average(phase.estimate[members], weights=weights))
                share_s = int(np.average(phase.share_s[members], weights=weights))
                program.column(
                    f"direct:{number}:{phase.from_at}", cents, None, [*tied, (coaches, share_s), (row, share_s)]
                )
    flows: dict[int, list[tuple[int, int]]] = {number: [] for number in useful}
    units: dict[int, int] = {}
    for number in useful:
        service = scenario.services[number]
        room = program.row(f"room:{number}", "<=", 0)
        least = program.row(f"least:{number}", ">=", 0)
        whole = program.row(f"units:{number}", "<=", 0)
        program.column(
            f"open:{number}",
            service.fixed_cents,
            1,
            [(least, -max(service.min_load, 1)), (whole, -service.units)],
            True,
        )
        most = most_through_hubs(scenario, policy, service)
        if most is not None:
            hubs = program.row(f"hubs:{number}", "<=", most)
        seats = usable_per_unit(scenario, policy, service)
        units[number] = program.column(
            f"carriages:{number}", service.unit_cents, service.units, [(room, -seats), (whole, 1)], True
        )
        mine = ways.practical & (ways.service == number)
        walks = {int(group_of[way]) for way in ways.cohort[mine & ways.walk_in]}
        yards = FeederYards(scenario, policy, service, program)
        for group, cents in _group_prices(group_of[ways.cohort[mine]], ways.estimate[mine]):
            persons = program.rows[group].rhs
            terms = [(group, 1), (room, 1), (least, 1)] + ([(hubs, 1)] if most is not None else [])
            if group not in walks:
                terms.append((yards.row(cohorts[groups[group][0]].origin_adcode), 1))
            column = program.column(f"ride:{number}:{group}", cents + service.seat_cents, persons, terms)
            flows[number].append((column, group))
    return program, flows, units


def _group_prices(groups: I64, cents: I64) -> list[tuple[int, int]]:
    """Mean price of each group present."""
    names, inverse = np.unique(groups, return_inverse=True)
    means = np.bincount(inverse, weights=cents) / np.bincount(inverse)
    return [(int(name), int(mean)) for name, mean in zip(names, means, strict=True)]


def _spread_over_cohorts(
    x: np.ndarray[tuple[int], np.dtype[np.float64]],
    flows: list[tuple[int, int]],
    groups: list[list[int]],
    left: list[int],
    room: int,
) -> tuple[tuple[int, int], ...]:
    """Whole persons of each cohort, at most ``room`` in all, near the fractional flows; taken off those ``left``."""
    wanted = [(float(x[column]), group) for column, group in flows if x[column] > 1e-6]
    whole = {group: int(value + 1e-6) for value, group in wanted}
    spare = min(round(sum(value for value, _ in wanted)), room) - sum(whole.values())
    for _, group in sorted(wanted, key=lambda pair: (-(pair[0] % 1), pair[1])):
        persons = sum(left[member] for member in groups[group])
        if spare > 0 and whole[group] < persons:
            whole[group] += 1
            spare -= 1
    out = []
    for group, count in sorted(whole.items()):
        for member in groups[group]:
            taken = min(count, left[member])
            if taken:
                out.append((member, taken))
                left[member] -= taken
                count -= taken
    return tuple(out)
