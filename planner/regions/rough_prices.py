"""Prices and times in broad strokes: one typical coach, one speed, no zones; to share things out, never to plan by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from planner.domain.candidates import CoachPhase, DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, within
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.service import Mode, Service
from planner.domain.travel import UNREACHABLE, TravelSource
from planner.travel.ground import campaign_places
from planner.units import DAY_S, HOUR_S

Ints = npt.NDArray[np.int64]

FILL = 0.93
"""Share of the usable seats that is expected to be taken."""
SPEED_M_PER_S = 15.0
"""Door to door with rests (assumed, 54 km/h)."""
HANDLING_S = 2 * HOUR_S
"""From door to boarding at a hub, and from arrival to the coach (assumed)."""
FEEDER_REACH_M, LAST_REACH_M = 400_000, 250_000
"""Longest ride to and from a hub that is worth a look."""


class RoughPrices:
    """Ways of the rough cohorts. ``share_s``: likely vehicle seconds of each person's direct coach, int64 [cohorts]."""

    def __init__(self, scenario: Scenario, policy: Policy, travel: TravelSource, cohorts: Sequence[Cohort]) -> None:
        self._scenario, self._policy, self._cohorts = scenario, policy, cohorts
        places = campaign_places(scenario)
        self._row = {place.place_id: number for number, place in enumerate(places)}
        self._metres = travel.matrix(places, frozenset()).distance_m.astype(np.int64)
        self._pickup = self._rows(cohort.pickup_id for cohort in cohorts)
        self._site = self._rows(cohort.site_id for cohort in cohorts)
        self._origin = np.array([cohort.origin_adcode for cohort in cohorts])
        self._origins = sorted(set(self._origin.tolist()))
        self._ready = np.array([cohort.ready_at for cohort in cohorts], dtype=np.int64)
        self._due = np.array([cohort.due_at for cohort in cohorts], dtype=np.int64)
        self._coach, self._seats = self._typical()
        self.share_s = self._share_s(self._metres[self._pickup, self._site])

    def _rows(self, ids: Iterable[str]) -> Ints:
        return np.array([self._row[place_id] for place_id in ids], dtype=np.int64)

    def _typical(self) -> tuple[Fleet | None, int]:
        """The fleet with most coaches, and its usable seats between provinces."""
        coach = max(self._scenario.fleets, key=lambda fleet: (fleet.count, fleet.fleet_id), default=None)
        if coach is None:
            return None, 1
        rules = self._policy.at(self._scenario.campaign.start_at)
        seats = rules.usable_seats(Mode.COACH.value, "inter_province", Level.LOW, coach.seats, coach.seat_rows)
        return coach, max(1, seats)

    def _cents(self, metres: Ints) -> Ints:
        """Likely price of a seat on a coach ride."""
        coach = self._coach
        if coach is None:
            return np.full(metres.shape, UNREACHABLE, dtype=np.int64)
        paid = metres if coach.positioning is Positioning.NONE else 2 * metres
        days = 1 + (2 * metres / SPEED_M_PER_S // DAY_S).astype(np.int64)
        cents = coach.fixed_cents + coach.cents_per_km * paid // 1000 + 2 * days * coach.driver_day_cents
        return (cents / (self._seats * FILL)).astype(np.int64)

    def _share_s(self, metres: Ints) -> Ints:
        return ((2 * metres / SPEED_M_PER_S + HANDLING_S) / (self._seats * FILL)).astype(np.int64)

    def direct(self) -> DirectWays:
        """Direct coaches; a ride beyond its window or the longest ride of any rule set is not practical."""
        metres = self._metres[self._pickup, self._site]
        ride_s = (metres / SPEED_M_PER_S).astype(np.int64)
        limits = [rules.times.longest_s(direct=True) for rules in self._policy.rulesets]
        longest = max(UNREACHABLE if limit is None else limit for limit in limits)
        able = (metres < UNREACHABLE) & (ride_s <= longest) & (self._ready + ride_s <= self._due)
        able &= self._coach is not None
        cents = self._cents(metres)
        campaign = self._scenario.campaign
        phase = CoachPhase(campaign.start_at, campaign.end_at, able, cents, self.share_s)
        return DirectWays(able, able, lambda: cents, np.full(len(cents), self._seats), (phase,))

    def linehaul(self) -> LinehaulWays:
        """Every cohort on every service that fits its window."""
        blocks = [self._block(number, service) for number, service in enumerate(self._scenario.services)]
        columns = [np.concatenate(column) for column in zip(*blocks, strict=True)] if blocks else []
        none = np.empty(0, dtype=np.int64)
        cohort, service, walk, cents = columns or (none, none, none.astype(bool), none)
        return LinehaulWays(cohort, service, walk, np.ones(len(cohort), dtype=np.bool_), cents, lambda: cents)

    def _block(self, number: int, service: Service) -> tuple[Ints, Ints, npt.NDArray[np.bool_], Ints]:
        """Cohort, service, whether they walk in, and price of feeder and last mile."""
        stop = next(stop for stop in self._scenario.stops if stop.stop_id == service.from_stop_id)
        areas = stop.catchment_adcodes
        near = [code for code in self._origins if any(within(code, area) for area in areas)]
        walk = np.isin(self._origin, near)
        feeder = np.where(walk, 0, self._metres[self._pickup, self._row[service.from_stop_id]])
        last = self._metres[self._row[service.to_stop_id], self._site]
        leave = self._ready + feeder / SPEED_M_PER_S + HANDLING_S
        reach = service.arrive_at + HANDLING_S + last / SPEED_M_PER_S
        fits = (feeder <= FEEDER_REACH_M) & (last <= LAST_REACH_M) & (leave <= service.depart_at) & (reach <= self._due)
        kept = np.flatnonzero(fits)
        cents = np.where(walk[kept], 0, self._cents(feeder[kept])) + self._cents(last[kept])
        return kept, np.full(len(kept), number, dtype=np.int64), walk[kept], cents
