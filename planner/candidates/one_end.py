"""Least runs of vehicles that have to call in their own city: the rule of registration at one end.

Under the rule a trip serves a halt in the city where its vehicle is registered. Whoever rides from o to t, both
elsewhere, shares it with a call at some place x of that city, before o, after t or between them. With values φ that
differ by no more than the way between two places, the run from the first halt to the last, plus φ(first) − φ(last),
is then at least the least of

* φ(x) + d(x, o) + d(o, t) − φ(t),
* φ(o) + d(o, t) + d(t, x) − φ(x),
* φ(o) + d(o, x) + d(x, t) − φ(t),

each least over x taken part by part, which only makes it less. Trips to a hub serve pick-ups and hubs, trips to a
door pick-ups, doors and hubs where services arrive: a vehicle of the factories' city brings nobody to a far hub.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.place import StopKind
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE, Ground

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Halts:
    """Rows of the ground at which trips may end, and that they may serve.

    Attributes
    ----------
    doors, hubs : int64
        Where trips to doors, and to hubs, may end.
    to_doors, to_hubs : int64
        Halts that they may serve.
    """

    doors: Ints
    hubs: Ints
    to_doors: Ints
    to_hubs: Ints

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, ground: Ground, pickups: Ints | None) -> Halts:
        """Halts of a campaign; ``pickups``: where people may get on, by default everywhere."""
        rows = ground.index()
        doors = {rows[site.site_id] for site in scenario.sites}
        doors |= {rows[stop.stop_id] for stop in scenario.stops if stop.kind is StopKind.QUARANTINE_SITE}
        leave = {rows[service.from_stop_id] for service in scenario.services}
        reach = {rows[service.to_stop_id] for service in scenario.services}
        chained = any(rules.max_linehaul_legs > 1 for rules in policy.rulesets)
        hubs = leave | reach if chained else leave
        ups = set(range(len(ground.places)) if pickups is None else pickups.tolist())
        served = (doors, hubs, ups | doors | reach, ups | hubs)
        return cls(*(np.array(sorted(places), dtype=np.int64) for places in served))


class OneEnd:
    """Least metres of trips under the rule of registration at one end.

    Parameters
    ----------
    distance : int32 [places, places]
        Metres of the ways.
    city : int64 [places]
        Prefecture of each place.
    """

    def __init__(self, distance: npt.NDArray[np.int32], city: Ints, halts: Halts) -> None:
        self._distance, self._city, self._halts = distance, city, halts
        self._to_hub = np.isin(np.arange(len(city)), halts.hubs)
        self._near: dict[tuple[int, bool, bool], tuple[Ints, ...]] = {}

    def at_an_end(self, home: int, origin: Ints, target: Ints) -> Bools:
        """Where a ride begins or ends in the city."""
        return np.asarray((self._city[origin] == home) | (self._city[target] == home))

    def least_m(self, home: int, origin: Ints, target: Ints, value: Ints | None) -> Ints:
        """Least run, plus value of its first halt and less that of its last, of trips that carry somebody from origin
        to target and serve a halt of the city; values of places in metres, ``None``: none."""
        metres = self._distance[origin, target].astype(np.int64)
        first, last = (value[origin], value[target]) if value is not None else (0, 0)
        least = np.asarray(first + metres - last)
        held = ~self.at_an_end(home, origin, target)
        for to_hub in (False, True):
            mine = np.flatnonzero(held & (self._to_hub[target] == to_hub))
            if not len(mine):
                continue
            a, b, way = origin[mine], target[mine], metres[mine]
            reach, leave, before, after = self._near_city(home, to_hub, value)
            first, last = (value[a], value[b]) if value is not None else (0, 0)
            by_way = np.minimum(before[a] + way - last, first + way + after[b])
            least[mine] = np.minimum(by_way, first + np.maximum(way, reach[a] + leave[b]) - last)
        return least

    def _near_city(self, home: int, to_hub: bool, value: Ints | None) -> tuple[Ints, ...]:
        """Way of each place to the halts of the city and from them, and with the value of the halt added, taken off."""
        key = (home, to_hub, value is None)
        if key not in self._near:
            halts = self._halts.to_hubs if to_hub else self._halts.to_doors
            there = halts[self._city[halts] == home]
            to = self._distance[:, there].astype(np.int64)
            back = self._distance[there].astype(np.int64)
            worth = np.zeros(len(there), dtype=np.int64) if value is None else value[there]
            self._near[key] = (
                to.min(axis=1, initial=UNREACHABLE),
                back.min(axis=0, initial=UNREACHABLE),
                (back + worth[:, None]).min(axis=0, initial=UNREACHABLE),
                (to - worth).min(axis=1, initial=UNREACHABLE),
            )
        return self._near[key]
