"""The linear relaxation that bounds are proven with, as arrays: groups of cohorts, their ways, the offered services.

Columns, in order: persons left behind (one a group), by direct coach, services opened, carriages, rides on services.
Rows, in order: coverage (``=``, one a group); and ``<=``: loaded trips where every fleet has a limit, seats of each
service, carriages of each service, persons left behind of each tier at most the plan's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.engines.arrays import I64
from planner.optimise.grouping import alike
from planner.optimise.master import orderable, usable_per_unit

SHARE_SCALE = 1_000_000
"""Coach shares (1 / usable seats) are counted in millionths, rounded down."""
NO_WAY = 1 << 60
"""Stands for a price where there is no way."""
PRICELESS = 1 << 31
"""Prices of persons, fen, are not taken for higher, so that whole numbers stay small; a lower price bounds, too."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Arrays of whole numbers; prices in fen.

    Attributes
    ----------
    members : tuple of tuple of int
        Cohorts of each group.
    persons, tier : int64 [groups]
    direct, direct_cents, share : int64 [direct columns]
        Group, floor price and share of a coach of each; shares are empty where trips are not counted.
    trips : int or None
        Loaded trips that all fleets may make, in millionths.
    offers : tuple of str
        Ids of the services that may be opened.
    terms : int64 [services, 4]
        Carriages, fixed price, price and usable seats of a carriage.
    rides : int64 [rides, 3]
        Service, group and floor price of each.
    """

    members: tuple[tuple[int, ...], ...]
    persons: I64
    tier: I64
    direct: I64
    direct_cents: I64
    share: I64
    trips: int | None
    offers: tuple[str, ...]
    terms: I64
    rides: I64

    @property
    def tiers(self) -> tuple[int, ...]:
        """Tiers present, best first."""
        return tuple(np.unique(self.tier).tolist())

    def costs(self, tier: int | None) -> I64:
        """Cost of every column: persons left of a tier, or fen."""
        left = np.zeros(len(self.persons), dtype=np.int64) if tier is None else (self.tier == tier).astype(np.int64)
        prices = [self.direct_cents, self.terms[:, 1], self.terms[:, 2], self.rides[:, 2]]
        return np.concatenate([left, *(p if tier is None else np.zeros_like(p) for p in prices)])

    def uppers(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Upper limit of every column."""
        free = len(self.persons) + len(self.direct)
        ends = [np.ones(len(self.terms)), self.terms[:, 0].astype(np.float64), np.full(len(self.rides), np.inf)]
        return np.concatenate([np.full(free, np.inf), *ends])

    def rights(self, caps: Mapping[int, int]) -> I64:
        """Right-hand side of every row; a tier without a cap may stay behind whole."""
        trips = [] if self.trips is None else [self.trips]
        whole = {tier: int(self.persons[self.tier == tier].sum()) for tier in self.tiers}
        most = [caps.get(tier, whole[tier]) for tier in self.tiers]
        return np.array([*self.persons.tolist(), *trips, *[0] * (2 * len(self.terms)), *most], dtype=np.int64)

    def matrix(self) -> sparse.csr_array:
        """Coefficients, rows × columns."""
        groups, directs, offers = len(self.persons), len(self.direct), len(self.terms)
        open_at, ride_at = groups + directs, groups + directs + 2 * offers
        room_at = groups + (self.trips is not None)
        cap_at = room_at + 2 * offers
        every, each = np.arange(groups, dtype=np.int64), np.arange(offers, dtype=np.int64)
        direct = groups + np.arange(directs, dtype=np.int64)
        rides = ride_at + np.arange(len(self.rides), dtype=np.int64)

        def one(count: int) -> I64:
            return np.ones(count, dtype=np.int64)

        blocks: list[tuple[I64, I64, I64]] = [
            (every, every, one(groups)),
            (cap_at + np.searchsorted(self.tiers, self.tier), every, one(groups)),
            (self.direct, direct, one(directs)),
            (np.full(len(self.share), groups), direct[: len(self.share)], self.share),
            (room_at + offers + each, open_at + each, -self.terms[:, 0]),
            (room_at + each, open_at + offers + each, -self.terms[:, 3]),
            (room_at + offers + each, open_at + offers + each, one(offers)),
            (self.rides[:, 1], rides, one(len(rides))),
            (room_at + self.rides[:, 0], rides, one(len(rides))),
        ]
        row, column, value = (np.concatenate(part) for part in zip(*blocks, strict=True))
        shape = (cap_at + len(self.tiers), ride_at + len(rides))
        return sparse.csr_array((value.astype(np.float64), (row, column)), shape=shape)


def relax(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], direct: DirectWays, ways: LinehaulWays
) -> Relaxation:
    """The relaxation of a campaign; the floor of a group is the least among its cohorts."""
    groups = alike(scenario, cohorts, range(len(cohorts)))
    group = np.empty(len(cohorts), dtype=np.int64)
    for number, members in enumerate(groups):
        group[members] = number
    persons = np.bincount(group, [c.persons for c in cohorts], len(groups)).astype(np.int64)
    able = np.flatnonzero(direct.possible)
    floors = np.full(len(groups), NO_WAY, dtype=np.int64)
    np.minimum.at(floors, group[able], direct.floor[able])
    seats = np.ones(len(groups), dtype=np.int64)
    np.maximum.at(seats, group[able], direct.seats[able])
    used = np.unique(group[able])
    trips = _trips(scenario)
    offers = [n for n in orderable(scenario, policy)[0] if np.any(ways.service == n)]
    services = [scenario.services[n] for n in offers]
    terms = [(s.units, s.fixed_cents, s.unit_cents, usable_per_unit(scenario, policy, s)) for s in services]
    return Relaxation(
        members=tuple(map(tuple, groups)),
        persons=persons,
        tier=np.array([cohorts[members[0]].tier for members in groups], dtype=np.int64),
        direct=used,
        direct_cents=np.minimum(floors[used], PRICELESS),
        share=np.empty(0, dtype=np.int64) if trips is None else SHARE_SCALE // seats[used],
        trips=trips,
        offers=tuple(service.service_id for service in services),
        terms=np.array(terms, dtype=np.int64).reshape(-1, 4),
        rides=_rides(scenario, ways, offers, group, floors if trips is None else np.full_like(floors, NO_WAY)),
    )


def _trips(scenario: Scenario) -> int | None:
    """Loaded trips of all fleets in millionths, where every fleet has a limit on them."""
    if not scenario.fleets or any(f.max_trips is None for f in scenario.fleets):
        return None
    return sum(f.count * (f.max_trips or 0) for f in scenario.fleets) * SHARE_SCALE


def _rides(scenario: Scenario, ways: LinehaulWays, offers: Sequence[int], group: I64, coach: I64) -> I64:
    """Service, group and floor price of rides that may pay.

    ``coach``: floor by group of the direct coach that nothing limits. A ride that costs as much can be left out, since
    no optimum needs it; minimum loads are relaxed away, so that leaving it out takes nothing from others.
    """
    size = len(coach)
    number = np.full(len(scenario.services), -1, dtype=np.int64)
    number[list(offers)] = np.arange(len(offers))
    seat = np.array([service.seat_cents for service in scenario.services], dtype=np.int64)
    kept = np.flatnonzero(number[ways.service] >= 0) if len(ways.service) else np.empty(0, dtype=np.int64)
    key = number[ways.service[kept]] * size + group[ways.cohort[kept]]
    names, inverse = np.unique(key, return_inverse=True)
    cents = np.full(len(names), NO_WAY, dtype=np.int64)
    np.minimum.at(cents, inverse, ways.floor[kept] + seat[ways.service[kept]])
    pays = cents < coach[names % max(size, 1)] if len(names) else np.empty(0, dtype=np.bool_)
    cents = np.minimum(cents, PRICELESS)
    table = np.stack([names // max(size, 1), names % max(size, 1), cents], axis=1)[pays]
    return np.asarray(table, dtype=np.int64).reshape(-1, 3)
