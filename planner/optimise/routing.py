"""Coach routing: from shipments to trips, by construction and ruin-and-recreate on all cores."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from planner.domain.limits import Limits, Progress
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment, TripLoad
from planner.domain.travel import Ground
from planner.optimise.blocks import joined, split
from planner.optimise.engines.arrays import (
    DEPART_FROM,
    DROPS,
    F64,
    FLEET,
    I32,
    KEY,
    N_DROPS,
    N_LOADS,
    N_PICKUPS,
    ORIGIN,
    PERSONS,
    PICKUPS,
    TARGET,
    WINDOW,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.ruin_recreate import construct, improve
from planner.optimise.engines.states import empty_state

SLICE = 500
"""Iterations between two looks at the clock."""
COLDEST, HOTTEST = 0.003, 0.1
"""First temperature, as a share of the mean cost of a trip: of a search with little time, and the most of any."""
HEAT_PER_ITERATION = 2e-5
"""First temperature for each iteration that there is time for per trip: who can look longer may stray farther."""
COOLED_TO, LAST_HEAT = 1 / 30, 0.0003
"""Last temperature, as a share of the first; and the least of any, as a share of the mean cost of a trip."""
REHEATED = 0.35
"""Where on the way from the first to the last temperature a search goes on that had ended before."""
MOST_RUINED = 4
"""Trips emptied at once, at most."""
ROUNDS = 12
"""How often the country is cut into blocks anew, each time in another direction."""
BLOCKS = 2
"""Parts improved side by side; fixed, so that a result does not depend on the number of cores."""
REPORT_S = 0.25
LEAST_TRIPS = 60
"""Trips of a block below which cutting would only hinder."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Trips found and the persons of each shipment left behind; ``state``: what another search may go on from."""

    trips: tuple[RoutedTrip, ...]
    left: tuple[int, ...]
    cost_cents: int
    iterations: int
    state: RoutingState | None = field(default=None, compare=False, repr=False)


def route_coaches(
    data: RoutingData,
    ground: Ground,
    shipments: Sequence[Shipment],
    limits: Limits,
    start: RoutingState | None = None,
) -> Routing:
    """Carry as many persons as fit, best tiers first, at the least cost found within the limits.

    ``start``: the end of an earlier search for the same data, to go on from.
    """
    if not shipments or not len(data.fleet):
        return Routing((), tuple(s.persons for s in shipments), 0, 0)
    state = start
    if state is None:
        state = empty_state(data, limits.seed)
        construct(data, state, _first_order(data))
    cooled = 0.0 if start is None else REHEATED
    state, iterations = Search(data, _spots(data, ground), limits, cooled).run(state)
    trips = tuple(_trip(data, state, t, ground, shipments) for t in sorted(state.active[: state.tally[0]].tolist()))
    return Routing(trips, tuple(int(v) for v in state.left), round(float(state.total[0])), iterations, state)


def _first_order(data: RoutingData) -> I32:
    """Best tiers first, then the far, then the many."""
    far = data.way[0, 0][data.item[:, ORIGIN], data.item[:, TARGET]]
    return np.lexsort((np.arange(len(far)), -data.item[:, PERSONS], -far, -data.penalty)).astype(np.int32)


def _spots(data: RoutingData, ground: Ground) -> F64:
    """Longitude and latitude of each pick-up key, float [keys, 2]."""
    spots = np.zeros((len(data.near), 2))
    lonlat = np.array([[place.lon, place.lat] for place in ground.places])
    spots[data.item[:, KEY]] = lonlat[data.item[:, ORIGIN]]
    return spots


@dataclass(slots=True)
class Search:
    """Annealing of one plan; the temperature falls with the share of the limits used, from where it has ``cooled`` to.

    ``effort``: iterations per trip that the whole search makes, as far as is known; the more, the hotter it begins.

    In every round the trips are parted by where they begin, along another line each time, and the parts are improved
    side by side: compiled code runs without the interpreter's lock.
    """

    data: RoutingData
    spots: F64
    limits: Limits
    cooled: float = 0.0
    typical: float = 0.0
    effort: float = 0.0
    start_s: float = 0.0
    stop: Event = field(default_factory=Event)

    def run(self, state: RoutingState) -> tuple[RoutingState, int]:
        """The best plan met at the end of a round, and the iterations made."""
        if state.tally[0] == 0 or self.limits.iterations == 0:
            return state, int(state.tally[2])
        self.typical = float(state.total[0]) / int(state.tally[0])
        self.start_s = max(self.limits.remaining_s(), 1e-9)
        best, first = state, int(state.tally[2])
        done = first
        self.effort = (self.limits.iterations or 0) / int(state.tally[0])
        for number in range(ROUNDS):
            if self.limits.iterations is None and self.limits.remaining_s() <= 0:
                break
            state, more = self._round(state, number)
            done += more
            if self.limits.iterations is None:
                self.effort = (done - first) / max(self._time_share(), 1e-9) / max(int(state.tally[0]), 1)
            if state.total.sum() <= best.total.sum():
                best = state
        return best, done

    def _round(self, state: RoutingState, number: int) -> tuple[RoutingState, int]:
        """One round: parts improved side by side, then put together again; also the iterations made."""
        whole = state.tally[0] < LEAST_TRIPS * BLOCKS or (self.limits.iterations is None and self.limits.threads < 2)
        parts = split(self.data, state, self.spots, number, 1 if whole else BLOCKS)
        before = [int(part.tally[2]) for part in parts]
        threads = max(1, min(self.limits.threads, len(parts)))
        with ThreadPoolExecutor(threads, initializer=self.limits.in_thread) as pool:
            futures = [pool.submit(self._improve, part, number, len(parts)) for part in parts]
            try:
                self._watch(futures, parts, number)
            finally:
                self.stop.set()
        self.stop.clear()
        for future in futures:
            future.result()
        return joined(self.data, parts), sum(int(p.tally[2]) - b for p, b in zip(parts, before, strict=True))

    def _improve(self, part: RoutingState, number: int, parts: int) -> None:
        """Improve one part until its share of the round is used."""
        most = None if self.limits.iterations is None else self._quota(number) // parts
        first = int(part.tally[2])
        while not self.stop.is_set():
            done = int(part.tally[2]) - first
            if int(part.tally[0]) == 0 or (most is not None and done >= most):
                return
            within = self._time_share() * ROUNDS - number if most is None else done / most
            if within >= 1:
                return
            share = self.cooled + (1 - self.cooled) * min(1.0, (number + max(within, 0.0)) / ROUNDS)
            improve(
                self.data, part, SLICE if most is None else min(SLICE, most - done), self.heat(share), MOST_RUINED
            )

    def heat(self, share: float) -> float:
        """Temperature, fen, after a share of the way from the first to the last."""
        first = min(max(COLDEST, HEAT_PER_ITERATION * self.effort), HOTTEST)
        last = max(first * COOLED_TO, LAST_HEAT)
        return float(self.typical * first * (last / first) ** share)

    def _quota(self, number: int) -> int:
        """Iterations of a round where work is limited: all rounds together make no more than the limit."""
        whole = self.limits.iterations or 0
        return whole * (number + 1) // ROUNDS - whole * number // ROUNDS

    def _time_share(self) -> float:
        """Share of the time that is used."""
        return 1 - self.limits.remaining_s() / self.start_s

    def _watch(self, futures: Sequence[Future[None]], parts: Sequence[RoutingState], number: int) -> None:
        """Report while the parts are at work; an exception of the report ends them."""
        while wait(futures, timeout=REPORT_S).not_done:
            timed = self.limits.iterations is None
            share = self._time_share() if timed else number / ROUNDS
            cost = sum(float(part.total[0]) for part in parts)
            left = sum(int(part.left.sum()) for part in parts)
            self.limits.report(Progress("routing", min(1.0, share), int(cost), left))


def _trip(
    data: RoutingData, state: RoutingState, t: int, ground: Ground, shipments: Sequence[Shipment]
) -> RoutedTrip:
    loads = tuple(TripLoad(int(state.loads[t, 0, j]), int(state.loads[t, 1, j])) for j in range(state.trip[t, N_LOADS]))
    first = shipments[loads[0].shipment]
    offset_s = int(data.item[loads[0].shipment, DEPART_FROM]) - first.depart_from
    return RoutedTrip(
        role=LegRole(first.role),
        service_id=first.service_id,
        fleet=int(state.trip[t, FLEET]),
        pickups=tuple(ground.places[p].place_id for p in state.trip[t, PICKUPS : PICKUPS + state.trip[t, N_PICKUPS]]),
        drops=tuple(ground.places[p].place_id for p in state.trip[t, DROPS : DROPS + state.trip[t, N_DROPS]]),
        loads=loads,
        depart_from=int(state.trip[t, WINDOW]) - offset_s,
    )
