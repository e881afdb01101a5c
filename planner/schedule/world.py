"""What scheduling looks up again and again: places, hours, levels, rules and distances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from planner.domain.demand import Cohort
from planner.domain.place import Level, Place, prefecture_of, within
from planner.domain.routing import RideTable, Shipment
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.domain.travel import UNREACHABLE, Ground
from planner.domain.zones import ZoneBook
from planner.schedule.clock import Ints
from planner.schedule.linehaul import Linehaul, admit
from planner.units import DAY_S

OPEN_ALL_DAY = (0, DAY_S)


def persons_of_sites(cohorts: Iterable[Cohort]) -> dict[str, int]:
    """Persons of cohorts by site."""
    persons: Counter[str] = Counter()
    for cohort in cohorts:
        persons[cohort.site_id] += cohort.persons
    return dict(persons)


@dataclass(frozen=True, slots=True)
class World:
    """Scenario, policy and ground with their indexes; times are local seconds (moment + offset).

    ``cohorts`` are those that travel, as shipments number them; ``persons_at`` counts the persons of all cohorts of a
    site, the refused included.
    """

    scenario: Scenario
    policy: Policy
    ground: Ground
    rows: dict[str, int]
    places: dict[str, Place]
    hours: dict[str, tuple[int, int]]
    zones: ZoneBook
    site_ids: frozenset[str]
    shipments: tuple[Shipment, ...]
    rides: RideTable
    offset_s: int
    cohorts: tuple[Cohort, ...] = ()
    persons_at: Mapping[str, int] = field(default_factory=dict)
    linehaul: Linehaul = field(default_factory=Linehaul)
    seats: dict[tuple[str, str, Level, int], tuple[int, ...]] = field(default_factory=dict)
    registered: dict[frozenset[str], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        policy: Policy,
        ground: Ground,
        shipments: tuple[Shipment, ...],
        rides: RideTable,
        cohorts: Sequence[Cohort] = (),
        persons_at: Mapping[str, int] | None = None,
        linehaul: Linehaul | None = None,
    ) -> World:
        """Index a scenario for scheduling; persons of sites are counted from ``cohorts`` unless given.

        Parameters
        ----------
        linehaul : Linehaul, optional
            Services with what they take of hubs and escorts; without it no service runs.
        """
        places = {place.place_id: place for place in ground.places}
        hours = {site.site_id: (site.opens_s, site.closes_s) for site in scenario.sites}
        for stop in scenario.stops:
            if stop.opens_s is not None and stop.closes_s is not None:
                hours[stop.stop_id] = (stop.opens_s, stop.closes_s)
        return cls(
            scenario,
            policy,
            ground,
            ground.index(),
            places,
            hours,
            ZoneBook.of(scenario),
            frozenset(site.site_id for site in scenario.sites),
            shipments,
            rides,
            scenario.campaign.clock.offset_s,
            tuple(cohorts),
            persons_of_sites(cohorts) if persons_at is None else persons_at,
            admit(scenario, policy, places) if linehaul is None else linehaul,
        )

    def fleets_at(self, cities: frozenset[str]) -> tuple[int, ...]:
        """Fleets registered in one of these cities; remembered."""
        if cities not in self.registered:
            self.registered[cities] = tuple(
                n for n, fleet in enumerate(self.scenario.fleets) if prefecture_of(fleet.registration_adcode) in cities
            )
        return self.registered[cities]

    def usable_seats(self, rules: RuleSet, scope: str, level: Level, escorts: int = 0) -> tuple[int, ...]:
        """Usable seats of every fleet under a rule set, scope and level beside so many escorts; remembered."""
        key = (rules.version, scope, level, escorts)
        if key not in self.seats:
            self.seats[key] = tuple(
                rules.usable_seats(Mode.COACH.value, scope, level, f.seats, f.seat_rows, escorts)
                for f in self.scenario.fleets
            )
        return self.seats[key]

    def rules_at(self, local_s: int) -> RuleSet:
        """Rule set in force at a local second."""
        return self.policy.at(local_s - self.offset_s)

    def epoch(self, local_s: int) -> int:
        """Epoch of sealed ground of a departure."""
        day = local_s // DAY_S - self.ground.first_day
        return self.ground.epoch_of_day[min(max(day, 0), len(self.ground.epoch_of_day) - 1)]

    def legs(self, stops: tuple[str, ...], epoch: int) -> tuple[Ints, Ints] | None:
        """Metres and driving seconds between consecutive stops, or ``None`` when there is no way."""
        at = np.array([self.rows[stop] for stop in stops], dtype=np.int64)
        matrix = self.ground.matrices[epoch]
        metres = matrix.distance_m[at[:-1], at[1:]].astype(np.int64)
        if (metres >= UNREACHABLE).any():
            return None
        return metres, matrix.drive_s[at[:-1], at[1:]].astype(np.int64)

    def ride_s(self, departs: Ints, drive_s: int) -> Ints:
        """Elapsed time to expect of a ride for each departure."""
        rides = self.rides
        bucket = min(-(-drive_s // rides.bucket_s), rides.elapsed_s.shape[1] - 1)
        return np.asarray(rides.elapsed_s[(departs % DAY_S) // rides.departure_step_s, bucket], dtype=np.int64)

    def level(self, place_id: str, local_s: int, level_area: str = "county") -> Level:
        """Zone level of a place at a local second: its county's and its areas', or the strictest of its city."""
        return self.zones.place_level(place_id, self.places[place_id].adcode, local_s - self.offset_s, level_area)

    def sealed(self, place_id: str, from_s: int, to_s: int) -> bool:
        """Whether a place's county, or an area that holds it, is sealed at any local second of ``[from_s, to_s]``."""
        first, last = from_s - self.offset_s, to_s - self.offset_s
        adcode = self.places[place_id].adcode
        return self.zones.strictest_of_place(place_id, adcode, first, last + 1) is Level.SEALED

    def passed(self, stops: tuple[str, ...], depart_s: int) -> Level:
        """Strictest level of the counties on the way of a trip that departs then, each at its strictest meanwhile."""
        ground = self.ground
        day = min(max(depart_s // DAY_S - ground.first_day, 0), len(ground.passed_of_day) - 1)
        table = ground.passed[ground.passed_of_day[day]]
        at = [self.rows[stop] for stop in stops]
        return Level(max(int(table[a, b]) for a, b in pairwise(at)))

    def banned(self, place_id: str, local_s: int) -> bool:
        """Whether coaches may not board or alight in a place's county then."""
        if not self.scenario.mode_bans:
            return False
        at, adcode = local_s - self.offset_s, self.places[place_id].adcode
        return any(
            ban.mode == Mode.COACH.value
            and within(adcode, ban.adcode)
            and ban.from_at <= at
            and (ban.until_at is None or at < ban.until_at)
            for ban in self.scenario.mode_bans
        )

    def is_open(self, place_id: str, local_s: int) -> bool:
        """Whether a place with opening hours is open then."""
        opens, closes = self.hours.get(place_id, OPEN_ALL_DAY)
        second = local_s % DAY_S
        return opens <= second <= closes if opens <= closes else second >= opens or second <= closes
