"""Ruin and recreate over coach trips, splitting shipments freely; compiled.

Each iteration takes a few loads off some neighbouring trips, or empties them, puts those persons back piece by piece
where a person costs least, and keeps the result by simulated annealing (Schrimpf et al. 2000,
doi:10.1006/jcph.1999.6413; Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914). Unlike there, a shipment
may be cut at will, which fills coaches.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from __future__ import annotations

import numpy as np
from numba import njit

from planner.optimise.engines.arrays import (
    ARRIVE_FROM,
    ARRIVE_TO,
    AT_PHASE,
    BUCKET_S,
    BUSY,
    BY_FLEET,
    CAP,
    CENTS,
    COST,
    DEPART_FROM,
    DEPART_TO,
    DEPOT,
    DIRECT,
    DRIVE,
    DRIVER_DAY,
    DROP_DWELL,
    DROPS,
    FIRM,
    FIRST_DAY,
    FIXED,
    FLEET,
    FLEET_FROM,
    FLEET_UNTIL,
    GROUP,
    IN_PHASE,
    KEY,
    KEYS,
    LOAD,
    LONG_HAUL_S,
    MARK,
    MAX_DROPS,
    MAX_LOADS,
    MAX_PICKUPS,
    METRES,
    MOST_AT_ONCE,
    MOST_DROPS,
    MOST_FIRMS,
    MOST_PICKUPS,
    MOST_TIME,
    MOST_TRIPS,
    N_DROPS,
    N_FIRMS,
    N_LOADS,
    N_PICKUPS,
    ONE_END,
    ORIGIN,
    PAY_HOME,
    PAY_OUT,
    PER_KM,
    PHASE,
    PICKUP_DWELL,
    PICKUPS,
    POSITION,
    REGISTERED,
    SEATS,
    SECONDS,
    SLOTS_PER_KEY,
    STOP_BAN,
    TARGET,
    TRIPS,
    TWO_DRIVER_M,
    WAVE,
    WEEK_SHARE_MILLI,
    WINDOW,
)

outer = njit(  # type: ignore[call-overload]
    cache=True, error_model="numpy", no_cfunc_wrapper=True, nogil=True, _nrt=False
)
inner = njit(  # type: ignore[call-overload]
    cache=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False
)
"""Called from compiled code alone: without wrappers for Python they compile several times faster.

No function here makes an array, so none counts references (``_nrt``): counting those of the three dozen arrays at each
call, by locked instructions that all threads share, took more than nine tenths of the time.
"""

BLOCKED = 1 << 30
BIG = 1 << 60
PARTLY = 75
"""So many of a hundred iterations thin trips instead of emptying them."""
MOST_THINNED, MOST_OFF = 5, 3
"""Trips that an iteration thins and loads that it takes off each, at most."""
LOOKS = 8
"""Trips of a pick-up key that an iteration looks at for something to take off."""
NARROWEST = 4
"""Neighbouring keys that an iteration looks at, at least; near ones make short ways, far ones full coaches."""
MOST_LEFT = 12
"""Items with persons left behind that an iteration tries to seat, at most."""
PASSED_OVER = 16
"""Of so many fleets that could make a trip one is passed over, so that others are tried than the cheapest."""
PAUSING, PAUSES = 2, 4
"""Where coaches are short, the rest of a shipment waits after one of so many coaches, and one of so many times."""


@inner
def _random(s, bound):
    """Next integer below ``bound`` (xorshift64*)."""
    x = s.seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    s.seed[0] = x
    return int((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % bound


@inner
def _unit(s):
    """Next float in [0, 1)."""
    return _random(s, 1 << 30) / float(1 << 30)


@inner
def _day(d, moment):
    """Column of the calendar that holds a local moment."""
    day = moment // 86400 - d.constant[FIRST_DAY]
    return min(max(day, 0), d.calendar.shape[0] - 1)


@inner
def _phase(d, moment):
    """Phase that holds a local moment."""
    found = 0
    for p in range(1, d.phase.shape[0]):
        if d.phase[p] <= moment:
            found = p
    return found


@inner
def _bucket(d, seconds):
    """Driving-time bucket that holds ``seconds``, rounded up."""
    return min((seconds + d.constant[BUCKET_S] - 1) // d.constant[BUCKET_S], d.elapsed_max.shape[0] - 1)


@inner
def _fits_clock(d, direct, depart_from, depart_to, arrive_from, arrive_to, drive, dwell):
    """Whether a ride can depart and arrive inside its windows; halts count as driving, to be safe."""
    bucket = _bucket(d, drive + dwell)
    if direct == 1:
        start = max(depart_from, arrive_from - 86400 * 9)
        best = d.best_arrival[(start % 86400) // 1800, bucket]
        return best < BLOCKED and start + best <= arrive_to and start <= depart_to
    # A linked ride has a narrow window: try departures across it, each with the elapsed time of its hour.
    quickest = d.quickest[bucket]
    first = max(depart_from, arrive_from - d.elapsed_max[bucket])
    last = min(depart_to, arrive_to - quickest)
    for step in range(9):
        depart = first + (last - first) * step // 8
        arrive = depart + d.elapsed[(depart % 86400) // 3600, bucket]
        if first <= last and arrive_from <= arrive <= arrive_to:
            return True
    return False


@inner
def _trip_numbers(d, fleet, first, last, metres, drive, epoch, rule):
    """Cost (fen) and vehicle seconds of a sortie: depot, trip, depot."""
    depot = d.fleet[fleet, DEPOT]
    out, home = d.way[epoch, 0, depot, first], d.way[epoch, 0, last, depot]
    out_s, home_s = d.way[epoch, 1, depot, first], d.way[epoch, 1, last, depot]
    if out >= BLOCKED or home >= BLOCKED:
        return BIG, BIG
    paid = metres
    if d.fleet[fleet, PAY_OUT] == 1:
        paid += out
    if d.fleet[fleet, PAY_HOME] == 1:
        paid += home
    drivers = 1
    if metres > d.rule[rule, TWO_DRIVER_M] or out_s + drive + home_s > d.constant[LONG_HAUL_S]:
        drivers = 2
    busy = (
        d.elapsed_max[_bucket(d, out_s)] + d.elapsed_max[_bucket(d, drive)] + d.elapsed_max[_bucket(d, home_s)] + 3600
    )
    days = (busy + 86399) // 86400
    # The hours of a week bind a crew before the clock does: count whichever is longer.
    busy = max(busy, (out_s + drive + home_s) * d.constant[WEEK_SHARE_MILLI] // 1000)
    cents = (
        d.fleet[fleet, FIXED]
        + (d.fleet[fleet, PER_KM] * paid + 500) // 1000
        + drivers * days * d.fleet[fleet, DRIVER_DAY]
    )
    return cents, busy


@inner
def _scope(d, places, n_places, drops, n_drops):
    """0 in_city, 1 inter_city, 2 inter_province over all stops of a trip."""
    city, province, scope = d.area[places[0], 0], d.area[places[0], 1], 0
    for j in range(n_places):
        if d.area[places[j], 1] != province:
            return 2
        if d.area[places[j], 0] != city:
            scope = 1
    for j in range(n_drops):
        if d.area[drops[j], 1] != province:
            return 2
        if d.area[drops[j], 0] != city:
            scope = 1
    return scope


@inner
def _capacity(d, fleet, places, n_places, drops, n_drops, depart_from):
    """Usable seats by the strictest level of all stops; 0 where a transit stop is banned or ground is closed."""
    day = _day(d, depart_from)
    rule = d.calendar[day, 0]
    last_day = d.level.shape[1] - 1
    strictest = 0
    for j in range(n_places):
        level = max(d.level[places[j], day], d.level[places[j], min(day + 1, last_day)])
        if j > 0 and level >= d.rule[rule, STOP_BAN] and places[j] != places[0]:
            return 0
        strictest = max(strictest, level)
    for j in range(n_drops):
        level = 0
        for ahead in range(3):
            level = max(level, d.level[drops[j], min(day + ahead, last_day)])
        if j < n_drops - 1 and level >= d.rule[rule, STOP_BAN]:
            return 0
        strictest = max(strictest, level)
    return d.usable[rule, fleet, _scope(d, places, n_places, drops, n_drops), strictest]


@inner
def _measure(d, s, t):
    """Recompute metres, driving time, capacity, cost and vehicle time of a trip."""
    epoch = d.calendar[_day(d, s.trip[t, WINDOW + 0]), 1]
    rule = d.calendar[_day(d, s.trip[t, WINDOW + 0]), 0]
    metres, drive = 0, 0
    here = s.trip[t, PICKUPS + 0]
    for j in range(1, s.trip[t, N_PICKUPS]):
        there = s.trip[t, PICKUPS + j]
        metres += d.way[epoch, 0, here, there]
        drive += d.way[epoch, 1, here, there]
        here = there
    for j in range(s.trip[t, N_DROPS]):
        there = s.trip[t, DROPS + j]
        metres += d.way[epoch, 0, here, there]
        drive += d.way[epoch, 1, here, there]
        here = there
    s.trip[t, METRES], s.trip[t, DRIVE] = metres, drive
    s.trip[t, PHASE] = _phase(d, s.trip[t, WINDOW + 0])
    s.trip[t, CAP] = _capacity(
        d,
        s.trip[t, FLEET],
        s.trip[t, PICKUPS : PICKUPS + MAX_PICKUPS],
        s.trip[t, N_PICKUPS],
        s.trip[t, DROPS : DROPS + MAX_DROPS],
        s.trip[t, N_DROPS],
        s.trip[t, WINDOW + 0],
    )
    s.trip[t, COST], s.trip[t, BUSY] = _trip_numbers(
        d, s.trip[t, FLEET], s.trip[t, PICKUPS + 0], here, metres, drive, epoch, rule
    )


@inner
def _strike(row, n, t):
    """Take ``t`` off a list of ``n``, whose last fills the gap; returns the new length."""
    for i in range(n):
        if row[i] == t:
            row[i] = row[n - 1]
            return n - 1
    return n


@inner
def _enter(d, s, t):
    """List a trip as active, under its pick-up keys and in its fleet's use."""
    s.trip[t, POSITION] = s.tally[0]
    s.active[s.tally[0]] = t
    s.tally[0] += 1
    for j in range(s.trip[t, N_PICKUPS]):
        key = s.trip[t, KEYS + j]
        if s.key_count[key] < SLOTS_PER_KEY:
            s.key_trips[key, s.key_count[key]] = t
            s.key_count[key] += 1
        if s.trip[t, LOAD] < s.trip[t, CAP] and s.open_count[key] < SLOTS_PER_KEY:
            s.key_open[key, s.open_count[key]] = t
            s.open_count[key] += 1
    fleet = s.trip[t, FLEET]
    s.at_once[fleet, d.item[s.loads[t, 0, 0], WAVE]] += 1
    s.used[fleet, TRIPS] += 1
    s.used[fleet, SECONDS] += s.trip[t, BUSY]
    s.used[fleet, IN_PHASE + s.trip[t, PHASE]] += s.trip[t, BUSY]
    s.total[0] += s.trip[t, COST]


@inner
def _leave(d, s, t):
    """Undo ``_enter``."""
    at = s.trip[t, POSITION]
    last = s.active[s.tally[0] - 1]
    s.active[at] = last
    s.trip[last, POSITION] = at
    s.tally[0] -= 1
    for j in range(s.trip[t, N_PICKUPS]):
        key = s.trip[t, KEYS + j]
        s.key_count[key] = _strike(s.key_trips[key], s.key_count[key], t)
        if s.trip[t, LOAD] < s.trip[t, CAP]:
            s.open_count[key] = _strike(s.key_open[key], s.open_count[key], t)
    fleet = s.trip[t, FLEET]
    s.at_once[fleet, d.item[s.loads[t, 0, 0], WAVE]] -= 1
    s.used[fleet, TRIPS] -= 1
    s.used[fleet, SECONDS] -= s.trip[t, BUSY]
    s.used[fleet, IN_PHASE + s.trip[t, PHASE]] -= s.trip[t, BUSY]
    s.total[0] -= s.trip[t, COST]


@inner
def _copy_row(source, target):
    """Element by element: a slice assignment would compile its whole error text in."""
    for j in range(source.shape[0]):
        target[j] = source[j]


@inner
def _copy_loads(source, target, n):
    """The first ``n`` items and their persons."""
    for j in range(n):
        target[0, j] = source[0, j]
        target[1, j] = source[1, j]


@inner
def _save(s, t, fresh):
    """Remember a trip before its first change in this iteration."""
    if s.trip[t, MARK] == s.tally[2]:
        return True
    n = s.touched[0]
    if n + 1 >= s.touched.shape[0]:
        return False
    s.trip[t, MARK] = s.tally[2]
    s.touched[n + 1] = t
    s.touched[0] = n + 1
    _copy_row(s.trip[t], s.saved[n])
    if fresh:
        s.saved[n, N_LOADS] = 0
    else:
        _copy_loads(s.loads[t], s.saved_loads[n], s.trip[t, N_LOADS])
    return True


@inner
def _restore(d, s):
    """Put every touched trip back as it was saved."""
    for n in range(s.touched[0]):
        t = s.touched[n + 1]
        if s.trip[t, N_LOADS] > 0:
            for j in range(s.trip[t, N_LOADS]):
                item = s.loads[t, 0, j]
                s.left[item] += s.loads[t, 1, j]
                s.total[1] += d.penalty[item] * s.loads[t, 1, j]
            _leave(d, s, t)
            s.trip[t, N_LOADS] = 0
            s.free[s.tally[1]] = t
            s.tally[1] += 1
    for n in range(s.touched[0] - 1, -1, -1):
        t = s.touched[n + 1]
        if s.saved[n, N_LOADS] == 0:
            continue
        _copy_row(s.saved[n], s.trip[t])
        _copy_loads(s.saved_loads[n], s.loads[t], s.trip[t, N_LOADS])
        for j in range(s.trip[t, N_LOADS]):
            item, part = s.loads[t, 0, j], s.loads[t, 1, j]
            s.left[item] -= part
            s.total[1] -= d.penalty[item] * part
        _take_slot(s, t)
        _enter(d, s, t)


@inner
def _take_slot(s, t):
    """Remove a given slot from the free stack."""
    for i in range(s.tally[1] - 1, -1, -1):
        if s.free[i] == t:
            s.free[i] = s.free[s.tally[1] - 1]
            s.tally[1] -= 1
            return


@inner
def _remove(d, s, t):
    """Empty a trip; its persons are left."""
    _leave(d, s, t)
    for j in range(s.trip[t, N_LOADS]):
        item = s.loads[t, 0, j]
        s.left[item] += s.loads[t, 1, j]
        s.total[1] += d.penalty[item] * s.loads[t, 1, j]
    s.trip[t, N_LOADS] = 0
    s.free[s.tally[1]] = t
    s.tally[1] += 1


@outer
def alone_rows(d, first, rows):
    """Fill the rows of ``RoutingData.alone``, of each item from ``first`` on; where ``rows`` is empty, count them.

    Besides the earliest moment, the beginning of every later phase in the window is looked at: milder rules make
    fuller coaches.
    """
    counting = rows.shape[0] == 0
    for item in range(d.item.shape[0]):
        n = 0 if counting else first[item]
        for p in range(d.phase.shape[0]):
            start = max(d.item[item, DEPART_FROM], d.phase[p])
            if start > d.item[item, DEPART_TO]:
                break
            if p + 1 < d.phase.shape[0] and d.phase[p + 1] <= start:
                continue
            n = _alone_from(d, item, start, p, rows, n)
        if counting:
            first[item + 1] = first[item] + n
        else:
            _sort_rows(rows, first[item], n)


@inner
def _alone_from(d, item, start, phase, rows, n):
    """Add the coaches that could leave with an item alone from ``start`` on; returns the rows so far."""
    origin, target = d.item[item, ORIGIN], d.item[item, TARGET]
    day = _day(d, start)
    epoch, rule = d.calendar[day, 1], d.calendar[day, 0]
    metres, drive = d.way[epoch, 0, origin, target], d.way[epoch, 1, origin, target]
    if metres >= BLOCKED:
        return n
    dwell = d.rule[rule, DROP_DWELL]
    ride = d.quickest[_bucket(d, drive + dwell)]
    if not _fits_clock(
        d,
        d.item[item, DIRECT],
        start,
        d.item[item, DEPART_TO],
        d.item[item, ARRIVE_FROM],
        d.item[item, ARRIVE_TO],
        drive,
        dwell,
    ):
        return n
    for fleet in range(d.fleet.shape[0]):
        if (
            d.rule[rule, ONE_END] == 1
            and d.fleet[fleet, REGISTERED] != d.area[origin, 0]
            and d.fleet[fleet, REGISTERED] != d.area[target, 0]
        ):
            continue
        out_s = d.quickest[_bucket(d, d.way[epoch, 1, d.fleet[fleet, DEPOT], origin])]
        if max(start, d.fleet[fleet, FLEET_FROM] + out_s) + ride > d.item[item, ARRIVE_TO]:
            continue
        if start + ride + out_s > d.fleet[fleet, FLEET_UNTIL]:
            continue
        seats = _capacity(d, fleet, d.item[item, ORIGIN : ORIGIN + 1], 1, d.item[item, TARGET : TARGET + 1], 1, start)
        cents, _ = _trip_numbers(d, fleet, origin, target, metres, drive, epoch, rule)
        if seats <= 0 or cents >= BIG:
            continue
        if rows.shape[0] > 0:
            rows[n, AT_PHASE], rows[n, BY_FLEET], rows[n, CENTS], rows[n, SEATS] = phase, fleet, cents, seats
        n += 1
    return n


@inner
def _sort_rows(rows, first, until):
    """Cheapest seats first, of equal ones the larger coach (Shell's sort: short, and quick to compile)."""
    gap = (until - first) // 2
    while gap > 0:
        for i in range(first + gap, until):
            phase, fleet, cents, seats = rows[i, AT_PHASE], rows[i, BY_FLEET], rows[i, CENTS], rows[i, SEATS]
            j = i
            while j - gap >= first:
                other, room = rows[j - gap, CENTS], rows[j - gap, SEATS]
                left, right = other * seats, cents * room
                if left < right or (left == right and room >= seats):
                    break
                _copy_row(rows[j - gap], rows[j])
                j -= gap
            rows[j, AT_PHASE], rows[j, BY_FLEET], rows[j, CENTS], rows[j, SEATS] = phase, fleet, cents, seats
        gap //= 2


@inner
def _best_new(d, s, item, want, hope, blink, limited):
    """Best coach of its own: (cost per person, row of ``alone``, persons); row -1 when there is none.

    That is the cheapest by person if ``hope`` persons shared it; of equal ones the one with more seats. With ``blink``
    some are passed over: the cheapest coach for these persons is not always the one to leave for others. ``limited``:
    whether fleets can be used up.
    """
    best, found, best_take, best_seats = 1e18, -1, 0, 0
    missed = -1
    if blink > 0 and d.phase.shape[0] > 1 and _random(s, 8) < blink:
        missed = _random(s, d.phase.shape[0])
    for row in range(d.alone_from[item], d.alone_from[item + 1]):
        cents, seats = d.alone[row, CENTS], d.alone[row, SEATS]
        if cents > best * seats:
            break
        take = min(want, seats)
        each = cents / min(hope, seats)
        if each > best or (each == best and seats <= best_seats) or (d.item[item, GROUP] == 1 and take < want):
            continue
        phase = d.alone[row, AT_PHASE]
        if blink > 0 and (phase == missed or _random(s, PASSED_OVER) < blink):
            continue
        if limited and _used_up(d, s, d.alone[row, BY_FLEET], phase, item):
            continue
        best, found, best_take, best_seats = each, row, take, seats
    if found < 0 and blink > 0:
        return _cheapest_new(d, s, item, want)
    if found >= 0:
        best = d.alone[found, CENTS] / best_take
    return best, found, best_take


@inner
def _cheapest_new(d, s, item, want):
    """The first of ``_best_new`` that will do: nothing is passed over where there is little to choose from."""
    for row in range(d.alone_from[item], d.alone_from[item + 1]):
        take = min(want, d.alone[row, SEATS])
        if d.item[item, GROUP] == 1 and take < want:
            continue
        if not _used_up(d, s, d.alone[row, BY_FLEET], d.alone[row, AT_PHASE], item):
            return d.alone[row, CENTS] / take, row, take
    return 1e18, -1, 0


@inner
def _used_up(d, s, fleet, phase, item):
    """Whether a fleet has no trip, time or vehicle left for one more coach in a phase."""
    return (
        s.used[fleet, TRIPS] >= d.fleet[fleet, MOST_TRIPS]
        or s.used[fleet, SECONDS] >= d.fleet[fleet, MOST_TIME]
        or s.used[fleet, IN_PHASE + phase] >= d.phase_time[fleet, phase]
        or (d.item[item, DIRECT] == 0 and s.at_once[fleet, d.item[item, WAVE]] >= d.fleet[fleet, MOST_AT_ONCE])
    )


@inner
def _open(d, s, item, row, take):
    """Start a trip of ``take`` persons of one item by a coach of ``alone``."""
    if s.tally[1] == 0:
        return False
    t = s.free[s.tally[1] - 1]
    if not _save(s, t, True):
        return False
    s.tally[1] -= 1
    start = max(d.item[item, DEPART_FROM], d.phase[d.alone[row, AT_PHASE]])
    s.trip[t, FLEET], s.trip[t, N_FIRMS] = d.alone[row, BY_FLEET], 1
    s.trip[t, PICKUPS + 0], s.trip[t, KEYS + 0], s.trip[t, N_PICKUPS] = d.item[item, ORIGIN], d.item[item, KEY], 1
    s.trip[t, DROPS + 0], s.trip[t, N_DROPS] = d.item[item, TARGET], 1
    s.loads[t, 0, 0], s.loads[t, 1, 0], s.trip[t, N_LOADS], s.trip[t, LOAD] = item, take, 1, take
    s.trip[t, WINDOW + 0], s.trip[t, WINDOW + 1] = start, d.item[item, DEPART_TO]
    s.trip[t, WINDOW + 2], s.trip[t, WINDOW + 3] = d.item[item, ARRIVE_FROM], d.item[item, ARRIVE_TO]
    s.left[item] -= take
    s.total[1] -= d.penalty[item] * take
    _measure(d, s, t)
    _enter(d, s, t)
    return True


@inner
def _detour(metres, stops, n, place, before, after):
    """Cheapest position for ``place`` in a row of stops between ``before`` and ``after`` (-1: open end).

    Returns (position, extra metres); position -1 when the place is there already.
    """
    for j in range(n):
        if stops[j] == place:
            return -1, 0
    best, where = BLOCKED, 0
    for j in range(n + 1):
        left = stops[j - 1] if j > 0 else before
        right = stops[j] if j < n else after
        extra = 0
        if left >= 0:
            extra += metres[left, place]
        if right >= 0:
            extra += metres[place, right]
        if left >= 0 and right >= 0:
            extra -= metres[left, right]
        if extra < best:
            best, where = extra, j
    return where, best


@inner
def _has_firm(d, s, t, firm):
    """Whether somebody of an enterprise is aboard."""
    for j in range(s.trip[t, N_LOADS]):  # noqa: SIM110 - a generator is no loop to the compiler
        if d.item[s.loads[t, 0, j], FIRM] == firm:
            return True
    return False


@inner
def _try_insert(d, s, t, item, want, most):
    """Cost per person of joining a trip: (each, take, pick-up position, drop position); take 0: impossible.

    ``most`` is the price per person to be undercut: where the pick-up alone costs as much, joining is impossible.
    """
    nothing = (1e18, 0, 0, 0)
    if s.trip[t, LOAD] >= s.trip[t, CAP] or s.trip[t, N_LOADS] >= MAX_LOADS:
        return nothing
    w0, w1 = max(s.trip[t, WINDOW + 0], d.item[item, DEPART_FROM]), min(s.trip[t, WINDOW + 1], d.item[item, DEPART_TO])
    w2, w3 = max(s.trip[t, WINDOW + 2], d.item[item, ARRIVE_FROM]), min(s.trip[t, WINDOW + 3], d.item[item, ARRIVE_TO])
    if w0 > w1 or w2 > w3:
        return nothing
    take = min(want, s.trip[t, CAP] - s.trip[t, LOAD])
    if d.item[item, GROUP] == 1 and take < want:
        return nothing
    day = _day(d, w0)
    epoch, rule = d.calendar[day, 1], d.calendar[day, 0]
    if s.trip[t, N_FIRMS] >= d.rule[rule, MOST_FIRMS] and not _has_firm(d, s, t, d.item[item, FIRM]):
        return nothing
    n_p, n_d = s.trip[t, N_PICKUPS], s.trip[t, N_DROPS]
    depot = d.fleet[s.trip[t, FLEET], DEPOT]
    start = depot if d.fleet[s.trip[t, FLEET], PAY_OUT] == 1 else -1
    finish = depot if d.fleet[s.trip[t, FLEET], PAY_HOME] == 1 else -1
    at_p, extra_p = _detour(
        d.way[epoch, 0],
        s.trip[t, PICKUPS : PICKUPS + MAX_PICKUPS],
        n_p,
        d.item[item, ORIGIN],
        start,
        s.trip[t, DROPS + 0],
    )
    if at_p >= 0 and n_p >= min(d.rule[rule, MOST_PICKUPS], MAX_PICKUPS):
        return nothing
    each_m = d.fleet[s.trip[t, FLEET], PER_KM] / (1000.0 * take)
    if each_m * extra_p >= most:
        return nothing
    at_d, extra_d = _detour(
        d.way[epoch, 0],
        s.trip[t, DROPS : DROPS + MAX_DROPS],
        n_d,
        d.item[item, TARGET],
        s.trip[t, PICKUPS + n_p - 1],
        finish,
    )
    if at_d >= 0 and n_d >= min(d.rule[rule, MOST_DROPS], MAX_DROPS):
        return nothing
    if extra_p + extra_d >= BLOCKED:
        return nothing
    return each_m * (extra_p + extra_d), take, at_p, at_d


@inner
def _insert_row(row, n, at, value):
    """Shift a row right from ``at`` and put ``value`` there."""
    for j in range(n, at, -1):
        row[j] = row[j - 1]
    row[at] = value


@inner
def _on_time(d, s, t):
    """Whether a measured trip can depart and arrive inside its windows."""
    rule = d.calendar[_day(d, s.trip[t, WINDOW + 0]), 0]
    return _fits_clock(
        d,
        d.item[s.loads[t, 0, 0], DIRECT],
        s.trip[t, WINDOW + 0],
        s.trip[t, WINDOW + 1],
        s.trip[t, WINDOW + 2],
        s.trip[t, WINDOW + 3],
        s.trip[t, DRIVE],
        (s.trip[t, N_PICKUPS] - 1) * d.rule[rule, PICKUP_DWELL] + s.trip[t, N_DROPS] * d.rule[rule, DROP_DWELL],
    )


@inner
def _join(d, s, t, item, want, at_p, at_d):
    """Put up to ``want`` persons of an item on a trip; returns the persons taken (0: it did not fit)."""
    _leave(d, s, t)
    before = s.scratch
    _copy_row(s.trip[t], before)
    old_p, old_d = s.trip[t, N_PICKUPS], s.trip[t, N_DROPS]
    w0, w1, w2, w3 = before[WINDOW], before[WINDOW + 1], before[WINDOW + 2], before[WINDOW + 3]
    if at_p >= 0:
        _insert_row(s.trip[t, PICKUPS : PICKUPS + MAX_PICKUPS], old_p, at_p, d.item[item, ORIGIN])
        _insert_row(s.trip[t, KEYS : KEYS + MAX_PICKUPS], old_p, at_p, d.item[item, KEY])
        s.trip[t, N_PICKUPS] += 1
    if at_d >= 0:
        _insert_row(s.trip[t, DROPS : DROPS + MAX_DROPS], old_d, at_d, d.item[item, TARGET])
        s.trip[t, N_DROPS] += 1
    s.trip[t, WINDOW + 0], s.trip[t, WINDOW + 1] = max(w0, d.item[item, DEPART_FROM]), min(w1, d.item[item, DEPART_TO])
    s.trip[t, WINDOW + 2], s.trip[t, WINDOW + 3] = max(w2, d.item[item, ARRIVE_FROM]), min(w3, d.item[item, ARRIVE_TO])
    _measure(d, s, t)
    take = min(want, s.trip[t, CAP] - s.trip[t, LOAD])
    fits = take > 0 and s.trip[t, COST] < BIG and (d.item[item, GROUP] == 0 or take == want)
    phase, fleet = s.trip[t, PHASE], s.trip[t, FLEET]
    if phase != before[PHASE] and s.used[fleet, IN_PHASE + phase] >= d.phase_time[fleet, phase]:
        fits = False
    if not (fits and _on_time(d, s, t)):
        _copy_row(before, s.trip[t])
        _enter(d, s, t)
        return 0
    found = -1
    for j in range(s.trip[t, N_LOADS]):
        if s.loads[t, 0, j] == item:
            found = j
    if found < 0:
        s.trip[t, N_FIRMS] += not _has_firm(d, s, t, d.item[item, FIRM])
        found = s.trip[t, N_LOADS]
        s.loads[t, 0, found], s.loads[t, 1, found] = item, 0
        s.trip[t, N_LOADS] += 1
    s.loads[t, 1, found] += take
    s.trip[t, LOAD] += take
    s.left[item] -= take
    s.total[1] -= d.penalty[item] * take
    _enter(d, s, t)
    return take


@inner
def _place(d, s, item, hope, blink, width):
    """Seat the left persons of one item, cheapest per person first, on coaches of the ``width`` nearest keys.

    ``hope``: about how many look for seats now, who may fill a new coach: one that is cheap for those few who open it
    would stay, and fill with others at dearer seats.
    """
    for turn in range(400):
        want = s.left[item]
        if want <= 0 or (turn > 0 and blink == PAUSING and _random(s, PAUSES) == 0):
            return
        each_new, new, take_new = _best_new(d, s, item, want, max(hope, want), blink, True)
        best, best_t, best_p, best_d = each_new, -1, 0, 0
        full = new >= 0 and take_new < want  # a full coach of its own needs no company
        if not full:
            near = d.near[d.item[item, KEY]]
            for k in range(width):
                if near[k] < 0:
                    break
                for i in range(s.open_count[near[k]]):
                    if blink > 0 and _random(s, 1024) < 16 * blink:
                        continue
                    t = s.key_open[near[k], i]
                    each, take, at_p, at_d = _try_insert(d, s, t, item, want, best)
                    if take > 0 and each < best:
                        best, best_t, best_p, best_d = each, t, at_p, at_d
        if best_t < 0:
            if new < 0 or not _open(d, s, item, new, take_new):
                return
            continue
        if not _save(s, best_t, False):
            return
        # When the exact check refuses what the estimate offered, the persons get a coach of their own instead.
        if _join(d, s, best_t, item, want, best_p, best_d) == 0 and (
            new < 0 or not _open(d, s, item, new, take_new)
        ):
            return


@outer
def enter_all(d, s, n):
    """List the first ``n`` trips of a state whose lists are empty."""
    for t in range(n):
        _enter(d, s, t)


@outer
def construct(d, s, order):
    """First plan: items in the given order, no annealing; those whom no coach could ever take are marked."""
    for i in range(order.shape[0]):
        s.tally[2] += 1
        s.touched[0] = 0
        _place(d, s, order[i], 0, 0, d.near.shape[1])
        if s.left[order[i]] > 0:
            _, new, _ = _best_new(d, s, order[i], s.left[order[i]], s.left[order[i]], 0, False)
            s.hopeless[order[i]] = new < 0


@inner
def _calls_at(d, s, t, column, place):
    """Whether somebody aboard gets on (``ORIGIN``) or off (``TARGET``) at a place."""
    for j in range(s.trip[t, N_LOADS]):  # noqa: SIM110 - a generator is no loop to the compiler
        if d.item[s.loads[t, 0, j], column] == place:
            return True
    return False


@inner
def _drop_stops(d, s, t):
    """Leave out the stops at which nobody aboard gets on or off."""
    kept = 0
    for i in range(s.trip[t, N_PICKUPS]):
        if _calls_at(d, s, t, ORIGIN, s.trip[t, PICKUPS + i]):
            s.trip[t, PICKUPS + kept], s.trip[t, KEYS + kept] = s.trip[t, PICKUPS + i], s.trip[t, KEYS + i]
            kept += 1
    s.trip[t, N_PICKUPS] = kept
    kept = 0
    for i in range(s.trip[t, N_DROPS]):
        if _calls_at(d, s, t, TARGET, s.trip[t, DROPS + i]):
            s.trip[t, DROPS + kept] = s.trip[t, DROPS + i]
            kept += 1
    s.trip[t, N_DROPS] = kept


@inner
def _widen(d, s, t):
    """Windows and enterprises of those aboard; a trip that waits for its phase goes on waiting."""
    w0, w1, w2, w3, firms = d.phase[s.trip[t, PHASE]], BIG, -BIG, BIG, 0
    for j in range(s.trip[t, N_LOADS]):
        item = s.loads[t, 0, j]
        w0, w1 = max(w0, d.item[item, DEPART_FROM]), min(w1, d.item[item, DEPART_TO])
        w2, w3 = max(w2, d.item[item, ARRIVE_FROM]), min(w3, d.item[item, ARRIVE_TO])
        known = False
        for i in range(j):
            known = known or d.item[s.loads[t, 0, i], FIRM] == d.item[item, FIRM]
        firms += not known
    s.trip[t, WINDOW + 0], s.trip[t, WINDOW + 1], s.trip[t, WINDOW + 2], s.trip[t, WINDOW + 3] = w0, w1, w2, w3
    s.trip[t, N_FIRMS] = firms


@inner
def _registered(d, s, t):
    """Whether the rules let the fleet of a trip run it, by the cities of its stops."""
    rule = d.calendar[_day(d, s.trip[t, WINDOW + 0]), 0]
    city = d.fleet[s.trip[t, FLEET], REGISTERED]
    found = d.rule[rule, ONE_END] == 0
    for i in range(s.trip[t, N_PICKUPS]):
        found = found or d.area[s.trip[t, PICKUPS + i], 0] == city
    for i in range(s.trip[t, N_DROPS]):
        found = found or d.area[s.trip[t, DROPS + i], 0] == city
    return found


@inner
def _take_off(d, s, t, j):
    """Take one load off a trip that has others; returns whether the trip can still run.

    Without those who were ready last it may leave on an earlier day, under a stricter level, and without those of its
    own city a coach may be registered nowhere on its way.
    """
    _leave(d, s, t)
    item, part, last = s.loads[t, 0, j], s.loads[t, 1, j], s.trip[t, N_LOADS] - 1
    s.left[item] += part
    s.total[1] += d.penalty[item] * part
    s.loads[t, 0, j], s.loads[t, 1, j] = s.loads[t, 0, last], s.loads[t, 1, last]
    s.trip[t, N_LOADS] = last
    s.trip[t, LOAD] -= part
    _drop_stops(d, s, t)
    _widen(d, s, t)
    _measure(d, s, t)
    runs = (
        s.trip[t, LOAD] <= s.trip[t, CAP]
        and s.trip[t, COST] < BIG
        and _registered(d, s, t)
        and _on_time(d, s, t)
    )
    _enter(d, s, t)
    return runs


@inner
def _empty(d, s, t, freed, n):
    """Free all items of a trip; returns the number freed so far."""
    for j in range(s.trip[t, N_LOADS]):
        freed[n] = s.loads[t, 0, j]
        n += 1
    _remove(d, s, t)
    return n


@inner
def _thin(d, s, t, there, freed, n):
    """Free a few loads of a trip, at random or those that go nearest to ``there``; returns the number freed so far."""
    most = 1 + _random(s, MOST_OFF)
    if most >= s.trip[t, N_LOADS]:
        return _empty(d, s, t, freed, n)
    by_place = _random(s, 2) == 0
    for _ in range(most):
        off = _random(s, s.trip[t, N_LOADS])
        if by_place:
            least = d.way[0, 0, there, d.item[s.loads[t, 0, off], TARGET]]
            for j in range(s.trip[t, N_LOADS]):
                far = d.way[0, 0, there, d.item[s.loads[t, 0, j], TARGET]]
                if far < least:
                    least, off = far, j
        freed[n] = s.loads[t, 0, off]
        n += 1
        if not _take_off(d, s, t, off):
            return _empty(d, s, t, freed, n)
    return n


@inner
def _ruin(d, s, most, partly, freed, width):
    """Empty (or thin, ``partly``) up to ``most`` trips around a random one; returns the number of items freed.

    They board at the ``width`` keys nearest to one of its own. A trip that is full with one load is mostly left alone.
    """
    n, removed = 0, 0
    seed = s.active[_random(s, s.tally[0])]
    near = d.near[s.trip[seed, KEYS + _random(s, s.trip[seed, N_PICKUPS])]]
    there = d.item[s.loads[seed, 0, _random(s, s.trip[seed, N_LOADS])], TARGET]
    for k in range(width):
        if near[k] < 0 or removed >= most:
            break
        for look in range(min(LOOKS, s.key_count[near[k]])):
            if s.key_count[near[k]] == 0 or removed >= most:
                break
            t = s.key_trips[near[k], _random(s, s.key_count[near[k]])]
            if look == 0 and k == 0:
                t = seed
            if s.trip[t, MARK] == s.tally[2] or (
                s.trip[t, LOAD] >= s.trip[t, CAP] and s.trip[t, N_LOADS] == 1 and _random(s, 4) > 0
            ):
                continue
            if n + s.trip[t, N_LOADS] >= freed.shape[0] or not _save(s, t, False):
                return n
            n = _thin(d, s, t, there, freed, n) if partly else _empty(d, s, t, freed, n)
            removed += 1
    return n


@inner
def _sort_freed(d, s, freed, n, score):
    """Order freed items by one of four criteria, drawn at random."""
    kind = _random(s, 4)
    for i in range(n):
        item = freed[i]
        if kind == 0:
            score[i] = _unit(s)
        elif kind == 1:
            score[i] = -float(s.left[item])
        elif kind == 2:
            score[i] = -float(d.way[0, 0, d.item[item, ORIGIN], d.item[item, TARGET]])
        else:
            score[i] = float(d.item[item, DEPART_FROM])
        score[i] -= d.penalty[item] * 1e3
    for i in range(1, n):  # insertion sort: few items, stable, quick to compile
        item, value, j = freed[i], score[i], i - 1
        while j >= 0 and score[j] > value:
            freed[j + 1], score[j + 1] = freed[j], score[j]
            j -= 1
        freed[j + 1], score[j + 1] = item, value


@inner
def _width(d, s):
    """Keys to look at: a random number from the narrowest to all."""
    return NARROWEST + _random(s, d.near.shape[1] - NARROWEST + 1)


@outer
def improve(d, s, iterations, heat, most):
    """Run a number of ruin-and-recreate iterations at temperature ``heat`` (fen)."""
    freed, score, n_items = s.freed, s.score, s.left.shape[0]
    for _ in range(iterations):
        if s.tally[0] == 0:
            return
        s.tally[2] += 1
        s.touched[0] = 0
        before = s.total[0] + s.total[1]
        partly = _random(s, 100) < PARTLY
        width = min(_width(d, s), _width(d, s))
        n = _ruin(d, s, 1 + _random(s, MOST_THINNED if partly else most), partly, freed, width)
        more = 0
        if s.total[1] > 0.0:
            start = _random(s, n_items)
            for step in range(min(n_items, 200)):
                item = (start + step) % n_items
                if s.left[item] > 0 and s.hopeless[item] == 0 and more < MOST_LEFT and n < freed.shape[0]:
                    freed[n] = item
                    n += 1
                    more += 1
        _sort_freed(d, s, freed, n, score)
        hope = 0
        for i in range(n):
            hope += s.left[freed[i]]
        if more > 0 and _random(s, PAUSES) == 0:
            for i in range(n):
                if s.left[freed[i]] > 0:
                    _place(d, s, freed[i], hope, PAUSING, width)
        for i in range(n):
            if s.left[freed[i]] > 0:
                _place(d, s, freed[i], hope, 1, width)
        after = s.total[0] + s.total[1]
        if after <= before - heat * np.log(max(_unit(s), 1e-12)) * 1.0:
            s.tally[3] += 1
        else:
            _restore(d, s)
