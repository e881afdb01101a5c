"""What would let those left behind travel: the smallest set of rules and resources that blocks a coach of their own.

A person is asked about on top of the finished plan: everybody who has a seat keeps it, and what is left of vehicles,
drivers, permits, beds and hours is what one more coach could use. Releasing a rule means that it does not bind this
coach; releasing a resource means that there is one more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from planner.carrying import Carried
from planner.domain.demand import Cohort
from planner.domain.place import Level
from planner.domain.plan import Finding, LegRole, Unserved
from planner.domain.routing import RoutedTrip, Shipment, TripLoad
from planner.domain.rule import ArrivalAction, DriverRules, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE, Ground
from planner.domain.zones import ZoneBook
from planner.explain.blocking import blocking_set
from planner.schedule.books.claims import Shortage
from planner.schedule.books.ledger import Ledger
from planner.schedule.crews import DriverPool
from planner.schedule.rotations import fleet_order
from planner.schedule.timetable import TimedTrip, timed_options
from planner.schedule.world import World
from planner.schedule.yards import Yard, offered

RELEASABLE = (
    "permits", "escorts", "intake", "tests", "beds", "hubs", "access", "vehicles", "drivers", "windows", "ride_time",
    "stop_ban", "modes", "long_lines", "eligibility", "sealed",
)  # fmt: skip
"""Rules and resources that may be released, those first that a bureau can provide itself."""
OPTIONS_TRIED = 12
"""Departures tried for one more coach."""
MOST_ASKED = 200
"""Cohorts asked about in one plan."""

OpenGround = Callable[[Scenario], Ground]
"""Lays the ground of a scenario; used once, for ground without seals."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a cohort cannot have one more coach: ``names`` block together; ``None``: no release helps."""

    cohort_id: str
    persons: int
    names: tuple[str, ...] | None


def blocked_cohorts(
    carried: Carried,
    cohorts: Sequence[Cohort],
    refused: Mapping[str, object],
    unserved: Sequence[Unserved],
    open_ground: OpenGround,
    time_left: Callable[[], bool],
) -> tuple[Blocked, ...]:
    """Blocking sets of cohorts with persons left behind, those with most persons first.

    Parameters
    ----------
    refused : mapping
        Cohorts (ids) that the funnel keeps back.
    time_left : callable
        Whether there is time to ask about one more cohort.
    """
    left: dict[str, int] = {}
    for row in unserved:
        left[row.cohort_id] = left.get(row.cohort_id, 0) + row.persons
    by_id = {cohort.cohort_id: cohort for cohort in cohorts}
    chosen = sorted(left, key=lambda key: (-left[key], key))[:MOST_ASKED]
    asking = _Asking.of(carried, [by_id[key] for key in chosen], open_ground)
    found = []
    for number, key in enumerate(chosen):
        if not time_left():
            break
        found.append(Blocked(key, left[key], blocking_set(RELEASABLE, asking.person(number, key in refused))))
    return tuple(found)


def blocked_findings(blocked: Sequence[Blocked], unserved: Sequence[Unserved]) -> tuple[Finding, ...]:
    """One finding for each cohort asked about, and how many were not."""
    if not unserved:
        return ()
    found = [
        Finding("BLOCKED_BY", one.cohort_id, str(one.persons), "0", "persons", ";".join(one.names or ()), _said(one))
        for one in blocked
    ]
    left = len({row.cohort_id for row in unserved})
    message = f"blocking sets were found for {len(blocked)} of {left} cohorts with persons left behind"
    return (*found, Finding("BLOCKING_SETS", "cohorts", str(len(blocked)), str(left), "cohorts", "", message))


def _said(one: Blocked) -> str:
    """A blocking set in words."""
    if one.names is None:
        return f"{one.cohort_id}: no release of rules or resources gives it a coach of its own"
    if not one.names:
        return f"{one.cohort_id}: one more coach could still run; the search did not find it in its time"
    together = "; fewer of them are not enough" if len(one.names) > 1 else ""
    return f"{one.cohort_id}: one more coach could run if {' and '.join(one.names)} did not bind{together}"


class _Asking:
    """The finished plan, asked whether one more person could travel."""

    def __init__(self, carried: Carried, world: World, probes: int, open_ground: OpenGround) -> None:
        self._carried, self._world, self._open_ground = carried, world, open_ground
        self._first = len(world.shipments) - probes
        self._ledger = Ledger.of(world)
        self._worlds: dict[frozenset[str], World] = {}
        for sortie in carried.sorties:
            claims = self._ledger.find(sortie.timed)
            if not isinstance(claims, Shortage):
                self._ledger.take(sortie.timed, claims)

    @classmethod
    def of(cls, carried: Carried, cohorts: Sequence[Cohort], open_ground: OpenGround) -> _Asking:
        """The plan with one shipment of one person for each cohort asked about."""
        world = carried.world
        known = len(world.cohorts)
        probes = tuple(_probe(known + number, cohort) for number, cohort in enumerate(cohorts))
        wider = replace(world, shipments=(*world.shipments, *probes), cohorts=(*world.cohorts, *cohorts))
        return cls(carried, wider, len(probes), open_ground)

    def person(self, number: int, refused: bool) -> Callable[[frozenset[str]], bool]:
        """The question about one cohort, by its place among those asked about."""
        return lambda free: self.travels(number, free, refused)

    def travels(self, number: int, free: frozenset[str], refused: bool) -> bool:
        """Whether one more person of a cohort (by its place among those asked about) could travel by coach."""
        if refused and "eligibility" not in free:
            return False
        index = self._first + number
        world = self._released(free)
        if "windows" in free:
            world = _without_window(world, index)
        probe = world.shipments[index]
        fleet = self._nearest_fleet(world, probe)
        if fleet is None:
            return False
        routed = RoutedTrip(
            LegRole.DIRECT, None, fleet, (probe.from_place,), (probe.to_place,), (TripLoad(index, 1),)
        )
        options = timed_options(world, routed, self._loop_s(world, routed))
        return any(self._runs(world, timed, routed, free) for timed in islice(options, OPTIONS_TRIED))

    def _runs(self, world: World, timed: TimedTrip, routed: RoutedTrip, free: frozenset[str]) -> bool:
        if isinstance(self._ledger.find(timed, free), Shortage):
            return False
        return any(
            offered(world, _yard(world, self._carried.yards[number], free), number, timed)
            for number in fleet_order(world, routed, timed)
        )

    def _released(self, free: frozenset[str]) -> World:
        """The world in which these rules do not bind; remembered."""
        key = free & _CHANGES_WORLD
        if key not in self._worlds:
            self._worlds[key] = self._without(key) if key else self._world
        return self._worlds[key]

    def _without(self, free: frozenset[str]) -> World:
        world, policy = self._world, self._world.policy
        policy = replace(policy, rulesets=tuple(_relaxed(rules, free) for rules in policy.rulesets))
        scenario = world.scenario
        if "modes" in free:
            scenario = replace(scenario, mode_bans=())
        if "sealed" not in free:
            return replace(world, policy=policy, scenario=scenario)
        zones = tuple(zone for zone in scenario.zones if zone.level is not Level.SEALED)
        areas = tuple(area for area in scenario.zone_areas if area.level is not Level.SEALED)
        scenario = replace(scenario, zones=zones, zone_areas=areas)
        ground = self._open_ground(scenario)
        return replace(world, policy=policy, scenario=scenario, zones=ZoneBook.of(scenario), ground=ground)

    def _nearest_fleet(self, world: World, probe: Shipment) -> int | None:
        """The fleet whose depot is nearest to the pick-up over any open ground; ``None``: no way at all."""
        up, down = world.rows[probe.from_place], world.rows[probe.to_place]
        matrices = world.ground.matrices
        if all(int(matrix.distance_m[up, down]) >= UNREACHABLE for matrix in matrices):
            return None
        depots = [world.rows[fleet.depot_id] for fleet in world.scenario.fleets]
        empty = [(min(int(matrix.distance_m[row, up]) for matrix in matrices), n) for n, row in enumerate(depots)]
        return min(empty, default=(0, None))[1]

    def _loop_s(self, world: World, routed: RoutedTrip) -> int:
        """Driving of the whole sortie, which decides about a second driver."""
        depot = world.scenario.fleets[routed.fleet].depot_id
        for epoch in range(len(world.ground.matrices)):
            legs = world.legs((depot, *routed.pickups, *routed.drops, depot), epoch)
            if legs is not None:
                return int(legs[1].sum())
        return 0


_CHANGES_WORLD = frozenset({"tests", "beds", "drivers", "ride_time", "stop_ban", "modes", "long_lines", "sealed"})


def _probe(cohort_number: int, cohort: Cohort) -> Shipment:
    """One person of a cohort, straight from its pick-up to its site."""
    board_by = cohort.due_at if cohort.board_by is None else min(cohort.due_at, cohort.board_by)
    return Shipment(
        cohort_number, LegRole.DIRECT, None, cohort.pickup_id, cohort.site_id, cohort.ready_at, board_by, 0,
        cohort.due_at, 1, False, cohort.tier, cohort.enterprise_id, accessible=bool(cohort.needs),
    )  # fmt: skip


def _without_window(world: World, index: int) -> World:
    """The probe may board and arrive at any time of the campaign, and its site is always open."""
    probe, campaign = world.shipments[index], world.scenario.campaign
    wide = replace(probe, depart_from=campaign.start_at, depart_to=campaign.end_at, arrive_to=campaign.end_at)
    hours = {place: span for place, span in world.hours.items() if place != probe.to_place}
    shipments = (*world.shipments[:index], wide, *world.shipments[index + 1 :])
    return replace(world, shipments=shipments, hours=hours)


def _relaxed(rules: RuleSet, free: frozenset[str]) -> RuleSet:
    """A rule set in which the released rules do not bind."""
    if "sealed" in free:
        rules = replace(rules, sealed_closed=False, corridors=())
    if "stop_ban" in free:
        rules = replace(rules, stop_ban_from=None)
    if "long_lines" in free:
        rules = replace(rules, max_trip_m=None)
    if "ride_time" in free:
        rules = replace(rules, times=replace(rules.times, max_ride_s=None, max_journey_s=None))
    if "drivers" in free:
        rules = replace(rules, drivers=DriverRules())
    gone = {action for name, action in _ACTIONS.items() if name in free}
    return replace(rules, arrivals=tuple(rule for rule in rules.arrivals if rule.action not in gone))


_ACTIONS = {"tests": ArrivalAction.TEST, "beds": ArrivalAction.QUARANTINE}


def _yard(world: World, yard: Yard, free: frozenset[str]) -> Yard:
    """The yard with one more vehicle, or two more drivers, where these are released."""
    pool = DriverPool(replace(yard.fleet, drivers=2), None, world.offset_s) if "drivers" in free else None
    return yard.with_more(1 if "vehicles" in free else 0, pool)
