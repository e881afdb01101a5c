"""The driving clock: when a coach arrives if its crew keeps the driving rules.

One compiled function drives a list of legs from a departure on and records every halt. All times are
local seconds (moment + offset), so that the hour of the day is a remainder. Every event falls on a
whole minute; driving time is rounded up, rests are never shortened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba import njit

from planner.domain.routing import RideTable
from planner.domain.rule import DriverRules

DAY_S = 86_400
NONE = 1 << 40
"""Stands for "no limit" in the vector of limits."""
ARRIVE, REST = 0, 1
OVERNIGHT_S = 7_200
"""A rest of at least two hours is called an overnight."""

Ints = npt.NDArray[np.int64]
NOTHING: Ints = np.empty((0, 2), dtype=np.int64)
"""No driving intervals."""


def limits_of(rules: DriverRules, crew: int, distance_m: int) -> Ints:
    """Driving limits of a run as the vector that ``drive`` takes; a run within the exemption ignores the night stop.

    Remembered: nobody may write into it.
    """
    return _limits(rules, crew, distance_m <= rules.stop_exempt_m)


@lru_cache(maxsize=256)
def _limits(rules: DriverRules, crew: int, exempt: bool) -> Ints:
    stop = (-1, -1) if rules.stop_from_s is None or exempt else (rules.stop_from_s, rules.stop_to_s or 0)
    share = rules.night_speed_share
    per_day = NONE if rules.driving_24h_s is None else rules.driving_24h_s * crew
    day = NONE if rules.continuous_day_s is None else rules.continuous_day_s
    night = NONE if rules.continuous_night_s is None else rules.continuous_night_s
    return np.array(
        [
            day, night, max(rules.rest_s, 60), per_day, rules.night_from_s, rules.night_to_s,
            stop[0], stop[1], share.numerator, share.denominator,
        ],
        dtype=np.int64,
    )  # fmt: skip


@njit(cache=True)
def _inside(second: int, start: int, end: int) -> bool:
    """Whether a second of the day lies in a window that may run past midnight."""
    if start < 0 or start == end:
        return False
    if start < end:
        return start <= second < end
    return second >= start or second < end


@njit(cache=True)
def _until(second: int, mark: int) -> int:
    """Seconds from a second of the day to the next occurrence of another."""
    gap = (mark - second) % 86400
    return gap if gap > 0 else 86400


@njit(cache=True)
def driven_24h(driven, count, now):  # type: ignore[no-untyped-def]
    """Seconds driven during the 24 hours before ``now``."""
    total = 0
    for i in range(count):
        start, end = max(driven[i, 0], now - 86400), min(driven[i, 1], now)
        if end > start:
            total += end - start
    return total


@njit(cache=True)
def drive(depart, legs, dwells, limits, driven, count, events):  # type: ignore[no-untyped-def]
    """Drive ``legs`` (day-time seconds each) from ``depart``; wait ``dwells[k]`` at the end of leg ``k``.

    ``driven`` [n, 2] holds what the crew has driven before (``count`` intervals) and is extended.
    Writes ``events`` [n, 5]: kind, from, to, leg, day-time seconds of the leg done by then.
    Returns (number of events, arrival at the end of the last leg, intervals). Events -1: the ride never ends.
    """
    day, night, rest, per_day = limits[0], limits[1], limits[2], limits[3]
    night_from, night_to, stop_from, stop_to = limits[4], limits[5], limits[6], limits[7]
    num, den = limits[8], limits[9]
    now, stretch, stretch_night, made = depart, 0, 0, 0
    own = count
    arrival = depart
    for leg in range(len(legs)):
        work = legs[leg]
        while work > 0:
            if made >= events.shape[0] - 2 or count >= driven.shape[0] - 2:
                return -1, now, count
            second = now % 86400
            if _inside(second, stop_from, stop_to):
                end = now + max(_until(second, stop_to), rest)
                events[made, 0], events[made, 1], events[made, 2] = 1, now, end
                events[made, 3], events[made, 4] = leg, legs[leg] - work
                made += 1
                now, stretch, stretch_night = end, 0, 0
                continue
            dark = _inside(second, night_from, night_to)
            need = -(-work * den // num) if dark else work
            left = per_day - driven_24h(driven, count, now)
            room = min(day - stretch, left)
            if dark:
                room = min(room, night - stretch_night, _until(second, night_to))
            else:
                room = min(room, _until(second, night_from))
            if stop_from >= 0:
                room = min(room, _until(second, stop_from))
            room = room // 60 * 60
            if room <= 0:
                end = now + rest
                if left < 60:
                    wanted = min(7200, need, per_day)
                    while per_day - driven_24h(driven, count, end) < wanted:
                        end += 900
                events[made, 0], events[made, 1], events[made, 2] = 1, now, end
                events[made, 3], events[made, 4] = leg, legs[leg] - work
                made += 1
                now, stretch, stretch_night = end, 0, 0
                continue
            spent = min(room, -(-need // 60) * 60)
            done = spent * num // den if dark else spent
            work = 0 if spent >= need else work - done
            if count > own and driven[count - 1, 1] == now:
                driven[count - 1, 1] = now + spent
            else:
                driven[count, 0], driven[count, 1] = now, now + spent
                count += 1
            now += spent
            stretch += spent
            if dark:
                stretch_night += spent
        arrival = now
        events[made, 0], events[made, 1], events[made, 2] = 0, now, now + dwells[leg]
        events[made, 3], events[made, 4] = leg, legs[leg]
        made += 1
        now += dwells[leg]
        if dwells[leg] >= rest:
            stretch, stretch_night = 0, 0
        if made >= events.shape[0] - 2:
            return -1, now, count
    return made, arrival, count


@njit(cache=True)
def drive_anew(depart, legs, dwells, limits, before):  # type: ignore[no-untyped-def]
    """``drive`` in rooms of its own; ``before`` [m, 2] is what the crew has driven before.

    Returns (number of events or -1, arrival, events [n, 5], driving intervals of this run [k, 2]).
    """
    events = np.empty((256, 5), dtype=np.int64)
    driven = np.empty((256, 2), dtype=np.int64)
    fresh = 0
    for i in range(len(before)):
        if before[i, 1] > depart - 86400:
            fresh += 1
    # Half of the room is kept for this run: of what was driven before, the last is enough.
    skipped, first = max(0, fresh - 128), 0
    for i in range(len(before)):
        if before[i, 1] > depart - 86400:
            if skipped > 0:
                skipped -= 1
            else:
                driven[first, 0], driven[first, 1] = before[i, 0], before[i, 1]
                first += 1
    made, arrival, count = drive(depart, legs, dwells, limits, driven, first, events)
    kept = max(made, 0)
    return made, arrival, events[:kept].copy(), driven[first:count].copy()


@njit(cache=True)
def most_within(driven, window_s):  # type: ignore[no-untyped-def]
    """Most seconds of intervals [n, 2] in any window; the worst window ends with an interval."""
    most = 0
    for i in range(len(driven)):
        end, total = driven[i, 1], 0
        for j in range(len(driven)):
            inside = min(driven[j, 1], end) - max(driven[j, 0], end - window_s)
            if inside > 0:
                total += inside
        most = max(most, total)
    return most


@njit(cache=True)
def _table(bucket_s, buckets, step_s, limits):  # type: ignore[no-untyped-def]
    departures = 86400 // step_s
    table = np.empty((departures, buckets), dtype=np.int32)
    events = np.empty((256, 5), dtype=np.int64)
    driven = np.empty((256, 2), dtype=np.int64)
    legs, dwells = np.empty(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for row in range(departures):
        for column in range(buckets):
            legs[0] = column * bucket_s
            made, arrival, _ = drive(10 * 86400 + row * step_s, legs, dwells, limits, driven, 0, events)
            table[row, column] = arrival - 10 * 86400 - row * step_s if made >= 0 else 1 << 30
    return table


def ride_table(rules: DriverRules, bucket_s: int = 900, buckets: int = 256, step_s: int = 3_600) -> RideTable:
    """Elapsed time of every ride of a two-driver crew: departures × driving times.

    The optimiser reads times from here; the timetable drives each trip exactly.
    """
    limits = limits_of(rules, crew=2, distance_m=NONE)
    return RideTable(bucket_s, step_s, _table(bucket_s, buckets, step_s, limits))


@dataclass(frozen=True, slots=True)
class Halt:
    """A halt of a run: at the end of a leg (``arrive``) or a rest on the way."""

    arrive: bool
    from_s: int
    to_s: int
    leg: int
    done_s: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run driven by the clock, in local seconds.

    ``events`` [n, 5] are the halts as ``drive`` writes them; ``driven`` [m, 2] the driving intervals.
    """

    depart_s: int
    arrive_s: int
    events: Ints
    driven: Ints

    @property
    def halts(self) -> tuple[Halt, ...]:
        """Every halt in order; made on demand, since most runs that are tried are thrown away."""
        return tuple(Halt(row[0] == ARRIVE, *row[1:]) for row in self.events.tolist())

    @property
    def calls(self) -> list[tuple[int, int]]:
        """Moments (from, to) of the halts at the ends of legs, in order."""
        return [(row[1], row[2]) for row in self.events.tolist() if row[0] == ARRIVE]


def run(depart_s: int, legs: Ints, dwells: Ints, limits: Ints, before: Ints | None = None) -> Run | None:
    """Drive ``legs`` from ``depart_s`` and return every halt; ``None`` when the rules never let it end.

    Parameters
    ----------
    legs, dwells : int64 [n]
        Day-time driving seconds of each leg and the wait at its end.
    before : int64 [m, 2], optional
        Driving intervals of the crew before this run.
    """
    made, arrive_s, events, driven = drive_anew(depart_s, legs, dwells, limits, NOTHING if before is None else before)
    return None if made < 0 else Run(depart_s, int(arrive_s), events, driven)
