"""Direct and line-haul ways of every cohort, with prices and feasibility by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.candidates.prices import NEVER, CoachPrices, Ints
from planner.domain.candidates import CoachPhase, DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.lights import LightBook
from planner.domain.place import Level, within
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.service import RAIL_MODES, Mode, Service
from planner.domain.travel import UNREACHABLE
from planner.domain.zones import ZoneBook
from planner.units import DAY_S

Bools = npt.NDArray[np.bool_]

FEEDER_REACH_M = 700_000
"""Longest feeder that is looked at; a planning habit, not a rule, so bounds ignore it."""
LAST_MILE_REACH_M = 300_000
"""Longest last mile that is looked at; likewise."""


@dataclass(frozen=True, slots=True)
class CohortArrays:
    """Cohorts as index arrays over the places of the ground."""

    pickup: Ints
    site: Ints
    ready: Ints
    due: Ints
    arrive_from: Ints
    board_by: Ints


def cohort_arrays(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], rows: dict[str, int]
) -> CohortArrays:
    """Rows of pick-up and site, windows, the earliest arrival, the latest boarding."""
    return CohortArrays(
        pickup=np.array([rows[c.pickup_id] for c in cohorts], dtype=np.int64),
        site=np.array([rows[c.site_id] for c in cohorts], dtype=np.int64),
        ready=np.array([c.ready_at for c in cohorts], dtype=np.int64),
        due=np.array([c.due_at for c in cohorts], dtype=np.int64),
        arrive_from=np.array(_arrivals(scenario, policy, cohorts), dtype=np.int64),
        board_by=np.array([c.due_at if c.board_by is None else c.board_by for c in cohorts], dtype=np.int64),
    )


def _arrivals(scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort]) -> list[int]:
    """Earliest arrival of each cohort: its enterprise has resumed, and its light has opened for the days till due."""
    clock = scenario.campaign.clock
    resume = {firm.enterprise_id: firm.resume_from or 0 for firm in scenario.enterprises}
    lights = LightBook(scenario.enterprises, scenario.inspections, clock)
    found = []
    for c in cohorts:
        opened = lights.open_since(c.enterprise_id, clock.day(c.due_at), policy.at(c.ready_at))
        found.append(max(resume[c.enterprise_id], 0 if opened is None else clock.midnight(opened)))
    return found


def direct_ways(prices: CoachPrices, cohorts: Sequence[Cohort], arrays: CohortArrays) -> DirectWays:
    """The direct coach of each cohort; none is longer than the longest trip that any rule set allows."""
    metres = prices.metres(arrays.pickup, arrays.site)
    fastest = prices.fastest_s(metres)
    longest = max((r.times.longest_s(direct=True) or NEVER) for r in prices.policy.rulesets)
    farthest = max((r.max_trip_m or NEVER) for r in prices.policy.rulesets)
    possible = (metres < UNREACHABLE) & (arrays.ready + fastest <= arrays.due) & (fastest <= longest)
    possible &= metres <= farthest
    possible &= arrays.ready <= arrays.board_by
    possible &= _open_origin(prices, cohorts)
    drive = prices.drive_s(arrays.pickup, arrays.site)
    likely = prices.likely_s(drive)
    practical = possible & (likely <= longest) & (arrays.ready + likely <= arrays.due)
    return DirectWays(
        practical=practical,
        possible=possible,
        floors=cache(partial(prices.floor, arrays.pickup, arrays.site, arrays.ready, arrays.due)),
        seats=prices.most_seats(arrays.pickup, arrays.site, arrays.ready, arrays.due),
        phases=_direct_phases(prices, arrays, practical, likely),
    )


def _direct_phases(
    prices: CoachPrices, arrays: CohortArrays, practical: Bools, likely: Ints
) -> tuple[CoachPhase, ...]:
    """Direct coaches by the rule set in force as they leave: later ones may be fuller, earlier ones sooner there."""
    campaign = prices.scenario.campaign
    edges = [r.effective_from for r in prices.policy.rulesets if campaign.start_at < r.effective_from < campaign.end_at]
    phases = []
    for start, end in pairwise((campaign.start_at, *edges, campaign.end_at)):
        leave = np.maximum(arrays.ready, start)
        able = practical & (leave < end) & (leave <= arrays.board_by) & (leave + likely <= arrays.due)
        estimate = prices.estimate(arrays.pickup, arrays.site, start)
        share_s = prices.vehicle_share_s(arrays.pickup, arrays.site, start)
        phases.append(CoachPhase(start, end, able, estimate, share_s))
    return tuple(phases)


def _open_origin(prices: CoachPrices, cohorts: Sequence[Cohort]) -> Bools:
    """Whether at some moment of its window a cohort's origin and pick-up are open and coaches may stop there."""
    gates = _Gates(prices)
    county = {place.place_id: place.adcode for place in prices.ground.places}
    return np.array(
        [gates.open(c.pickup_id, county[c.pickup_id], c.origin_adcode, c.ready_at, c.due_at) for c in cohorts],
        dtype=np.bool_,
    )


class _Gates:
    """Whether a place is open to coaches at some moment of a span: neither sealed nor under a ban.

    Sealed ground counts as closed at moments at which every rule set closes it under which a trip there may have left.
    """

    def __init__(self, prices: CoachPrices) -> None:
        scenario, rulesets = prices.scenario, prices.policy.rulesets
        self._book, self._rulesets = ZoneBook.of(scenario), rulesets
        self._bans = [ban for ban in scenario.mode_bans if ban.mode == Mode.COACH.value]
        self._ahead = max(NEVER if r.times.max_ride_s is None else r.times.max_ride_s for r in rulesets)
        ends = {ban.until_at for ban in self._bans if ban.until_at is not None}
        self._edges = tuple(sorted(ends | set(self._book.edges()) | {r.effective_from for r in rulesets}))
        self._known: dict[tuple[str, str, str, int, int], bool] = {}

    def open(self, place_id: str, county: str, origin: str, from_at: int, until_at: int) -> bool:
        """Whether coaches may board a place for people of county ``origin`` at a moment of ``[from_at, until_at]``."""
        key = (place_id, county, origin, from_at, until_at)
        if key not in self._known:
            moments = (from_at, *(edge for edge in self._edges if from_at < edge <= until_at))
            self._known[key] = any(not self._shut(place_id, county, origin, at) for at in moments)
        return self._known[key]

    def _shut(self, place_id: str, county: str, origin: str, at: int) -> bool:
        levels = (self._book.place_level(place_id, county, at), self._book.level(origin, at))
        if Level.SEALED in levels and self._closed(at):
            return True
        return any(
            within(county, ban.adcode) and ban.from_at <= at and (ban.until_at is None or at < ban.until_at)
            for ban in self._bans
        )

    def _closed(self, at: int) -> bool:
        """Whether all rule sets in force at some moment of a longest ride up to ``at`` close sealed ground."""
        sets = self._rulesets
        ends = [r.effective_from for r in sets[1:]] + [NEVER]
        return all(
            r.sealed_closed
            for r, end in zip(sets, ends, strict=True)
            if r.effective_from <= at and end > at - self._ahead
        )


def linehaul_ways(
    prices: CoachPrices, cohorts: Sequence[Cohort], arrays: CohortArrays, open_services: Sequence[int]
) -> LinehaulWays:
    """Every pair of a cohort and a service that can still be ordered, if windows allow it at all."""
    rows, doors = prices.ground.index(), _Doors.of(prices.scenario, cohorts)
    blocks = [
        _service_block(prices, doors, arrays, number, prices.scenario.services[number], rows)
        for number in open_services
    ]
    if not blocks:
        none = np.empty(0, dtype=np.int64)
        return LinehaulWays(none, none, none.astype(bool), none.astype(bool), none, lambda: none)
    cohort, service, walk, practical, estimate = (np.concatenate(column) for column in zip(*blocks, strict=True))

    @cache
    def floors() -> Ints:
        kept = zip(blocks, open_services, strict=True)
        return np.concatenate([_floors(prices, arrays, block, prices.scenario.services[n], rows) for block, n in kept])

    return LinehaulWays(cohort, service, walk, practical, estimate, floors)


def _floors(
    prices: CoachPrices, arrays: CohortArrays, block: tuple[Ints, Ints, Bools, Bools, Ints], service: Service,
    rows: dict[str, int],
) -> Ints:  # fmt: skip
    """Floors of one service: of its feeders and its last miles."""
    kept, _, walk, _, _ = block
    start, end = np.full(len(kept), rows[service.from_stop_id]), np.full(len(kept), rows[service.to_stop_id])
    leave, reach = np.full(len(kept), service.depart_at), np.full(len(kept), service.arrive_at)
    feeder = prices.floor(arrays.pickup[kept], start, arrays.ready[kept], leave)
    return np.asarray(np.where(walk, 0, feeder) + prices.floor(end, arrays.site[kept], reach, arrays.due[kept]))


@dataclass(frozen=True, slots=True)
class _Doors:
    """Where cohorts begin and end.

    Attributes
    ----------
    distinct : tuple of (str, str)
        Every pick-up with a county of origin, once.
    door : int64 array [k]
        Which of them each cohort has.
    opens, closes : int64 arrays [k]
        Hours of each cohort's site, seconds of the local day.
    """

    distinct: tuple[tuple[str, str], ...]
    door: Ints
    opens: Ints
    closes: Ints

    @classmethod
    def of(cls, scenario: Scenario, cohorts: Sequence[Cohort]) -> _Doors:
        """Doors of cohorts."""
        number: dict[tuple[str, str], int] = {}
        door = [number.setdefault((c.pickup_id, c.origin_adcode), len(number)) for c in cohorts]
        hours = {site.site_id: (site.opens_s, site.closes_s) for site in scenario.sites}
        opens, closes = np.array([hours[c.site_id] for c in cohorts], dtype=np.int64).reshape(-1, 2).T
        return cls(tuple(number), np.array(door, dtype=np.int64), opens, closes)


def _service_block(
    prices: CoachPrices,
    doors: _Doors,
    arrays: CohortArrays,
    number: int,
    service: Service,
    rows: dict[str, int],
) -> tuple[Ints, Ints, Bools, Bools, Ints]:
    """Columns of ``LinehaulWays`` for one service, without floors."""
    hub_from, hub_to = np.int64(rows[service.from_stop_id]), np.int64(rows[service.to_stop_id])
    stop = next(s for s in prices.scenario.stops if s.stop_id == service.from_stop_id)
    board, alight = handling_s(prices, service)
    areas = stop.catchment_adcodes
    near = [at == stop.stop_id or any(within(origin, area) for area in areas) for at, origin in doors.distinct]
    walk = np.array(near, dtype=np.bool_)[doors.door]
    feeder_m, last_m = prices.metres(arrays.pickup, hub_from), prices.metres(hub_to, arrays.site)
    feeder_fast = np.where(walk, 0, prices.fastest_s(feeder_m))
    last_fast = prices.fastest_s(last_m)
    possible = arrays.ready + feeder_fast + np.where(walk, 0, board) <= service.depart_at
    possible &= np.where(walk, service.depart_at, arrays.ready) <= arrays.board_by
    possible &= service.arrive_at + alight + last_fast <= arrays.due
    possible &= (feeder_m < UNREACHABLE) & (last_m < UNREACHABLE)
    kept = np.flatnonzero(possible)
    pickup, site = arrays.pickup[kept], arrays.site[kept]
    start, end = np.full(len(kept), hub_from), np.full(len(kept), hub_to)
    estimate = np.where(walk[kept], 0, prices.estimate(pickup, start, service.depart_at))
    estimate = estimate + prices.estimate(end, site, service.arrive_at)
    feeder_likely = np.where(walk, 0, prices.likely_s(prices.drive_s(arrays.pickup, hub_from)))
    last_likely = prices.likely_s(prices.drive_s(hub_to, arrays.site))
    practical = (arrays.ready + feeder_likely + board <= service.depart_at) & (walk | (feeder_m <= FEEDER_REACH_M))
    practical &= walk | (service.depart_at - longest_wait_s(prices, service) - feeder_likely <= arrays.board_by)
    practical &= (last_m <= LAST_MILE_REACH_M) & (service.arrive_at + alight + last_likely <= arrays.due)
    practical &= _site_open(prices, service.arrive_at + alight, last_likely, doors)
    return (
        kept,
        np.full(len(kept), number, dtype=np.int64),
        walk[kept],
        practical[kept] & (estimate < NEVER),
        estimate,
    )


def longest_wait_s(prices: CoachPrices, service: Service) -> int:
    """Longest wait at the hub where a service leaves; a day where no rule limits it."""
    wait_s = prices.policy.at(service.depart_at).times.max_hub_wait_s
    return DAY_S if wait_s is None else wait_s


def _site_open(prices: CoachPrices, leave_at: int, last_s: Ints, doors: _Doors) -> Bools:
    """Whether the site opens within the longest hub wait after the arrival of a service."""
    clock = prices.scenario.campaign.clock
    waits = [r.times.max_hub_wait_s for r in prices.policy.rulesets if r.times.max_hub_wait_s is not None]
    wait = min(waits) - 3_600 if waits else 86_400
    earliest = (leave_at + clock.offset_s) % 86_400 + last_s
    latest = earliest + wait
    today = (earliest <= doors.closes) & (latest >= doors.opens)
    tomorrow = latest >= doors.opens + 86_400
    return np.asarray(today | tomorrow)


def handling_s(prices: CoachPrices, service: Service) -> tuple[int, int]:
    """Time to change at the hubs of a service, handling and ``transfer_min_s``, by the rules when it leaves."""
    times = prices.policy.at(service.depart_at).times
    rail = service.mode in RAIL_MODES
    board_s, alight_s = (
        (times.rail_board_s, times.rail_alight_s) if rail else (times.air_board_s, times.air_alight_s)
    )
    return board_s + times.transfer_min_s, alight_s + times.transfer_min_s
