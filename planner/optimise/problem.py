"""The routing problem as arrays: shipments, places, fleets, rules and calendar in engine form."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, prefecture_of
from planner.domain.plan import LegRole
from planner.domain.routing import RideTable, Shipment
from planner.domain.rule import TRIP_SCOPES, Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.domain.travel import Ground
from planner.domain.zones import PREFECTURE, ZoneBook
from planner.optimise.engines.arrays import (
    ALONE_COLUMNS,
    ARRIVE_FROM,
    ARRIVE_TO,
    DEPART_FROM,
    DEPART_TO,
    DEPOT,
    DIRECT,
    DRIVER_DAY,
    DROP_DWELL,
    F64,
    FIRM,
    FIXED,
    FLEET_COLUMNS,
    FLEET_FROM,
    FLEET_UNTIL,
    GROUP,
    I8,
    I32,
    I64,
    ITEM_COLUMNS,
    KEY,
    MAX_DROPS,
    MAX_PICKUPS,
    MOST_AT_ONCE,
    MOST_DROPS,
    MOST_FIRMS,
    MOST_PICKUPS,
    MOST_TIME,
    MOST_TRIPS,
    ONE_END,
    ORIGIN,
    PAY_HOME,
    PAY_OUT,
    PER_KM,
    PERSONS,
    PICKUP_DWELL,
    REGISTERED,
    RULE_COLUMNS,
    STOP_BAN,
    TARGET,
    TWO_DRIVER_M,
    WAVE,
    RoutingData,
)
from planner.optimise.engines.ruin_recreate import alone_rows
from planner.optimise.first_sorties import with_first_sorties
from planner.units import DAY_S, HOUR_S

NO_LIMIT = 1 << 50
BLOCKED = 1 << 30
NEAR = 24
"""Pick-up keys looked at around a shipment's own."""
PENALTY_CENTS = 20_000_000.0
"""Price of leaving one person of the last tier behind while searching: above any fare."""
PENALTY_RATIO = 30.0
"""Each better tier costs this many times more."""
NEED_SHARE = 0.01
"""By how much leaving a person of a group of whom nobody travels is dearer than one of a group of whom all do."""
MOST_PHASES = 5
"""Later beginnings that a trip is tried with, at most."""
MANY_MILDER = 0.01
"""Share of the places that must become milder on a day before waiting for it is worth a look."""
USE_OF_FLEET = 0.8
"""Share of a fleet's time that routing may fill, so that rotation can place every sortie."""


def build_routing_data(
    scenario: Scenario, policy: Policy, ground: Ground, shipments: Sequence[Shipment], rides: RideTable
) -> RoutingData:
    """Turn shipments and the world around them into engine arrays.

    Parameters
    ----------
    ground : Ground
        Must hold every place of the shipments and every depot of the scenario.
    """
    offset = scenario.campaign.clock.offset_s
    rows = ground.index()
    origin = np.array([rows[s.from_place] for s in shipments], dtype=np.int32)
    target = np.array([rows[s.to_place] for s in shipments], dtype=np.int32)
    way = np.stack([np.stack([m.distance_m, m.drive_s]) for m in ground.matrices]).astype(np.int32)
    key, near = _keys(shipments, origin, way[0, 0])
    rules = policy.rulesets
    long_haul = min((r.drivers.driving_24h_s or NO_LIMIT for r in rules), default=NO_LIMIT)
    level = _levels(scenario, policy, ground, origin, target)
    calendar = np.stack([_rule_of_day(scenario, policy, ground), np.array(ground.epoch_of_day, dtype=np.int32)], axis=1)
    phase = _phases(calendar, level, ground.first_day)
    data = RoutingData(
        item=_items(shipments, origin, target, key, offset),
        penalty=_penalties(shipments),
        way=way,
        level=level,
        area=np.array([[int(prefecture_of(p.adcode)), int(p.adcode[:2])] for p in ground.places], dtype=np.int32),
        near=near,
        fleet=_fleets(scenario, rows),
        usable=_usable(scenario, rules),
        rule=_rules(rules),
        calendar=calendar,
        elapsed=_by_hour(rides),
        elapsed_max=rides.elapsed_s.max(axis=0).astype(np.int32),
        quickest=_by_hour(rides).min(axis=0),
        best_arrival=_best_arrival(scenario, rules, rides),
        constant=np.array([ground.first_day, rides.bucket_s, long_haul, week_share_milli(rules)], dtype=np.int64),
        phase=phase,
        phase_time=_phase_time(scenario, phase),
        alone_from=np.zeros(len(shipments) + 1, dtype=np.int32),
        alone=np.zeros((0, ALONE_COLUMNS), dtype=np.int64),
    )
    fleets = scenario.fleets
    counts = np.array([fleet.count for fleet in fleets], dtype=np.int64)
    data = with_first_sorties(data, counts, np.array([fleet.drivers for fleet in fleets], dtype=np.int64))
    return with_coaches_alone(data)


def with_coaches_alone(data: RoutingData) -> RoutingData:
    """The problem with the coaches that could be opened for each item alone."""
    first = data.alone_from.copy()
    alone_rows(data, first, data.alone)
    alone = np.zeros((int(first[-1]), ALONE_COLUMNS), dtype=np.int64)
    if len(alone):
        alone_rows(data, first, alone)
    return data._replace(alone_from=first, alone=alone)


def _phases(calendar: I32, level: I8, first_day: int) -> I64:
    """Local seconds from which rules or closed ground differ, or many places are milder than before; 0 first."""
    changed = (calendar[1:] != calendar[:-1]).any(axis=1)
    milder = (level[:, 1:] < level[:, :-1]).sum(axis=0)
    weight = np.where(changed, len(level) + milder, np.where(milder >= MANY_MILDER * len(level), milder, 0))
    heaviest = np.argsort(-weight, kind="stable")[:MOST_PHASES]
    days = sorted(1 + int(number) for number in heaviest if weight[number])
    return np.array([0, *((first_day + day) * DAY_S for day in days)], dtype=np.int64)


def _phase_time(scenario: Scenario, phase: I64) -> I64:
    """Vehicle seconds of each fleet for the trips that leave in each phase; a day more, since coaches go out before.

    One phase is the whole campaign, which the fleet's own limit bounds.
    """
    offset_s = scenario.campaign.clock.offset_s
    start, end = scenario.campaign.start_at + offset_s, scenario.campaign.end_at + offset_s
    edges = np.clip(np.append(phase, end), start, end)
    lengths = np.maximum(np.diff(edges) + DAY_S, 2 * DAY_S)
    table = np.full((len(scenario.fleets), len(phase)), NO_LIMIT, dtype=np.int64)
    for number, fleet in enumerate(scenario.fleets):
        if fleet.max_trips is None and len(phase) > 1:
            table[number] = (crews(fleet) * lengths * USE_OF_FLEET).astype(np.int64)
    return table


def week_share_milli(rules: Sequence[RuleSet]) -> int:
    """Vehicle seconds that a second of driving takes when a two-driver crew is bound by its week, in thousandths."""
    week = min((r.drivers.driving_7d_s or NO_LIMIT for r in rules), default=NO_LIMIT)
    return 0 if week >= NO_LIMIT else 7 * DAY_S * 1000 // (2 * week)


def _items(shipments: Sequence[Shipment], origin: I32, target: I32, key: I32, offset: int) -> I64:
    """Shipments as rows; moments become local seconds."""
    firms = {firm: number for number, firm in enumerate(sorted({s.enterprise_id for s in shipments}))}
    item = np.zeros((len(shipments), ITEM_COLUMNS), dtype=np.int64)
    item[:, ORIGIN], item[:, TARGET], item[:, KEY] = origin, target, key
    item[:, DEPART_FROM] = [s.depart_from + offset for s in shipments]
    item[:, DEPART_TO] = [s.depart_to + offset for s in shipments]
    item[:, ARRIVE_FROM] = [s.arrive_from + offset for s in shipments]
    item[:, ARRIVE_TO] = [s.arrive_to + offset for s in shipments]
    item[:, PERSONS] = [s.persons for s in shipments]
    item[:, GROUP] = [s.group for s in shipments]
    item[:, FIRM] = [firms[s.enterprise_id] for s in shipments]
    item[:, DIRECT] = [s.role is LegRole.DIRECT for s in shipments]
    waves: dict[tuple[LegRole, str | None], int] = {}
    item[:, WAVE] = [waves.setdefault((s.role, s.service_id), len(waves)) for s in shipments]
    return item


def _penalties(shipments: Sequence[Shipment]) -> F64:
    worst = max((s.tier for s in shipments), default=0)
    return np.array([PENALTY_CENTS * PENALTY_RATIO ** (worst - s.tier) for s in shipments], dtype=np.float64)


def _keys(shipments: Sequence[Shipment], origin: I32, dist: I32) -> tuple[I32, I32]:
    """Pick-up key (role × service × mixing class × place) of each shipment, and the neighbours of each key.

    Trips grow by neighbouring keys alone, so that one coach carries one class.
    """
    names: dict[tuple[str, str | None, str, int], int] = {}
    key = np.empty(len(shipments), dtype=np.int32)
    for row, shipment in enumerate(shipments):
        name = (shipment.role.value, shipment.service_id, shipment.mix, int(origin[row]))
        key[row] = names.setdefault(name, len(names))
    places = np.array([name[3] for name in names], dtype=np.int32)
    near = np.full((max(len(names), 1), NEAR), -1, dtype=np.int32)
    circles: dict[tuple[str, str | None, str], list[int]] = {}
    for name, number in names.items():
        circles.setdefault(name[:3], []).append(number)
    for members in circles.values():
        ids = np.array(members, dtype=np.int32)
        block = dist[np.ix_(places[ids], places[ids])]
        order = np.argsort(block, axis=1, kind="stable")[:, :NEAR]
        for row, own in enumerate(ids):
            found = [own, *(ids[j] for j in order[row] if ids[j] != own and block[row, j] < BLOCKED)][:NEAR]
            near[own, : len(found)] = found
    return key, near


def _levels(scenario: Scenario, policy: Policy, ground: Ground, origin: I32, target: I32) -> I8:
    """Strictest level of each place on each day.

    Where a rule set looks at the path, a pick-up counts as strict as the strictest way from it to where its shipments
    go: routing never hopes for seats that the path takes away.
    """
    book, clock = ZoneBook.of(scenario), scenario.campaign.clock
    spans = []
    for day, number in enumerate(_rule_of_day(scenario, policy, ground).tolist()):
        at = clock.midnight(ground.first_day + day)
        spans.append((at, at + DAY_S, policy.rulesets[number].level_area))
    table = [[book.strictest_of_place(p.place_id, p.adcode, *span) for span in spans] for p in ground.places]
    level = np.array(table, dtype=np.int8).reshape(-1, len(spans))
    for day, number in enumerate(ground.passed_of_day):
        if number >= 0:
            np.maximum.at(level[:, day], origin, ground.passed[number][origin, target])
    return level


def _rule_of_day(scenario: Scenario, policy: Policy, ground: Ground) -> I32:
    """Rule set in force at each local midnight, by its number."""
    clock = scenario.campaign.clock
    rows = []
    for day in range(len(ground.epoch_of_day)):
        at = clock.midnight(ground.first_day + day)
        number = 0
        for candidate, rules in enumerate(policy.rulesets):
            if rules.effective_from <= at:
                number = candidate
        rows.append(number)
    return np.array(rows, dtype=np.int32)


def _usable(scenario: Scenario, rules: Sequence[RuleSet]) -> I32:
    """Usable seats by rule set, fleet, scope and level; 0 where sealed ground is closed.

    Where the city's level counts, a stop may count as sealed that is not: the matrices keep off what is.
    """
    usable = np.zeros((len(rules), len(scenario.fleets), len(TRIP_SCOPES), len(Level)), dtype=np.int32)
    for r, ruleset in enumerate(rules):
        for f, fleet in enumerate(scenario.fleets):
            for s, scope in enumerate(TRIP_SCOPES):
                for level in Level:
                    if level is Level.SEALED and ruleset.sealed_closed and ruleset.level_area != PREFECTURE:
                        continue
                    usable[r, f, s, level] = ruleset.escorted_seats(
                        Mode.COACH.value, scope, level, fleet.seats, fleet.seat_rows
                    )
    return usable


def _fleets(scenario: Scenario, rows: dict[str, int]) -> I64:
    fleets, offset = scenario.fleets, scenario.campaign.clock.offset_s
    table = np.zeros((len(fleets), FLEET_COLUMNS), dtype=np.int64)
    table[:, FIXED] = [f.fixed_cents for f in fleets]
    table[:, PER_KM] = [f.cents_per_km for f in fleets]
    table[:, DRIVER_DAY] = [f.driver_day_cents for f in fleets]
    table[:, PAY_OUT] = [f.positioning is not Positioning.NONE for f in fleets]
    table[:, PAY_HOME] = [f.positioning is Positioning.RETURN for f in fleets]
    table[:, DEPOT] = [rows[f.depot_id] for f in fleets]
    table[:, REGISTERED] = [int(prefecture_of(f.registration_adcode)) for f in fleets]
    table[:, MOST_TRIPS] = [_most_trips(f) for f in fleets]
    table[:, MOST_TIME] = [_most_time(scenario, f) for f in fleets]
    table[:, FLEET_FROM] = [f.available_from + offset for f in fleets]
    table[:, FLEET_UNTIL] = [f.available_until + offset for f in fleets]
    table[:, MOST_AT_ONCE] = [crews(f) for f in fleets]
    return table


def crews(fleet: Fleet) -> int:
    """Vehicles of a fleet that can be out with two drivers each."""
    return min(fleet.count, fleet.drivers // 2)


def _most_trips(fleet: Fleet) -> int:
    return NO_LIMIT if fleet.max_trips is None else fleet.count * fleet.max_trips


def with_vehicle_time(
    data: RoutingData, seconds: Sequence[int], taken: Sequence[tuple[int, int, int]], short: Collection[tuple[int, int]]
) -> RoutingData:
    """The same problem on what fleets have left.

    Parameters
    ----------
    seconds : sequence of int
        Vehicle seconds of each fleet in all.
    taken : sequence of (fleet, local second, int)
        Departures of sorties, and the vehicle seconds that they take of their phase.
    short : collection of (fleet, local second)
        Departures for which no vehicle was found: nothing is left of their phase.
    """
    fleet, phase_time = data.fleet.copy(), data.phase_time.copy()
    fleet[:, MOST_TIME] = np.minimum(fleet[:, MOST_TIME], np.array(seconds, dtype=np.int64))
    for number, depart_s, used_s in taken:
        phase_time[number, _phase_of(data, depart_s)] -= used_s
    for number, depart_s in short:
        phase_time[number, _phase_of(data, depart_s)] = 0
    return data._replace(fleet=fleet, phase_time=np.maximum(phase_time, 0))


def _phase_of(data: RoutingData, depart_s: int) -> int:
    return int(np.searchsorted(data.phase, depart_s, side="right")) - 1


def with_needs(data: RoutingData, shortfalls: Sequence[int]) -> RoutingData:
    """The same problem with those dearer to leave whose enterprise or origin comes off worse (permille by item).

    The difference is above any fare and far below a person, so that nobody stays behind for it.
    """
    return data._replace(penalty=data.penalty * (1 + NEED_SHARE * np.array(shortfalls, dtype=np.float64) / 1000))


def _most_time(scenario: Scenario, fleet: Fleet) -> int:
    """Vehicle seconds that routing may fill; a fleet with a trip limit is bound by that."""
    return NO_LIMIT if fleet.max_trips is not None else vehicle_seconds(scenario, fleet)


def vehicle_seconds(scenario: Scenario, fleet: Fleet, from_at: int = 0, until_at: int = NO_LIMIT) -> int:
    """Time of a fleet's two-driver crews over the campaign or a part of it, a reserve for rotation left out."""
    start = max(fleet.available_from, scenario.campaign.start_at, from_at)
    end = min(fleet.available_until, scenario.campaign.end_at, until_at)
    return int(crews(fleet) * max(0, end - start) * USE_OF_FLEET)


def _rules(rules: Sequence[RuleSet]) -> I64:
    many = 1 << 20
    table = np.zeros((len(rules), RULE_COLUMNS), dtype=np.int64)
    table[:, MOST_PICKUPS] = [min(r.max_pickups or MAX_PICKUPS, MAX_PICKUPS) for r in rules]
    table[:, MOST_DROPS] = [min(r.max_drops or MAX_DROPS, MAX_DROPS) for r in rules]
    table[:, MOST_FIRMS] = [r.max_enterprises.get(Mode.COACH.value, many) for r in rules]
    table[:, STOP_BAN] = [9 if r.stop_ban_from is None else int(r.stop_ban_from) for r in rules]
    table[:, ONE_END] = [r.one_end_registration for r in rules]
    table[:, TWO_DRIVER_M] = [NO_LIMIT if r.drivers.two_driver_m is None else r.drivers.two_driver_m for r in rules]
    table[:, PICKUP_DWELL] = [r.times.pickup_dwell_s for r in rules]
    table[:, DROP_DWELL] = [r.times.drop_dwell_s for r in rules]
    return table


def opening_hours(scenario: Scenario) -> tuple[int, int]:
    """Hours (seconds of the day) in which every site is open; the widest usual hours when none are common."""
    opens = max((site.opens_s for site in scenario.sites), default=0)
    closes = min((site.closes_s for site in scenario.sites), default=DAY_S)
    if opens + 2 * HOUR_S <= closes:
        return opens, closes
    ordered = sorted(site.opens_s for site in scenario.sites), sorted(site.closes_s for site in scenario.sites)
    middle = len(scenario.sites) // 2
    return ordered[0][middle], ordered[1][middle]


def _by_hour(rides: RideTable) -> I32:
    """The ride table with one row for each hour of departure, the slowest departure of the hour."""
    per_hour = max(1, HOUR_S // rides.departure_step_s)
    return np.asarray(rides.elapsed_s.reshape(24, per_hour, -1).max(axis=1), dtype=np.int32)


def _best_arrival(scenario: Scenario, rules: Sequence[RuleSet], rides: RideTable) -> I32:
    """From ready (half-hour of the day) to the earliest allowed arrival, for each driving-time bucket.

    Considers departures during the next 24 hours that keep the longest ride and reach an open site.
    """
    opens, closes = opening_hours(scenario)
    margin = HOUR_S if closes - opens > 3 * HOUR_S else 0
    longest = min((r.times.max_ride_s or NO_LIMIT) for r in rules)
    step = rides.departure_step_s
    steps = DAY_S // step
    best = np.full((steps, rides.elapsed_s.shape[1]), BLOCKED, dtype=np.int64)
    for ready in range(steps):
        for ahead in range(steps):
            ride = rides.elapsed_s[(ready + ahead) % steps].astype(np.int64)
            total = ahead * step + ride
            second = (ready * step + total) % DAY_S
            allowed = (ride <= longest) & (second >= opens) & (second <= closes - margin)
            best[ready] = np.where(allowed, np.minimum(best[ready], total), best[ready])
    half_hours = np.repeat(best, step // 1_800, axis=0) if step > 1_800 else best
    return np.minimum(half_hours, BLOCKED).astype(np.int32)
