"""Scenario, rules and plan side by side, indexed once: what every rule looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from planner.domain.demand import Cohort, Enterprise, Inspection, Worker
from planner.domain.fleet import Driver, Escort, Fleet
from planner.domain.place import Place, Site, Stop
from planner.domain.plan import (
    Activity,
    DriverDuty,
    Duty,
    EscortDuty,
    Load,
    PathStepRow,
    Plan,
    Reservation,
    Seat,
    StopTime,
    Trip,
)
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.service import Mode, Service
from planner.units import LocalClock, great_circle_m
from planner.verify.levels import LevelBook
from planner.verify.read.plan import PlanFolder

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)
Part = tuple[str, str]
"""Cohort id and part id."""

SAME_PLACE_M = 100
"""Places so near to each other count as one (contract, stops within 100 m)."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything the rules read.

    ``halts`` and ``paths`` are in order of ``seq``, ``parts`` of ``leg_seq``, all duties of ``seq``, ``inspections`` of
    an enterprise of date; ``reservations`` are by kind. ``tiers`` and
    ``stock_outs`` are those in force, by enterprise: the least among the firm and all its customers. ``worker_tiers``
    are those of workers: their own or their firm's, and the least of them in a travel group.
    """

    scenario: Scenario
    policy: Policy
    folder: PlanFolder
    reasons: frozenset[str]
    places: Mapping[str, Place]
    levels: LevelBook
    workers: Mapping[str, Worker]
    enterprises: Mapping[str, Enterprise]
    sites: Mapping[str, Site]
    stops: Mapping[str, Stop]
    fleets: Mapping[str, Fleet]
    services: Mapping[str, Service]
    cohorts: Mapping[str, Cohort]
    trips: Mapping[str, Trip]
    halts: Mapping[str, Sequence[StopTime]]
    paths: Mapping[str, Sequence[PathStepRow]]
    loads: Mapping[str, Sequence[Load]]
    parts: Mapping[Part, Sequence[Load]]
    seats: Mapping[str, Sequence[Seat]]
    members: Mapping[Part, Sequence[str]]
    duties: Mapping[str, Sequence[Duty]]
    driver_duties: Mapping[str, Sequence[DriverDuty]]
    escort_duties: Mapping[str, Sequence[EscortDuty]]
    reservations: Mapping[str, Sequence[Reservation]]
    drivers: Mapping[str, Driver]
    escorts: Mapping[str, Escort]
    inspections: Mapping[str, Sequence[Inspection]]
    tiers: Mapping[str, int]
    stock_outs: Mapping[str, int]
    worker_tiers: Mapping[str, int]

    @property
    def plan(self) -> Plan:
        """The plan under judgement."""
        return self.folder.plan

    @property
    def clock(self) -> LocalClock:
        """Local calendar of the campaign."""
        return self.scenario.campaign.clock

    def rules_at(self, moment: int) -> RuleSet | None:
        """Rule set in force at a moment; ``None`` before the first."""
        found = None
        for rules in self.policy.rulesets:
            if rules.effective_from > moment:
                break
            found = rules
        return found

    def rules_of(self, trip: Trip) -> RuleSet:
        """Rule set in force at a trip's first departure; ``files`` has made sure there is one."""
        rules = self.rules_at(trip.depart_at)
        assert rules is not None
        return rules

    def board_halt(self, load: Load) -> StopTime:
        """Halt where a part boards."""
        return self.halts[load.trip_id][load.board_seq - 1]

    def alight_halt(self, load: Load) -> StopTime:
        """Halt where a part alights."""
        return self.halts[load.trip_id][load.alight_seq - 1]

    def served_halts(self, trip: Trip) -> list[StopTime]:
        """Halts of a trip at which people board or alight."""
        return [halt for halt in self.halts[trip.trip_id] if halt.board or halt.alight]

    def open_halts(self, trip: Trip) -> list[StopTime]:
        """Halts at which the doors open: people board, alight or are tested."""
        return [
            halt
            for halt in self.halts[trip.trip_id]
            if halt.board or halt.alight or halt.activity is Activity.TEST
        ]

    def due_of(self, enterprise_id: str, due_at: int | None) -> int:
        """Last moment of arrival: the due moment, the campaign's end, or the last second before the stock-out day."""
        end = self.scenario.campaign.end_at
        return min(end, end if due_at is None else due_at, self.stock_outs.get(enterprise_id, end + 1) - 1)

    def apart_m(self, a: str, b: str) -> float:
        """Great-circle distance between two places."""
        first, second = self.places[a], self.places[b]
        return great_circle_m(first.lon, first.lat, second.lon, second.lat)

    def same_place(self, a: str, b: str) -> bool:
        """Whether two place ids mean the same spot: equal, or within 100 m."""
        return a == b or self.apart_m(a, b) <= SAME_PLACE_M


def boarding_moments(halt: StopTime) -> list[int]:
    """Moments at which people pass the door: departure where they board, arrival where they alight."""
    return [halt.depart_at] * bool(halt.board) + [halt.arrive_at] * bool(halt.alight)


def level_moments(trip: Trip, halt: StopTime) -> list[int]:
    """Moments at which the level of a halt counts: a coach as it comes and as it goes, others at their doors."""
    return [halt.arrive_at, halt.depart_at] if is_coach(trip) else boarding_moments(halt)


def is_coach(trip: Trip) -> bool:
    """Whether a trip is a coach run of the planner's own making."""
    return trip.mode is Mode.COACH


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules read of a scenario, whatever the plan; see ``World``."""

    places: Mapping[str, Place]
    levels: LevelBook
    workers: Mapping[str, Worker]
    enterprises: Mapping[str, Enterprise]
    inspections: Mapping[str, Sequence[Inspection]]
    tiers: Mapping[str, int]
    stock_outs: Mapping[str, int]
    worker_tiers: Mapping[str, int]


def read_standing(scenario: Scenario, seats: Iterable[Place], class_tiers: Mapping[str, int]) -> Standing:
    """Index a scenario; ``class_tiers``: tier of a priority class by its id and its Chinese name."""
    enterprises = {firm.enterprise_id: firm for firm in scenario.enterprises}
    own_tiers = {key: _tier(firm, class_tiers) for key, firm in enterprises.items()}
    tiers = _least_downstream(enterprises, own_tiers)
    own_stock = {f.enterprise_id: f.stock_out_at for f in scenario.enterprises if f.stock_out_at is not None}
    return Standing(
        places=_places(scenario, seats),
        levels=LevelBook.of(scenario.zones, scenario.zone_areas),
        workers={worker.worker_id: worker for worker in scenario.workers},
        enterprises=enterprises,
        inspections=_grouped(scenario.inspections, attrgetter("enterprise_id"), attrgetter("at")),
        tiers=tiers,
        stock_outs=_least_downstream(enterprises, own_stock),
        worker_tiers=_worker_tiers(scenario.workers, tiers),
    )


def build_world(
    scenario: Scenario, policy: Policy, standing: Standing, folder: PlanFolder, reasons: frozenset[str]
) -> World:
    """Index a plan beside its scenario."""
    plan = folder.plan
    return World(
        scenario=scenario,
        policy=policy,
        folder=folder,
        reasons=reasons,
        places=standing.places,
        levels=standing.levels,
        workers=standing.workers,
        enterprises=standing.enterprises,
        sites={site.site_id: site for site in scenario.sites},
        stops={stop.stop_id: stop for stop in scenario.stops},
        fleets={fleet.fleet_id: fleet for fleet in scenario.fleets},
        services={service.service_id: service for service in scenario.services},
        cohorts={cohort.cohort_id: cohort for cohort in plan.cohorts},
        trips={trip.trip_id: trip for trip in plan.trips},
        halts=_grouped(plan.stop_times, attrgetter("trip_id"), attrgetter("seq")),
        paths=_grouped(plan.paths, attrgetter("trip_id"), attrgetter("seq")),
        loads=_grouped(plan.loads, attrgetter("trip_id"), attrgetter("board_seq")),
        parts=_grouped(plan.loads, attrgetter("cohort_id", "part_id"), attrgetter("leg_seq")),
        seats=_grouped(plan.manifest, attrgetter("trip_id"), attrgetter("board_seq")),
        members=_members(plan.manifest),
        duties=_grouped(plan.duties, attrgetter("vehicle_id"), attrgetter("seq")),
        driver_duties=_grouped(plan.driver_duties, attrgetter("driver_id"), attrgetter("seq")),
        escort_duties=_grouped(plan.escort_duties, attrgetter("escort_id"), attrgetter("seq")),
        reservations=_grouped(plan.reservations, attrgetter("kind"), attrgetter("day")),
        drivers={driver.driver_id: driver for driver in scenario.drivers},
        escorts={escort.escort_id: escort for escort in scenario.escorts},
        inspections=standing.inspections,
        tiers=standing.tiers,
        stock_outs=standing.stock_outs,
        worker_tiers=standing.worker_tiers,
    )


def _tier(firm: Enterprise, class_tiers: Mapping[str, int]) -> int:
    """Tier of a firm by itself: as written where a reason stands beside it, else no worse than its class."""
    by_class = class_tiers.get(firm.priority_class or "")
    return firm.tier if by_class is None or firm.tier_reason else min(firm.tier, by_class)


def _worker_tiers(workers: Iterable[Worker], tiers: Mapping[str, int]) -> dict[str, int]:
    """Tier of every worker by id; a travel group, which is never split, goes with its best."""
    own = {w.worker_id: tiers[w.enterprise_id] if w.tier is None else w.tier for w in workers}
    parties = {w.worker_id: w.group_id or f" {w.worker_id}" for w in workers}
    least: dict[str, int] = {}
    for worker_id, party in parties.items():
        least[party] = min(own[worker_id], least.get(party, own[worker_id]))
    return {worker_id: least[party] for worker_id, party in parties.items()}


def _places(scenario: Scenario, seats: Iterable[Place]) -> dict[str, Place]:
    places = {place.place_id: place for place in seats}
    for stop in scenario.stops:
        places[stop.stop_id] = Place(stop.stop_id, stop.lon, stop.lat, stop.adcode)
    for site in scenario.sites:
        places[site.site_id] = Place(site.site_id, site.lon, site.lat, site.adcode)
    for fleet in scenario.fleets:
        places[fleet.depot_id] = Place(fleet.depot_id, fleet.lon, fleet.lat, fleet.depot_adcode)
    return places


def _grouped(rows: Iterable[Item], key: Callable[[Item], Key], order: Callable[[Item], int]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for group in groups.values():
        group.sort(key=order)
    return dict(groups)


def _members(manifest: Iterable[Seat]) -> dict[Part, list[str]]:
    """Workers of a part by its first leg."""
    members: dict[Part, list[str]] = defaultdict(list)
    for seat in manifest:
        if seat.leg_seq == 1:
            members[seat.cohort_id, seat.part_id].append(seat.worker_id)
    return dict(members)


def _least_downstream(firms: Mapping[str, Enterprise], values: Mapping[str, int]) -> dict[str, int]:
    """Least value among a firm and all the firms it supplies, directly or through others."""
    least: dict[str, int] = {}
    for start in firms:
        seen, waiting = {start}, [start]
        while waiting:
            fresh = {customer for firm in waiting for customer in firms[firm].supplies if customer in firms} - seen
            seen |= fresh
            waiting = sorted(fresh)
        found = [values[firm] for firm in seen if firm in values]
        if found:
            least[start] = min(found)
    return least
