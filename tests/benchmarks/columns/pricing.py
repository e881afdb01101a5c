"""Coaches worth more than they cost, by enumeration with bounds: the pricing step of column generation.

A coach is a set of shipments, in order of place, with the persons of each. Its cost is the fixed price and the least
way that collects all and then drops all, with open ends; it never falls when a shipment joins. That prunes: a set with
profit costs at least what its dearest member makes it cost, and holds at most the best seats of those not dearer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
FAR = 1 << 40
NEVER = 1e18
MOST = 8
"""Shipments of a coach, at most."""


class Work(NamedTuple):
    """Shipments sorted by length of their way, the longest first.

    Attributes
    ----------
    way : int64 [places, places]
        Metres, without shorter ways by way of a third place.
    origin, target, persons, opens, closes : int64 [shipments]
        Places, persons, and the window (seconds) in which a coach for it may leave.
    pair : float64 [shipments, shipments]
        Cost (fen) of a coach for two; ``NEVER`` where they cannot share one; alone on the diagonal.
    cents : float64 [2]
        A coach, a kilometre (fen).
    seats : int64 [1]
    """

    way: I64
    origin: I64
    target: I64
    persons: I64
    opens: I64
    closes: I64
    pair: F64
    cents: F64
    seats: I64


class Found(NamedTuple):
    """The best coaches by their first shipment: members (-1 padded), persons of each, cost, and what they are ahead.

    ``tally``: sets looked at; whether a set had to be left unfinished; ``ratio``: most worth by cost.
    """

    members: I64
    loads: I64
    cost: F64
    ahead: F64
    tally: I64
    ratio: F64


@njit(cache=True)
def _paths(way, stops, n, backwards, least, table):
    """Least path through all stops that ends (``backwards``: begins) at each, by dynamic programming over subsets."""
    every = 1 << n
    table[:every, :n] = FAR
    for e in range(n):
        table[1 << e, e] = 0
    for seen in range(1, every):
        for e in range(n):
            if table[seen, e] >= FAR:
                continue
            for f in range(n):
                if seen >> f & 1 == 0:
                    leg = way[stops[f], stops[e]] if backwards else way[stops[e], stops[f]]
                    table[seen | 1 << f, f] = min(table[seen | 1 << f, f], table[seen, e] + leg)
    least[:n] = table[every - 1, :n]


@njit(cache=True)
def _distinct(places, members, n, stops):
    """Distinct places of the first ``n`` members; returns how many."""
    count = 0
    for i in range(n):
        place, known = places[members[i]], False
        for j in range(count):
            known = known or stops[j] == place
        if not known:
            stops[count] = place
            count += 1
    return count


@njit(cache=True)
def cost_of(w, members, n, table):
    """Cost (fen) of a coach that collects the first ``n`` members and then drops them."""
    stops, ends = np.empty((2, MOST), np.int64), np.empty((2, MOST), np.int64)
    firsts, lasts = _distinct(w.origin, members, n, stops[0]), _distinct(w.target, members, n, stops[1])
    _paths(w.way, stops[0], firsts, False, ends[0], table)
    _paths(w.way, stops[1], lasts, True, ends[1], table)
    metres = FAR
    for e in range(firsts):
        for f in range(lasts):
            metres = min(metres, ends[0, e] + w.way[stops[0, e], stops[1, f]] + ends[1, f])
    return w.cents[0] + w.cents[1] * metres / 1000.0


@njit(cache=True)
def _seat(best, price, count):
    """Give ``count`` persons of a price a seat where that is worth more; ``best`` descends. Returns the gain."""
    seats, moved, gain = len(best), 0, 0.0
    while moved < min(count, seats) and best[seats - 1 - moved] < price:
        gain += price - best[seats - 1 - moved]
        moved += 1
    at = 0
    while at < seats - moved and best[at] >= price:
        at += 1
    for i in range(seats - 1, at + moved - 1, -1):
        best[i] = best[i - moved]
    best[at : at + moved] = price
    return gain


@njit(cache=True)
def _seat_all(w, person, visit, best, item):
    """As ``_seat`` for all persons of a shipment, the first of whom also brings the price of the visit."""
    gain = _seat(best, person[item] + visit[item], 1)
    return gain + _seat(best, person[item], w.persons[item] - 1)


@njit(cache=True)
def _promising(w, person, visit, kept, cost, best, worth):
    """Those of ``kept`` that a set with profit may still hold, in order of place."""
    order, last = np.argsort(cost[kept]), -1
    for q in range(len(kept)):
        worth += _seat_all(w, person, visit, best, kept[order[q]])
        if worth > cost[kept[order[q]]]:
            last = q
    return np.sort(kept[order[: last + 1]])


@njit(cache=True)
def _children(w, person, visit, members, n, cost_here, among, exact, table):
    """Shipments that may join the first ``n`` members, and the cost of the coach with each."""
    cost, fit, count = np.empty(len(w.persons)), np.empty(len(among), np.int64), 0
    opens, closes = w.opens[members[:n]].max(), w.closes[members[:n]].min()
    for item in among:
        if item > members[n - 1] and max(opens, w.opens[item]) <= min(closes, w.closes[item]):
            cost[item] = cost_here
            for i in range(n):
                cost[item] = max(cost[item], w.pair[members[i], item])
            if cost[item] < NEVER:
                fit[count] = item
                count += 1
    seats, worth = np.zeros(w.seats[0]), 0.0
    for i in range(n):
        worth += _seat_all(w, person, visit, seats, members[i])
    kept = _promising(w, person, visit, fit[:count].copy(), cost, seats.copy(), worth)
    if exact and n > 1 and len(kept):
        for item in kept:
            members[n] = item
            cost[item] = cost_of(w, members, n + 1, table)
        kept = _promising(w, person, visit, kept, cost, seats, worth)
    return kept, cost[kept]


@njit(cache=True)
def _fill(w, person, members, n, load):
    """One person of each, then as many as fit, best prices first."""
    room = w.seats[0] - n
    load[:n] = 1
    for i in np.argsort(-person[members[:n]]):
        more = min(room, w.persons[members[i]] - 1)
        load[i] += more
        room -= more


@njit(cache=True)
def _keep(w, person, visit, members, n, cost, found, load):
    """Remember a coach among the best of its first shipment, if it is worth more than it costs."""
    _fill(w, person, members, n, load)
    worth = visit[members[:n]].sum() + (person[members[:n]] * load[:n]).sum()
    found.ratio[0] = max(found.ratio[0], worth / cost)
    slot = np.argmin(found.ahead[members[0]])
    if worth - cost > found.ahead[members[0], slot]:
        found.ahead[members[0], slot], found.cost[members[0], slot] = worth - cost, cost
        found.members[members[0], slot] = -1
        found.members[members[0], slot, :n], found.loads[members[0], slot, :n] = members[:n], load[:n]


@njit(cache=True)
def search(w, person, visit, longest, found):
    """Look at every coach of at most ``longest`` shipments that could be worth more than it costs.

    Parameters
    ----------
    person, visit : float64 [shipments]
        What a seated person, and a coach that calls, are worth (fen).
    """
    shipments = len(w.persons)
    among, price = np.zeros((longest + 1, shipments), np.int64), np.zeros((longest + 1, shipments))
    count, at = np.zeros(longest + 1, np.int64), np.zeros(longest + 1, np.int64)
    members, load, table = np.zeros(MOST + 1, np.int64), np.zeros(MOST, np.int64), np.zeros((1 << MOST, MOST), np.int64)
    among[0], count[0] = np.arange(shipments), shipments
    for item in range(shipments):
        price[0, item] = w.pair[item, item]
    depth = 0
    while depth >= 0:
        if at[depth] == count[depth]:
            depth -= 1
            continue
        members[depth], cost = among[depth, at[depth]], price[depth, at[depth]]
        at[depth] += 1
        depth += 1
        found.tally[0] += 1
        _keep(w, person, visit, members, depth, cost, found, load)
        kept, costs = _children(
            w, person, visit, members, depth, cost, among[depth - 1, : count[depth - 1]], depth < longest, table
        )
        if depth == longest or depth == w.seats[0]:
            found.tally[1] += depth < w.seats[0] and len(kept) > 0
            depth -= 1
            continue
        among[depth, : len(kept)], price[depth, : len(kept)] = kept, costs
        count[depth], at[depth] = len(kept), 0


def found_nothing(shipments: int, each: int) -> Found:
    """Room for the best ``each`` coaches of every first shipment."""
    shape = (shipments, each, MOST)
    none = np.zeros(shape[:2])
    return Found(np.full(shape, -1), np.zeros(shape, np.int64), none, none.copy(), np.zeros(2, np.int64), np.zeros(1))
