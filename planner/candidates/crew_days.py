"""Driver days that no plan can save: what a trip pays its crew at least, wherever its vehicle comes from and goes to.

A trip pays its drivers for the begun days from its first empty run to its arrival, or to the end of its run home
(decision 0004). It begins and ends at a *stand*: the depot, or where the trip before let its last people out, which
is a door (or a place of quarantine) after a direct trip or a last mile and a hub after a feeder. Whoever rides from o
to t makes its vehicle drive from the first stand to o, on to t and on to the last stand, none of it faster than over
the fastest chain of ways. The one or two drivers whom a trip pays drive it and its empty runs, each at most
``driving_24h_s`` in any 24 hours, so that D seconds of driving by k drivers take at least ⌈D / (k × ``driving_24h_s``)⌉
begun days.

A value ψ of each stand may be added where a trip ends and taken off where it starts: along the trips of a vehicle,
which begin and end at its depot with ψ = 0, values cancel out. So what the trips of a plan pay their drivers is at
least the sum over trips of min over both stands of drivers × days × price − ψ(first) + ψ(last). Doors are worth the
same, so that it does not matter at which a trip ends; a feeder may go on to any other hub.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from planner.candidates.least_times import LeastTimes
from planner.candidates.one_end import Halts
from planner.domain.fleet import MOST_DRIVERS
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground
from planner.units import DAY_S

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DOOR_VALUES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Values of a door, in driver days, that are tried for each fleet."""
HUB_RATES = (0.0, 0.5, 0.75, 1.0, 1.25)
"""Values of a hub that are tried: driver days saved per driver day that the way from there to the doors takes."""
BAND_S = 14_400
"""Hubs whose ways to the doors differ by less share a value."""
PAIRS_TRIED = 1_000
"""Pairs of places by which values are chosen: those between which most persons travel. All values are valid."""
PARTS = 8
"""Parts of a driver day to which values are rounded."""


class CrewDays:
    """Least cost of drivers, fen, of trips on which somebody rides between two places of a ground.

    Parameters
    ----------
    usual : (int64 [n], int64 [n], int64 [n])
        Origins and targets (rows of the ground) of usual rides, and persons on them: what values are chosen for.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy, ground: Ground, halts: Halts, usual: tuple[Ints, Ints, Ints]
    ) -> None:
        rows, self._fleets, doors, hubs = ground.index(), scenario.fleets, halts.doors, halts.hubs
        self.spot = _spots(ground, {site.site_id for site in scenario.sites})
        targets = np.array(sorted({int(self.spot[row]): row for row in [*doors, *hubs]}.values()), dtype=np.int64)
        depots = np.array([rows[fleet.depot_id] for fleet in scenario.fleets], dtype=np.int64)
        times = LeastTimes(ground, self.spot)
        near = times.between([doors, *depots[:, None], *targets[:, None]])
        self._depot, self._to = near[1 : len(depots) + 1], near[len(depots) + 1 :]
        bands, band = np.unique(near[0][hubs] // BAND_S, return_inverse=True)
        self._stand = np.stack([near[0], *times.between([hubs[band == n] for n in range(len(bands))])])
        self._target = _numbers(self.spot, targets)
        self._ends_at = np.zeros(len(self.spot), dtype=np.int64)
        self._ends_at[hubs] = 1 + band
        self._driver_s = max(rules.drivers.driving_24h_s or DAY_S for rules in policy.rulesets)
        worth = (bands * BAND_S + BAND_S // 2 * (bands > 0)) / self._driver_s
        self._values = [self._best(number, worth, _heaviest(usual, self.spot)) for number in range(len(depots))]

    def cents(self, number: int, origin: Ints, target: Ints, two: Bools) -> Ints:
        """Least that a trip of fleet ``number`` pays for drivers, values of stands included; it may be below zero.

        ``two``: where the law asks for two drivers.
        """
        price = self._fleets[number].driver_day_cents
        if not price:
            return np.zeros(origin.shape, dtype=np.int64)
        away, home = self._days_by_stand(number, origin, target, two)
        values = np.rint(self._values[number] * price).astype(np.int64)
        least = _least(price * away, price * home, values, values[1 + self._ends_at[target]])
        hubs = np.flatnonzero(self._ends_at[target])
        for band, on in enumerate(self._stand[1:, target[hubs]] if len(hubs) else ()):
            driven = self._driven(number, origin[hubs], target[hubs]) + on
            further = price * self._days(driven, two[hubs]) - values[:, None]
            least[hubs] = np.minimum(least[hubs], further.min(axis=0) + values[2 + band])
        return least

    def _days_by_stand(self, number: int, origin: Ints, target: Ints, two: Bools) -> tuple[Ints, Ints]:
        """Least driver days by first stand [stands, rides], of trips that end where people get out, and at home."""
        driven = self._driven(number, origin, target)
        return self._days(driven, two), self._days(driven + self._depot[number][target], two)

    def _driven(self, number: int, origin: Ints, target: Ints) -> Ints:
        """Least driving by first stand [stands, rides] until people get out.

        Stands are the depot, the doors, and the bands of hubs.
        """
        return np.stack([self._depot[number][origin], *self._stand[:, origin]]) + self.driving_s(origin, target)

    def _days(self, driving_s: Ints, two: Bools) -> Ints:
        """Least driver days of so much driving by one driver, or by two where there have to be two."""
        both = MOST_DRIVERS * np.maximum(1, -(-driving_s // min(DAY_S, MOST_DRIVERS * self._driver_s)))
        one = np.maximum(1, -(-driving_s // self._driver_s))
        return np.where(two, both, np.minimum(one, both))

    def _best(
        self, number: int, worth: npt.NDArray[np.float64], usual: tuple[Ints, Ints, Ints]
    ) -> npt.NDArray[np.float64]:
        """Values under which the drivers of usual rides cost most, in driver days; among equals the first tried."""
        origin, target, persons = usual
        best, most = np.zeros(2 + len(worth)), -np.inf
        if not self._fleets[number].driver_day_cents or not len(origin):
            return best
        two = self.driving_s(origin, target) > self._driver_s
        away, home = self._days_by_stand(number, origin, target, two)
        # More than a run out and home from the nearest door is no gain: another fleet would do it for that.
        enough = PARTS * away[1]
        for door, rate in product(DOOR_VALUES, HUB_RATES if len(worth) else (0.0,)):
            values = np.rint(np.array([0.0, door, *(door - rate * worth)]) * PARTS).astype(np.int64)
            least = _least(PARTS * away, PARTS * home, values, values[1 + self._ends_at[target]])
            total = float((np.minimum(least, enough) * persons).sum())
            if total > most:
                best, most = values / PARTS, total
        return best

    def driving_s(self, origin: Ints, target: Ints) -> Ints:
        """Least driving with somebody aboard; nothing where the target is no place that trips end at."""
        known = self._target[target]
        return np.where(known >= 0, self._to[known, origin] if len(self._to) else 0, 0)


def _least(away: Ints, home: Ints, values: Ints, last: Ints) -> Ints:
    """Least over first stands, and over ends: where people get out, with the value ``last``, and at home."""
    taken = values[:, None]
    return np.asarray(np.minimum((away - taken).min(axis=0) + last, (home - taken).min(axis=0)))


def _spots(ground: Ground, sites: set[str]) -> Ints:
    """Spot of each place: the sites of a county are one, every other place is its own."""
    spots: dict[str, int] = {}
    names = (f"sites of {p.adcode}" if p.place_id in sites else p.place_id for p in ground.places)
    return np.array([spots.setdefault(name, len(spots)) for name in names], dtype=np.int64)


def _numbers(spot: Ints, targets: Ints) -> Ints:
    """Number among ``targets`` of the spot of each place; −1 for other spots."""
    table = np.full(int(spot.max(initial=-1)) + 1, -1, dtype=np.int64)
    table[spot[targets]] = np.arange(len(targets))
    return np.asarray(table[spot])


def _heaviest(usual: tuple[Ints, Ints, Ints], label: Ints) -> tuple[Ints, Ints, Ints]:
    """The rides between spots with most persons, each pair once."""
    origin, target, persons = usual
    size = int(label.max(initial=-1)) + 1
    _, first, inverse = np.unique(label[origin] * size + label[target], return_index=True, return_inverse=True)
    weight = np.bincount(inverse, weights=persons, minlength=len(first)).astype(np.int64)
    most = np.argsort(-weight, kind="stable")[:PAIRS_TRIED]
    return origin[first[most]], target[first[most]], weight[most]
