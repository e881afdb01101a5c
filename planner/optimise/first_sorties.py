"""Room for one sortie of every vehicle that has drivers.

Vehicle time is a smooth measure only when vehicles go many times. In a campaign of a day or two each goes once, and
the time that the engine reckons for a sortie (its slowest departure hour) would leave at home what can all run.
"""

from __future__ import annotations

import numpy as np

from planner.optimise.engines.arrays import (
    BUCKET_S,
    DEPOT,
    F64,
    I64,
    LONG_HAUL_S,
    MOST_TIME,
    ONE_END,
    ORIGIN,
    PERSONS,
    REGISTERED,
    TARGET,
    TWO_DRIVER_M,
    WEEK_SHARE_MILLI,
    RoutingData,
)

BLOCKED = 1 << 30
SORTIE_REST_S = 3_600
"""What the engine adds to the three runs of a sortie."""


def with_first_sorties(data: RoutingData, counts: I64, drivers: I64) -> RoutingData:
    """The problem with time for at least one usual sortie of each vehicle that drivers can be found for.

    Parameters
    ----------
    counts, drivers : int64 [fleets]
        Vehicles and drivers of each fleet.
    """
    fleet = data.fleet.copy()
    for number in range(len(fleet)):
        busy, crew = _usual_sortie(data, number)
        vehicles = min(int(counts[number]), int(drivers[number] / crew))
        fleet[number, MOST_TIME] = max(fleet[number, MOST_TIME], int(vehicles * busy))
    return data._replace(fleet=fleet)


def _usual_sortie(data: RoutingData, number: int) -> tuple[float, float]:
    """Mean vehicle seconds and drivers of a sortie for the persons whom the fleet may carry; no seconds when none."""
    row, origin, target = data.fleet[number], data.item[:, ORIGIN], data.item[:, TARGET]
    seconds, depot = data.way[0, 1], row[DEPOT]
    runs = np.stack([seconds[depot, origin], seconds[origin, target], seconds[target, depot]]).astype(np.int64)
    metres = data.way[0, 0][origin, target]
    mine = (runs < BLOCKED).all(axis=0)
    if data.rule[:, ONE_END].all():
        mine &= (data.area[origin, 0] == row[REGISTERED]) | (data.area[target, 0] == row[REGISTERED])
    if not mine.any():
        return 0.0, 2.0
    driven = runs.sum(axis=0)
    last = len(data.elapsed_max) - 1
    buckets = np.minimum(-(-runs // data.constant[BUCKET_S]), last)
    busy = data.elapsed_max[np.where(mine, buckets, 0)].sum(axis=0) + SORTIE_REST_S
    busy = np.maximum(busy, driven * data.constant[WEEK_SHARE_MILLI] // 1000)
    two = (metres > data.rule[:, TWO_DRIVER_M].min()) | (driven > data.constant[LONG_HAUL_S])
    weights: F64 = np.where(mine, data.item[:, PERSONS], 0).astype(np.float64)
    return float(np.average(busy, weights=weights)), 1.0 + float(np.average(two, weights=weights))
