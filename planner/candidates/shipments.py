"""From the choice of services to shipments: what each coach leg has to carry, and within which windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.candidates.prices import CoachPrices
from planner.candidates.stays import Stays
from planner.candidates.ways import CohortArrays, handling_s, longest_wait_s
from planner.domain.demand import Cohort
from planner.domain.mixing import MixBook
from planner.domain.place import within
from planner.domain.plan import LegRole
from planner.domain.routing import OpenService, Ride, Shipment
from planner.domain.scenario import Scenario
from planner.units import DAY_S, HOUR_S

FAR = 1 << 40
JOURNEY_SLACK_S = 2 * HOUR_S
"""Room for stops and rests of the last mile of a journey whose length is limited."""
Asked = tuple[bool, int, str]
"""What is asked on arrival: a test, days of quarantine, the place of it."""


@dataclass(frozen=True, slots=True)
class Work:
    """All coach work: shipments, and the rides that they make up."""

    shipments: tuple[Shipment, ...]
    rides: tuple[Ride, ...]


class _Builder:
    """Collects shipments and rides; places at the same spot get one id, so that a coach halts there once."""

    def __init__(self, prices: CoachPrices, cohorts: Sequence[Cohort], arrays: CohortArrays) -> None:
        self.prices, self.cohorts, self.arrays = prices, cohorts, arrays
        self.shipments: list[Shipment] = []
        self.rides: list[Ride] = []
        self.spot = same_spots(prices.scenario)
        self.rows = prices.ground.index()
        self.stays = Stays(prices, self.spot)
        self.mixing = MixBook(prices.scenario, prices.policy)
        self.ready_at: Mapping[int, int] = {}
        limits = (rules.times.max_journey_s for rules in prices.policy.rulesets)
        self.journey_s = min((limit for limit in limits if limit is not None), default=None)
        self.hours = {site.site_id: (site.opens_s, site.closes_s) for site in prices.scenario.sites}
        for stop in prices.scenario.stops:
            if stop.opens_s is not None and stop.closes_s is not None:
                self.hours[stop.stop_id] = stop.opens_s, stop.closes_s

    def opening(self, place_id: str, earliest: int) -> tuple[int, int]:
        """First opening span of a place that an arrival from ``earliest`` on can use, as moments."""
        clock, (opens, closes) = self.prices.scenario.campaign.clock, self.hours.get(place_id, (0, DAY_S))
        midnight = clock.midnight(clock.day(earliest))
        if opens > closes:
            return earliest, earliest + DAY_S
        later = DAY_S if earliest > midnight + closes else 0
        return midnight + later + opens, midnight + later + closes

    def ship(
        self,
        cohort: int,
        role: LegRole,
        service_id: str | None,
        ends: tuple[str, str],
        times: tuple[int, int, int, int],
        persons: int,
        group: bool,
        asked: Asked,
        mix: str,
    ) -> int:
        """Add a shipment and return its index."""
        c = self.cohorts[cohort]
        start, end = (self.spot.get(place, place) for place in ends)
        tested, days, stay = asked
        self.shipments.append(
            Shipment(
                cohort, role, service_id, start, end, *times, persons, group, c.tier, c.enterprise_id,
                mix=mix, accessible=bool(c.needs), tested=tested, quarantine_days=days, quarantine_at=stay,
            )
        )  # fmt: skip
        return len(self.shipments) - 1


def same_spots(scenario: Scenario) -> dict[str, str]:
    """Sites that stand at the same point: each mapped to the first of them."""
    first: dict[tuple[float, float], str] = {}
    return {
        site.site_id: first.setdefault((round(site.lon, 5), round(site.lat, 5)), site.site_id)
        for site in sorted(scenario.sites, key=lambda site: site.site_id)
    }


def build_work(
    prices: CoachPrices,
    cohorts: Sequence[Cohort],
    arrays: CohortArrays,
    practical: Sequence[bool],
    opened: Sequence[OpenService],
    ready_at: Mapping[int, int] | None = None,
) -> Work:
    """Shipments of every cohort: over the services that carry it, and by direct coach for the rest.

    Parameters
    ----------
    practical : sequence of bool
        Whether a direct coach can serve each cohort in time.
    ready_at : mapping, optional
        Moment at which the last person of a service (index) is through the queue at its hub of arrival.
    """
    builder = _Builder(prices, cohorts, arrays)
    builder.ready_at = ready_at or {}
    bundles = [_Bundle.of(cohort) for cohort in cohorts]
    for entry in opened:
        for cohort, persons in entry.persons:
            for size, group in bundles[cohort].take(persons):
                _over_service(builder, cohort, entry.service, size, group)
    for cohort, bundle in enumerate(bundles):
        if practical[cohort]:
            for size, group in bundle.take(cohorts[cohort].persons):
                _direct(builder, cohort, size, group)
    return Work(tuple(builder.shipments), tuple(builder.rides))


@dataclass(slots=True)
class _Bundle:
    """Persons of a cohort not yet sent: single travellers and whole groups."""

    singles: int
    groups: list[int]

    @classmethod
    def of(cls, cohort: Cohort) -> _Bundle:
        return cls(cohort.persons - sum(cohort.group_sizes), list(cohort.group_sizes))

    def take(self, persons: int) -> list[tuple[int, bool]]:
        """Pieces of at most ``persons`` in all: groups that fit, then singles together."""
        pieces, kept = [], []
        for size in self.groups:
            if size <= persons:
                pieces.append((size, True))
                persons -= size
            else:
                kept.append(size)
        self.groups = kept
        singles = min(self.singles, persons)
        if singles:
            pieces.append((singles, False))
            self.singles -= singles
        return pieces


def _direct(builder: _Builder, cohort: int, persons: int, group: bool) -> None:
    c, arrays = builder.cohorts[cohort], builder.arrays
    last = _board_by(c, c.due_at)
    asked = builder.stays.asked(c, c.ready_at, last)
    times = (c.ready_at, last, int(arrays.arrive_from[cohort]), c.due_at)
    ends = (c.pickup_id, asked[2] or c.site_id)
    mix = builder.mixing.of(c, c.ready_at, last)
    index = builder.ship(cohort, LegRole.DIRECT, None, ends, times, persons, group, asked, mix)
    builder.rides.append(Ride(cohort, persons, group, None, index, None, None))


def _board_by(cohort: Cohort, latest: int) -> int:
    """Latest first boarding: a promise may come before the window's end."""
    return latest if cohort.board_by is None else min(latest, cohort.board_by)


def _over_service(builder: _Builder, cohort: int, number: int, persons: int, group: bool) -> None:
    scenario, c = builder.prices.scenario, builder.cohorts[cohort]
    service = scenario.services[number]
    board_s, alight_s = handling_s(builder.prices, service)
    longest = longest_wait_s(builder.prices, service)
    stop = next(s for s in scenario.stops if s.stop_id == service.from_stop_id)
    walk_in = c.pickup_id == stop.stop_id or any(within(c.origin_adcode, area) for area in stop.catchment_adcodes)
    feeder = None
    arrive_by = _arrive_by(builder, cohort, number, alight_s, walk_in)
    if walk_in:
        asked = builder.stays.asked(c, service.depart_at, service.depart_at)
        mix = builder.mixing.of(c, service.depart_at, service.depart_at)
    else:
        ends = (c.pickup_id, service.from_stop_id)
        drive_s = builder.prices.drive_s(*(np.array([builder.rows[place]]) for place in ends))
        ride_s = int(builder.prices.likely_s(drive_s)[0])
        last_board = _board_by(c, service.depart_at - board_s)
        ready_at = c.ready_at if builder.journey_s is None else max(c.ready_at, arrive_by - builder.journey_s)
        first_board, last_board = builder.mixing.steady(c, ready_at, last_board, ride_s)
        asked = builder.stays.asked(c, first_board, last_board)
        mix = builder.mixing.of(c, first_board, last_board)
        times = (first_board, last_board, service.depart_at - longest, service.depart_at - board_s)
        feeder = builder.ship(cohort, LegRole.FEEDER, service.service_id, ends, times, persons, group, asked, mix)
    hub_s = alight_s, longest
    last = _last_mile(builder, cohort, number, hub_s, arrive_by, persons, group, asked, mix)
    builder.rides.append(Ride(cohort, persons, group, number, None, feeder, last))


def _arrive_by(builder: _Builder, cohort: int, number: int, alight_s: int, walk_in: bool) -> int:
    """Latest arrival of a journey over a service where journeys are limited, else far off.

    Feeder and last mile are routed apart; a fixed moment between them keeps every pair within the limit.
    """
    service = builder.prices.scenario.services[number]
    if builder.journey_s is None:
        return FAR
    if walk_in:
        return service.depart_at + builder.journey_s
    ends = np.int64(builder.rows[service.to_stop_id]), np.int64(builder.arrays.site[cohort])
    there = service.arrive_at + alight_s + int(builder.prices.drive_s(*ends))
    opens, _ = builder.opening(builder.cohorts[cohort].site_id, there)
    return max(there, opens) + JOURNEY_SLACK_S


def _last_mile(
    builder: _Builder,
    cohort: int,
    number: int,
    hub_s: tuple[int, int],
    arrive_by: int,
    persons: int,
    group: bool,
    asked: Asked,
    mix: str,
) -> int:
    """From a service's last hub to the site or the place of quarantine; ``hub_s``: handling and longest wait."""
    c, service = builder.cohorts[cohort], builder.prices.scenario.services[number]
    place = asked[2] or c.site_id
    ready = max(service.arrive_at + hub_s[0], builder.ready_at.get(number, 0))
    drive_s = int(builder.prices.drive_s(np.int64(builder.rows[service.to_stop_id]), np.int64(builder.rows[place])))
    halt_s = builder.prices.policy.at(service.depart_at).test_result_s if asked[0] else 0
    opens, closes = builder.opening(place, ready + drive_s + halt_s)
    earliest = max(opens, int(builder.arrays.arrive_from[cohort]))
    times = (ready, service.arrive_at + hub_s[1], earliest, min(closes, c.due_at, arrive_by))
    ends = (service.to_stop_id, place)
    return builder.ship(cohort, LegRole.LAST_MILE, service.service_id, ends, times, persons, group, asked, mix)


def add_direct_rides(
    work: Work,
    prices: CoachPrices,
    cohorts: Sequence[Cohort],
    arrays: CohortArrays,
    left: Sequence[tuple[int, int, bool]],
) -> Work:
    """The same work plus direct rides for persons (cohort, persons, group) that a first pass left behind."""
    builder = _Builder(prices, cohorts, arrays)
    builder.shipments, builder.rides = list(work.shipments), list(work.rides)
    for cohort, persons, group in left:
        _direct(builder, cohort, persons, group)
    return replace(work, shipments=tuple(builder.shipments), rides=tuple(builder.rides))
