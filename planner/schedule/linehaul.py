"""Services before any coach runs: their escorts, their boarding, and the queue of those who get off.

Services are bound to their times, coaches are not. So escorts and quarter-hours at stations and airports go to
services first, in order of departure; coaches take what is left around them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.domain.demand import Cohort
from planner.domain.hubs import HUB, QUARTER_S, Passage, QuarterBook, per_quarter
from planner.domain.mixing import MixBook
from planner.domain.place import Level, Place
from planner.domain.routing import OpenService
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.service import RAIL_MODES, Service
from planner.domain.zones import ZoneBook
from planner.schedule.escorting import Escorting, Going, Roster
from planner.schedule.units import Want, fill, loads_of
from planner.units import DAY_S, HOUR_S

COACH_TIME_S = HOUR_S
"""Of the longest wait at a hub, so much is left to the coaches after the queue."""


@dataclass(frozen=True, slots=True)
class Short:
    """Persons of a cohort (index) for whom a service has no room, and why."""

    cohort: int
    persons: int
    reason: str
    blocking_id: str


@dataclass(frozen=True, slots=True)
class Linehaul:
    """Services as they can run, with the quarter-hours and escorts that are theirs.

    Attributes
    ----------
    closed : mapping
        Services that cannot run, with the reason for ``offers.csv``.
    short : tuple of Short
        Persons that hubs or escorts cut off.
    boards, alights : mapping
        Service (index) to its quarter-hours at either end; local seconds.
    ready_s : mapping
        Service (index) to the local second at which the last of its persons is through the hub of arrival; absent
        where no queue can form.
    escorts : mapping
        Service (index) to the escorts that go along.
    quarters, roster
        What is taken so far; copied by every rotation.
    """

    quarters: QuarterBook = field(default_factory=lambda: QuarterBook({}))
    roster: Roster = field(default_factory=lambda: Roster((), {}, 0))
    opened: tuple[OpenService, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    short: tuple[Short, ...] = ()
    boards: Mapping[int, tuple[Passage, ...]] = field(default_factory=dict)
    alights: Mapping[int, tuple[Passage, ...]] = field(default_factory=dict)
    ready_s: Mapping[int, int] = field(default_factory=dict)
    escorts: Mapping[int, tuple[Escorting, ...]] = field(default_factory=dict)


def service_level(scenario: Scenario, policy: Policy, zones: ZoneBook, service: Service) -> Level:
    """Strictest level of the two ends of a service, each at its own moment."""
    area = policy.at(service.depart_at).level_area
    code = {stop.stop_id: stop.adcode for stop in scenario.stops}
    calls = ((service.from_stop_id, service.depart_at), (service.to_stop_id, service.arrive_at))
    return max(zones.place_level(stop, code[stop], at, area) for stop, at in calls)


def boarding_s(rules: RuleSet, service: Service) -> int:
    """Time before departure from which a service is boarded."""
    return rules.times.rail_board_s if service.mode in RAIL_MODES else rules.times.air_board_s


def seats_beside(rules: RuleSet, service: Service, usable: int, escorts: int) -> int:
    """Seats of one unit that may be taken beside so many escorts, ``usable`` of them without any."""
    observed = rules.observation_rows.get(service.mode.value, 0) * -(
        -service.seats_per_unit // max(service.rows_per_unit, 1)
    )
    return max(0, min(usable, service.seats_per_unit - observed - escorts))


def admit(
    scenario: Scenario,
    policy: Policy,
    places: Mapping[str, Place],
    cohorts: Sequence[Cohort] = (),
    opened: Sequence[OpenService] = (),
) -> Linehaul:
    """Give services their escorts and quarter-hours; cut persons that there is no room for, the last tiers first.

    Parameters
    ----------
    places : mapping
        Places by id: stops, and the seats ``adcode:NNNNNN`` of the escorts' bases.
    """
    desk = _Desk(scenario, policy, places, cohorts)
    services = scenario.services
    for entry in sorted(opened, key=lambda e: (services[e.service].depart_at, services[e.service].service_id)):
        desk.admit(desk.apart(entry))
    return Linehaul(
        desk.quarters,
        desk.roster,
        tuple(sorted(desk.opened, key=lambda entry: entry.service)),
        desk.closed,
        tuple(desk.short),
        desk.boards,
        desk.alights,
        desk.ready_s,
        desk.escorts,
    )


class _Desk:
    """Takes services one after the other."""

    def __init__(
        self, scenario: Scenario, policy: Policy, places: Mapping[str, Place], cohorts: Sequence[Cohort]
    ) -> None:
        self._scenario, self._policy, self._cohorts = scenario, policy, cohorts
        self._zones, self._mixing = ZoneBook.of(scenario), MixBook(scenario, policy)
        self._offset_s = scenario.campaign.clock.offset_s
        self.quarters = QuarterBook(per_quarter(scenario.stops))
        self.quarters.take(scenario.taken.passages(HUB, self._offset_s))
        self.roster = Roster(scenario.escorts, places, self._offset_s)
        for escort_id, from_at, until_at in scenario.taken.escorts:
            self.roster.block(escort_id, from_at + self._offset_s, until_at + self._offset_s)
        self.opened: list[OpenService] = []
        self.closed: dict[str, str] = {}
        self.short: list[Short] = []
        self.boards: dict[int, tuple[Passage, ...]] = {}
        self.alights: dict[int, tuple[Passage, ...]] = {}
        self.ready_s: dict[int, int] = {}
        self.escorts: dict[int, tuple[Escorting, ...]] = {}

    def apart(self, entry: OpenService) -> OpenService:
        """The service with units enough to keep classes and firms apart, and those who then find no seat cut off."""
        service = self._scenario.services[entry.service]
        most_firms = self._policy.at(service.depart_at).max_enterprises.get(service.mode.value)
        if most_firms is None and not self._mixing.keeps_apart:
            return entry
        wants = [
            Want(
                n, persons, mix=self._mixing.of(c, service.depart_at, service.depart_at), firm=c.enterprise_id
            )
            for n, (cohort, persons) in enumerate(entry.persons)
            for c in (self._cohorts[cohort],)
        ]
        units, seats = entry.units, fill(wants, [entry.seats_per_unit] * entry.units, most_firms)
        wanted = sum(want.persons for want in wants)
        while units < service.units and sum(loads_of(seats).values()) < wanted:
            units += 1
            seats = fill(wants, [entry.seats_per_unit] * units, most_firms)
        kept = [sum(persons for _, persons in seats[n]) for n in range(len(wants))]
        for (cohort, persons), seated in zip(entry.persons, kept, strict=True):
            if seated < persons:
                self.short.append(Short(cohort, persons - seated, "MIXING_LIMIT", service.service_id))
        aboard = tuple((cohort, seated) for (cohort, _), seated in zip(entry.persons, kept, strict=True) if seated)
        return OpenService(entry.service, units, entry.seats_per_unit, aboard)

    def admit(self, entry: OpenService) -> None:
        """Open a service with as many persons as escorts and hubs allow, or close it."""
        service = self._scenario.services[entry.service]
        wanted = sum(persons for _, persons in entry.persons)
        persons, reason, blocking = wanted, "", ""
        by_escorts = self._most_escorted(entry, service, wanted)
        if by_escorts < persons:
            persons, reason, blocking = by_escorts, "NO_ESCORT", service.service_id
        for stop_id, room in self._rooms(service).items():
            if room < persons:
                persons, reason, blocking = room, "HUB_FULL", stop_id
        if persons < max(service.min_load, 1) and persons < wanted:
            self.closed[service.service_id] = "no_escort" if reason == "NO_ESCORT" else "hub_full"
            persons = 0
        kept = self._keep(entry, persons, reason, blocking)
        if kept.persons:
            self._enter(kept, service, persons)

    def _enter(self, entry: OpenService, service: Service, persons: int) -> None:
        """Take the quarter-hours and escorts of a service that runs."""
        number = entry.service
        self.opened.append(entry)
        for stop_id, (from_s, until_s) in self._spans(service).items():
            if stop_id not in self.quarters.limits:
                continue
            passages = self.quarters.spread(stop_id, persons, from_s, until_s) or ()
            self.quarters.take(passages)
            if stop_id == service.from_stop_id:
                self.boards[number] = passages
            else:
                self.alights[number] = passages
                self.ready_s[number] = max((passage.until_s for passage in passages), default=0)
        found = self.roster.find(self._needed(service, persons), self._going(service))
        if not isinstance(found, str):
            self.roster.take(found)
            self.escorts[number] = found

    def _rooms(self, service: Service) -> dict[str, int]:
        """Persons that the limited hubs of a service have room for; those who get off also board coaches there."""
        rooms = {
            stop_id: self.quarters.room(stop_id, from_s, until_s)
            for stop_id, (from_s, until_s) in self._spans(service).items()
            if stop_id in self.quarters.limits
        }
        end = service.to_stop_id
        if end in rooms:
            from_s, until_s = self._spans(service)[end]
            rooms[end] = min(rooms[end], self.quarters.room(end, from_s, until_s + COACH_TIME_S) // 2)
        return rooms

    def _spans(self, service: Service) -> dict[str, tuple[int, int]]:
        """When those of a service pass the hubs at either end; local seconds."""
        rules = self._policy.at(service.depart_at)
        depart_s, arrive_s = service.depart_at + self._offset_s, service.arrive_at + self._offset_s
        wait_s = DAY_S if rules.times.max_hub_wait_s is None else rules.times.max_hub_wait_s
        last_s = (arrive_s + max(wait_s - COACH_TIME_S, QUARTER_S)) // QUARTER_S * QUARTER_S
        return {
            service.from_stop_id: (depart_s - boarding_s(rules, service), depart_s),
            service.to_stop_id: (arrive_s, last_s),
        }

    def _needed(self, service: Service, persons: int) -> dict[str, int]:
        level = service_level(self._scenario, self._policy, self._zones, service)
        ride_s = service.arrive_at - service.depart_at
        return self._policy.at(service.depart_at).escorts_needed(service.mode.value, persons, ride_s, level)

    def _going(self, service: Service) -> Going:
        depart_s, arrive_s = service.depart_at + self._offset_s, service.arrive_at + self._offset_s
        meet_s = depart_s - boarding_s(self._policy.at(service.depart_at), service)
        return Going(service.from_stop_id, service.to_stop_id, meet_s, depart_s, arrive_s)

    def _most_escorted(self, entry: OpenService, service: Service, wanted: int) -> int:
        """Most persons whose escorts are free and still find a seat."""
        if not self._needed(service, wanted):
            return wanted
        rules, going = self._policy.at(service.depart_at), self._going(service)
        free = {kind: len(self.roster.free(kind, going)) for kind in self._needed(service, wanted)}
        for persons in range(wanted, 0, -1):
            needed = self._needed(service, persons)
            each, more = divmod(sum(needed.values()), entry.units)
            seats = more * seats_beside(rules, service, entry.seats_per_unit, each + 1)
            seats += (entry.units - more) * seats_beside(rules, service, entry.seats_per_unit, each)
            if persons <= seats and all(free[kind] >= count for kind, count in needed.items()):
                return persons
        return 0

    def _keep(self, entry: OpenService, room: int, reason: str, blocking: str) -> OpenService:
        """The service with at most so many persons, better tiers first; the others are noted as short."""
        ranks = sorted(range(len(entry.persons)), key=lambda n: (self._cohorts[entry.persons[n][0]].tier, n))
        kept: dict[int, int] = {}
        for rank in ranks:
            cohort, persons = entry.persons[rank]
            taken = min(persons, room)
            room -= taken
            if taken:
                kept[rank] = taken
            if taken < persons:
                self.short.append(Short(cohort, persons - taken, reason, blocking))
        aboard = tuple((entry.persons[rank][0], kept[rank]) for rank in sorted(kept))
        return OpenService(entry.service, entry.units, entry.seats_per_unit, aboard)
