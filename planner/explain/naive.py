"""What the campaign costs when every county and day is planned by itself, as bureaus do by telephone.

The yardstick beside a plan, built without a solver. Persons of one origin county whose window opens on one day
and who go to one county of sites share coaches with nobody else; they fill coach after coach of the widest kind
that may run there, along a chain of nearest sites, and each coach goes out from its depot and comes home.

Every doubt is settled in favour of this way of planning, so that a saving is never overstated: the number of
coaches and drivers owned, travel groups, opening hours, permits and bans are not looked at, a county has one
pick-up for all, each load goes by the cheapest fleet that holds it, and every ride departs at its best hour.
The health rules that shape a coach (usable seats, mixing, drops, registration, longest ride) do hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.domain.demand import Cohort
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import SEAT_PREFIX, Level, prefecture_of
from planner.domain.routing import RideTable
from planner.domain.rule import Policy, RuleSet, scope_of
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.domain.travel import UNREACHABLE, Ground
from planner.domain.zones import ZoneBook
from planner.units import DAY_S


@dataclass(frozen=True, slots=True)
class NaiveCoach:
    """One coach of the yardstick: from one pick-up along ``site_ids`` in order.

    ``usable_seats`` are those of its fleet; ``distance_m`` the way with people aboard; ``cost_cents`` with the
    empty runs that the fleet's positioning pays.
    """

    fleet_id: str
    pickup_id: str
    site_ids: tuple[str, ...]
    persons: int
    usable_seats: int
    distance_m: int
    drivers: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class NaivePlan:
    """All coaches of the yardstick, and the persons it cannot carry by reason (codes of ``reasons.csv``)."""

    coaches: tuple[NaiveCoach, ...]
    left: tuple[tuple[str, int], ...]

    @property
    def persons(self) -> int:
        """Persons carried."""
        return sum(coach.persons for coach in self.coaches)

    @property
    def cost_cents(self) -> int:
        """Cost of all coaches, fen."""
        return sum(coach.cost_cents for coach in self.coaches)

    @property
    def usable_seats(self) -> int:
        """Usable seats of all coaches."""
        return sum(coach.usable_seats for coach in self.coaches)


def naive_plan(
    scenario: Scenario, policy: Policy, ground: Ground, rides: RideTable, cohorts: Sequence[Cohort]
) -> NaivePlan:
    """Plan every origin county, day and county of sites by itself, with coaches alone.

    Parameters
    ----------
    rides : RideTable
        Elapsed times under the driving rules.
    cohorts : sequence of Cohort
        Those that may travel.

    Returns
    -------
    NaivePlan
        Deterministic: depends on the content of the arguments alone.
    """
    desk = _Desk(scenario, policy, ground, rides)
    groups: dict[tuple[int, str, str], list[Cohort]] = defaultdict(list)
    left: dict[str, int] = defaultdict(int)
    for cohort in cohorts:
        day = desk.day_of(cohort)
        if day is None:
            left["ORIGIN_SEALED"] += cohort.persons
        else:
            groups[day, cohort.origin_adcode, desk.county_of_site[cohort.site_id]].append(cohort)
    coaches: list[NaiveCoach] = []
    for (day, _, _), members in sorted(groups.items()):
        case = desk.open(day, members)
        carried = []
        for cohort in members:
            reason = case.refusal(cohort)
            if reason:
                left[reason] += cohort.persons
            else:
                carried.append(cohort)
        coaches += case.coaches(carried)
    return NaivePlan(tuple(coaches), tuple(sorted(left.items())))


class _Desk:
    """The campaign as one who plans by telephone sees it."""

    def __init__(self, scenario: Scenario, policy: Policy, ground: Ground, rides: RideTable) -> None:
        self.scenario, self.policy, self.ground, self.rides = scenario, policy, ground, rides
        self.rows = ground.index()
        self.county_of_site = {site.site_id: site.adcode for site in scenario.sites}
        self.zones = ZoneBook.of(scenario)
        self._best_s = rides.elapsed_s.min(axis=0).tolist()

    def day_of(self, cohort: Cohort) -> int | None:
        """First day of the window on which the origin is open; ``None``: sealed throughout."""
        clock = self.scenario.campaign.clock
        for day in range(clock.day(cohort.ready_at), clock.day(cohort.due_at) + 1):
            at = max(cohort.ready_at, clock.midnight(day))
            closed = self.policy.at(at).sealed_closed
            if not closed or self.zones.level(cohort.origin_adcode, at) is not Level.SEALED:
                return day
        return None

    def elapsed_s(self, drive_s: int) -> int:
        """Wheels-on to wheels-off time at the best hour of departure."""
        bucket = -(-drive_s // self.rides.bucket_s)
        return int(self._best_s[min(bucket, len(self._best_s) - 1)])

    def open(self, day: int, members: Sequence[Cohort]) -> _Case:
        """The case of one county, day and county of sites."""
        seat = SEAT_PREFIX + members[0].origin_adcode
        persons: dict[str, int] = defaultdict(int)
        for cohort in members:
            persons[cohort.pickup_id] += cohort.persons
        pickup = seat if seat in self.rows else max(sorted(persons), key=lambda place: persons[place])
        at = max(min(c.ready_at for c in members), self.scenario.campaign.clock.midnight(day))
        return _Case(self, day, at, pickup, self.county_of_site[members[0].site_id])


class _Case:
    """Rules, distances and fleets of one county, day and county of sites."""

    def __init__(self, desk: _Desk, day: int, at: int, pickup: str, site_county: str) -> None:
        self.desk, self.at, self.pickup = desk, at, pickup
        self.rules = desk.policy.at(at)
        ground = desk.ground
        self.matrix = ground.matrices[ground.epoch_of_day[day - ground.first_day]]
        origin = ground.places[desk.rows[pickup]].adcode
        level = max(desk.zones.level(origin, at), desk.zones.level(site_county, at))
        allowed = _fleets(desk.scenario.fleets, self.rules, origin, site_county, level)
        self.fleets = tuple((f, seats) for f, seats in allowed if self.way(f.depot_id, pickup)[0] < UNREACHABLE)
        self.widest = max((seats for _, seats in self.fleets), default=0)

    def way(self, start: str, end: str) -> tuple[int, int]:
        """Metres and day-time driving seconds between two places."""
        a, b = self.desk.rows[start], self.desk.rows[end]
        return int(self.matrix.distance_m[a, b]), int(self.matrix.drive_s[a, b])

    def refusal(self, cohort: Cohort) -> str:
        """Why a cohort cannot go by coach, empty when it can."""
        metres, drive_s = self.way(self.pickup, cohort.site_id)
        if metres >= UNREACHABLE:
            return "NO_ROUTE"
        ride_s, longest_s = self.desk.elapsed_s(drive_s), self.rules.times.max_ride_s
        if longest_s is not None and ride_s > longest_s:
            return "RIDE_TOO_LONG"
        if max(cohort.ready_at, self.at) + ride_s > cohort.due_at:
            return "WINDOW_TOO_SHORT"
        return "" if self.fleets else "NO_VEHICLE"

    def coaches(self, cohorts: Sequence[Cohort]) -> Iterator[NaiveCoach]:
        """Coaches filled one after another along the chain of sites."""
        waiting: dict[str, list[Cohort]] = defaultdict(list)
        for cohort in sorted(cohorts, key=lambda c: c.cohort_id):
            waiting[cohort.site_id].append(cohort)
        aboard: list[tuple[Cohort, int]] = []
        for site_id in self._chain(waiting):
            for cohort in waiting[site_id]:
                rest = cohort.persons
                while rest:
                    if aboard and (self._is_full(aboard) or not self._may_join(aboard, cohort)):
                        yield self._coach(aboard)
                        aboard = []
                    taken = min(rest, self.widest - sum(persons for _, persons in aboard))
                    aboard.append((cohort, taken))
                    rest -= taken
        if aboard:
            yield self._coach(aboard)

    def _is_full(self, aboard: Sequence[tuple[Cohort, int]]) -> bool:
        return sum(persons for _, persons in aboard) >= self.widest

    def _may_join(self, aboard: Sequence[tuple[Cohort, int]], cohort: Cohort) -> bool:
        """Whether drops and enterprises aboard stay within the rules."""
        sites = {c.site_id for c, _ in aboard} | {cohort.site_id}
        firms = {c.enterprise_id for c, _ in aboard} | {cohort.enterprise_id}
        most_firms = self.rules.max_enterprises.get(Mode.COACH.value)
        within_drops = self.rules.max_drops is None or len(sites) <= self.rules.max_drops
        return within_drops and (most_firms is None or len(firms) <= most_firms)

    def _chain(self, site_ids: Iterable[str]) -> tuple[str, ...]:
        """Sites in order: from the pick-up always to the nearest not yet visited."""
        chain: list[str] = []
        here, open_sites = self.pickup, set(site_ids)
        while open_sites:
            here = min(open_sites, key=lambda site_id: (self.way(here, site_id)[0], site_id))
            chain.append(here)
            open_sites.remove(here)
        return tuple(chain)

    def _coach(self, aboard: Sequence[tuple[Cohort, int]]) -> NaiveCoach:
        """The cheapest fleet that holds a load."""
        persons = sum(count for _, count in aboard)
        sites = self._chain({cohort.site_id for cohort, _ in aboard})
        offers = [self._offer(fleet, seats, sites, persons) for fleet, seats in self.fleets if seats >= persons]
        return min(offers, key=lambda coach: (coach.cost_cents, coach.fleet_id))

    def _offer(self, fleet: Fleet, seats: int, sites: tuple[str, ...], persons: int) -> NaiveCoach:
        """A coach of one fleet with its cost: fixed, paid kilometres, driver days (decision 0004)."""
        legs = [self.way(a, b) for a, b in zip((self.pickup, *sites), sites, strict=False)]
        out, home = self.way(fleet.depot_id, self.pickup), self.way(sites[-1], fleet.depot_id)
        loaded_m = sum(metres for metres, _ in legs)
        loaded_s = sum(drive_s for _, drive_s in legs)
        paid_m = loaded_m
        if fleet.positioning is not Positioning.NONE:
            paid_m += out[0]
        if fleet.positioning is Positioning.RETURN:
            paid_m += home[0]
        drivers = _drivers(self.rules, loaded_m, out[1] + loaded_s + home[1])
        busy_s = sum(self.desk.elapsed_s(s) for s in (out[1], loaded_s, home[1]))
        busy_s += self.rules.times.pickup_dwell_s + len(sites) * self.rules.times.drop_dwell_s
        days = -(-busy_s // DAY_S)
        kilometre_cents = (2 * fleet.cents_per_km * paid_m + 1000) // 2000
        cost = fleet.fixed_cents + kilometre_cents + drivers * days * fleet.driver_day_cents
        return NaiveCoach(fleet.fleet_id, self.pickup, sites, persons, seats, loaded_m, drivers, cost)


def _fleets(
    fleets: Sequence[Fleet], rules: RuleSet, origin: str, site_county: str, level: Level
) -> tuple[tuple[Fleet, int], ...]:
    """Fleets that may run between two counties, with their usable seats."""
    scope, ends = scope_of((origin, site_county)), {prefecture_of(origin), prefecture_of(site_county)}
    able = []
    for fleet in fleets:
        if rules.one_end_registration and prefecture_of(fleet.registration_adcode) not in ends:
            continue
        seats = rules.usable_seats(Mode.COACH.value, scope, level, fleet.seats, fleet.seat_rows)
        if seats:
            able.append((fleet, seats))
    return tuple(able)


def _drivers(rules: RuleSet, loaded_m: int, sortie_drive_s: int) -> int:
    """Two drivers beyond the legal distance, or when one could not drive out, there and home within a day."""
    far = rules.drivers.two_driver_m is not None and loaded_m > rules.drivers.two_driver_m
    long = rules.drivers.driving_24h_s is not None and sortie_drive_s > rules.drivers.driving_24h_s
    return 2 if far or long else 1
