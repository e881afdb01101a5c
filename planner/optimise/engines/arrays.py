"""The arrays that the routing engine works on: constant data and changing state.

Few wide arrays instead of many narrow ones: the compiled functions pass them on at every call.
Rows are items, places, pick-up keys, fleets, rule sets, days or trips; the constants below name the
columns. Money is fen, times are local seconds, lengths metres.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

MAX_PICKUPS = 16
MAX_DROPS = 16
MAX_LOADS = 64
SLOTS_PER_KEY = 1_536
MOST_FREED = 512

# columns of RoutingData.item
ORIGIN, TARGET, KEY, DEPART_FROM, DEPART_TO, ARRIVE_FROM, ARRIVE_TO, PERSONS, GROUP, FIRM, DIRECT = range(11)
WAVE = 11
ITEM_COLUMNS = 12
# columns of RoutingData.fleet
FIXED, PER_KM, DRIVER_DAY, PAY_OUT, PAY_HOME, DEPOT, REGISTERED, MOST_TRIPS, MOST_TIME = range(9)
FLEET_FROM, FLEET_UNTIL, MOST_AT_ONCE = 9, 10, 11
FLEET_COLUMNS = 12
# columns of RoutingData.rule
MOST_PICKUPS, MOST_DROPS, MOST_FIRMS, STOP_BAN, ONE_END, TWO_DRIVER_M, PICKUP_DWELL, DROP_DWELL = range(8)
RULE_COLUMNS = 8
# entries of RoutingData.constant
FIRST_DAY, BUCKET_S, LONG_HAUL_S, WEEK_SHARE_MILLI = range(4)
# columns of RoutingData.alone
AT_PHASE, BY_FLEET, CENTS, SEATS = range(4)
ALONE_COLUMNS = 4
# columns of RoutingState.used: trips, vehicle seconds, then vehicle seconds by phase
TRIPS, SECONDS, IN_PHASE = range(3)
# columns of RoutingState.trip
FLEET, N_PICKUPS, N_DROPS, N_LOADS, N_FIRMS, LOAD, CAP, METRES, DRIVE, COST, BUSY, POSITION, MARK, PHASE = range(14)
WINDOW = 14
PICKUPS = WINDOW + 4
KEYS = PICKUPS + MAX_PICKUPS
DROPS = KEYS + MAX_PICKUPS
TRIP_COLUMNS = DROPS + MAX_DROPS

I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
U64 = npt.NDArray[np.uint64]


class RoutingData(NamedTuple):
    """What does not change while routing.

    Attributes
    ----------
    item : int64 [items, ITEM_COLUMNS]
        Shipments; ``DIRECT`` 1: departure is free within days, 0: tied to a line-haul; ``KEY``: pick-up
        place × role × service, within which shipments may share a coach; ``WAVE``: role × service, whose trips
        run at the same hours, so that each needs a vehicle of its own.
    penalty : float64 [items]
        Price of each person left behind.
    way : int32 [epochs, 2, places, places]
        Metres and day-time driving seconds, for each set of sealed counties.
    level : int8 [places, days]
    area : int32 [places, 2]
        City and province.
    near : int32 [keys, neighbours]
        Keys by distance, the own first, -1 padded.
    fleet : int64 [fleets, FLEET_COLUMNS]
    usable : int32 [rule sets, fleets, scopes, levels]
    rule : int64 [rule sets, RULE_COLUMNS]
    calendar : int32 [days, 2]
        Rule set and epoch in force.
    elapsed : int32 [24, buckets]
        Elapsed time of a ride by the hour of its departure.
    elapsed_max : int32 [buckets]
        Longest elapsed time of a ride, over all departure hours.
    quickest : int32 [buckets]
        Elapsed time at the best hour of departure.
    best_arrival : int32 [48, buckets]
        From ready (half-hour of the day) to the earliest arrival in opening hours; 2^30: never.
    constant : int64 [4]
    phase : int64 [phases]
        Local seconds from which rules, levels or closed ground differ from before, ascending; the first is 0. A trip
        may be opened for any phase of its windows, so that it can wait for fuller coaches.
    phase_time : int64 [fleets, phases]
        Vehicle seconds that the trips leaving in a phase may take.
    alone_from : int32 [items + 1]
        Where the rows of each item begin in ``alone``.
    alone : int64 [rows, ALONE_COLUMNS]
        Coaches that could be opened for an item alone: phase, fleet, cost and usable seats, cheapest seats first.
    """

    item: I64
    penalty: F64
    way: I32
    level: I8
    area: I32
    near: I32
    fleet: I64
    usable: I32
    rule: I64
    calendar: I32
    elapsed: I32
    elapsed_max: I32
    quickest: I32
    best_arrival: I32
    constant: I64
    phase: I64
    phase_time: I64
    alone_from: I32
    alone: I64


class RoutingState(NamedTuple):
    """Trips under construction; a slot is free when its ``N_LOADS`` is 0.

    Attributes
    ----------
    trip : int64 [slots, TRIP_COLUMNS]
    loads : int32 [slots, 2, MAX_LOADS]
        Items aboard and the persons of each.
    active, free : int32 [slots]
        Slots in use (dense) and a stack of free ones.
    key_trips, key_count : int32 [keys, SLOTS_PER_KEY], int32 [keys]
        Trips that board at each key.
    key_open, open_count : int32 [keys, SLOTS_PER_KEY], int32 [keys]
        Those of them with a seat left.
    left : int32 [items]
        Persons not aboard.
    hopeless : int8 [items]
        1: no coach of any fleet could ever take them, however empty.
    used : int64 [fleets, IN_PHASE + phases]
        Trips and vehicle seconds of each fleet.
    at_once : int32 [fleets, waves]
        Trips of each fleet in each wave.
    tally : int64 [4]
        Active trips, free slots, iterations, accepted iterations.
    total : float64 [2]
        Cost of all trips, penalty of all left.
    touched, saved, saved_loads
        Trips changed in the current iteration, as they were before.
    scratch : int64 [TRIP_COLUMNS]
        One trip as it was before a tentative change.
    freed, score : int32 [MOST_FREED], float64 [MOST_FREED]
        Items to be seated in the current iteration, and what they are sorted by.
    seed : uint64 [1]
    """

    trip: I64
    loads: I32
    active: I32
    free: I32
    key_trips: I32
    key_count: I32
    key_open: I32
    open_count: I32
    left: I32
    hopeless: I8
    used: I64
    at_once: I32
    tally: I64
    total: F64
    touched: I32
    saved: I64
    saved_loads: I32
    scratch: I64
    freed: I32
    score: F64
    seed: U64
