"""From a VRPLIB (.vrp) or Solomon (.txt) file to an ``Instance``; what no scenario can say is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.convert.instance import Instance, VehicleType
from planner.errors import BadInput, CellProblem

MOST_NODES = 3_000
"""Depot and customers; the matrix is written pair by pair."""
SOLOMON_GRAINS = 10
"""Tenths of a unit: DIMACS 2021 truncates Solomon distances to one decimal."""
INEXPRESSIBLE = (
    "backhaul", "linehaul", "prize", "release_time", "pickup_and_delivery", "mutually_exclusive_group", "distance",
    "vehicles_depot", "vehicles_reload_depot", "vehicles_allowed_clients", "vehicles_max_distance",
    "vehicles_max_duration", "vehicles_max_reloads",
)  # fmt: skip
"""Fields of VRPLIB files (as PyVRP extends them) that change the problem and have no place in a scenario."""

Fields = Mapping[str, Any]
Ints = npt.NDArray[np.int64]


def read_instance(path: Path) -> Instance:
    """Read a CVRP, VRPTW or heterogeneous-fleet instance.

    ``.txt`` is read as Solomon / Gehring–Homberger; anything else as VRPLIB, with the fleet fields by which PyVRP
    extends it: CAPACITY_SECTION, VEHICLES_FIXED_COST_SECTION, VEHICLES_UNIT_DISTANCE_COST_SECTION.

    Raises
    ------
    BadInput
        The file cannot be read, or says what a scenario cannot.
    """
    solomon = path.suffix.lower() == ".txt"
    fields = _fields(path, solomon)
    said = [name for name in INEXPRESSIBLE if name in fields]
    if said:
        raise refused(path.name, said[0].upper(), str(len(said)), "not_expressible", "no scenario can say this")
    depots = np.atleast_1d(fields.get("depot", np.array([0]))).tolist()
    if depots != [0]:
        raise refused(path.name, "DEPOT_SECTION", str(depots), "not_expressible", "one depot, node 1, is expected")
    demands = _whole(path.name, "DEMAND_SECTION", _needed(path.name, fields, "demand"))
    _check_demands(path.name, demands)
    distance, rounding = _distances(path.name, fields, solomon)
    if distance.shape != (len(demands), len(demands)):
        reason = f"{len(demands)} nodes have demands"
        raise refused(path.name, "DIMENSION", str(distance.shape), "contradiction", reason)
    return Instance(
        name=str(fields.get("name", path.stem)),
        distance=distance,
        grains_per_unit=SOLOMON_GRAINS if solomon else 1,
        points=np.asarray(fields["node_coord"], dtype=np.float64) if "node_coord" in fields else None,
        demands=tuple(demands.tolist()),
        vehicles=_vehicles(path.name, fields),
        windows=_windows(path.name, fields),
        service=_service(path.name, fields, len(demands)),
        rounding=rounding,
    )


def refused(file: str, column: str, value: str, code: str, reason: str) -> BadInput:
    """The error of one field of an instance file."""
    return BadInput([CellProblem(file, None, column, value, code, reason)])


def _fields(path: Path, solomon: bool) -> Fields:
    import vrplib

    try:
        read: Fields = vrplib.read_instance(path, instance_format="solomon" if solomon else "vrplib")
    except (ValueError, IndexError, KeyError, TypeError, OSError, RuntimeError) as error:
        form = "Solomon" if solomon else "VRPLIB"
        raise refused(path.name, "file", path.suffix, "unreadable", f"is no {form} instance: {error}") from error
    if not read:
        raise refused(path.name, "file", path.suffix, "unreadable", "is empty")
    return read


def _needed(file: str, fields: Fields, name: str) -> Any:
    if name not in fields:
        raise refused(file, name.upper(), "", "missing", "every instance needs it")
    return fields[name]


def _whole(file: str, column: str, values: Any) -> Ints:
    """Whole numbers, or an error: rounding here would change the instance."""
    given = np.asarray(values, dtype=np.float64)
    rounded = np.rint(given)
    if not np.array_equal(given, rounded):
        odd = given[given != rounded].flat[0]
        raise refused(file, column, str(odd), "not_whole", "is not a whole number; scale the instance first")
    return rounded.astype(np.int64)


def _check_demands(file: str, demands: Ints) -> None:
    if demands.ndim != 1 or not 2 <= len(demands) <= MOST_NODES:
        raise refused(file, "DIMENSION", str(demands.shape), "out_of_range", f"2 to {MOST_NODES} nodes are read")
    if demands[0] != 0 or (demands[1:] < 1).any():
        node = 1 if demands[0] != 0 else int(np.flatnonzero(demands[1:] < 1)[0]) + 2
        reason = "the depot has demand 0 and every customer at least 1: who has no persons cannot be visited"
        raise refused(file, f"DEMAND_SECTION node {node}", str(demands[node - 1]), "not_expressible", reason)


def _distances(file: str, fields: Fields, solomon: bool) -> tuple[Ints, str]:
    """Grains between nodes by the convention of the file: Solomon in truncated tenths, EUC_2D to the nearest unit."""
    given = np.asarray(_needed(file, fields, "edge_weight"), dtype=np.float64)
    kind = str(fields.get("edge_weight_type", ""))
    if solomon:
        return np.floor(given * SOLOMON_GRAINS + 1e-9).astype(np.int64), "truncated to a tenth of a unit (DIMACS 2021)"
    if kind == "EUC_2D":
        return np.floor(given + 0.5).astype(np.int64), "EUC_2D, rounded to the nearest unit (TSPLIB 95)"
    distance = _whole(file, "EDGE_WEIGHT_SECTION", given)
    if not np.array_equal(distance, distance.T):
        reason = "differs from the way back; a scenario's matrix is symmetric"
        raise refused(file, "EDGE_WEIGHT_SECTION", kind, "not_expressible", reason)
    return distance, f"{kind}, as given"


def _vehicles(file: str, fields: Fields) -> tuple[VehicleType, ...]:
    """Like vehicles together, in the order of the file."""
    capacity = np.atleast_1d(_whole(file, "CAPACITY", _needed(file, fields, "capacity")))
    many = fields.get("vehicles")
    lists = {
        "capacity": capacity.tolist(),
        "vehicles_fixed_cost": np.atleast_1d(fields.get("vehicles_fixed_cost", 0)).tolist(),
        "vehicles_unit_distance_cost": np.atleast_1d(fields.get("vehicles_unit_distance_cost", 1)).tolist(),
    }
    sizes = {len(values) for values in lists.values()} - {1}
    if not sizes:
        kind = _kind([values[0] for values in lists.values()], None if many is None else int(many))
        return (kind,)
    number = int(many) if many is not None else max(sizes)
    if sizes != {number}:
        raise refused(file, "VEHICLES", str(number), "contradiction", f"lists of {sorted(sizes)} vehicles are given")
    rows = zip(*(values * number if len(values) == 1 else values for values in lists.values()), strict=True)
    return tuple(_kind(row, count) for row, count in Counter(rows).items())


def _kind(row: Sequence[Any], count: int | None) -> VehicleType:
    """A type of vehicle; prices keep the decimals of the file."""
    return VehicleType(int(row[0]), Fraction(str(row[1])), Fraction(str(row[2])), count)


def _windows(file: str, fields: Fields) -> tuple[tuple[int, int], ...] | None:
    if "time_window" not in fields:
        return None
    found = _whole(file, "TIME_WINDOW_SECTION", fields["time_window"]).tolist()
    bad = next((node for node, (opens, closes) in enumerate(found, 1) if not 0 <= opens <= closes), None)
    if bad is not None:
        raise refused(file, f"TIME_WINDOW_SECTION node {bad}", str(found[bad - 1]), "end_before_start", "is no window")
    return tuple((opens, closes) for opens, closes in found)


def _service(file: str, fields: Fields, nodes: int) -> int:
    given = _whole(file, "SERVICE_TIME", fields.get("service_time", 0))
    customers = np.broadcast_to(given, nodes)[1:] if given.ndim == 0 else given[1:]
    kinds = sorted(set(customers.tolist()))
    if len(kinds) > 1:
        reason = "service times differ between customers; a rule set has one for all pick-ups"
        raise refused(file, "SERVICE_TIME_SECTION", str(kinds), "not_expressible", reason)
    return int(kinds[0])
