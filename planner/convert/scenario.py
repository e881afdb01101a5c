"""An instance as a scenario folder: customers gather at stops, the one site stands at the depot, coaches fetch them.

Every route runs depot → pick-ups → site, and the site is at the depot, so a coach trip with its paid empty run out
costs what the route costs in the instance: one ``Instance`` unit of cost is ``cost_fen`` fen.
"""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from planner.convert.instance import Instance
from planner.convert.layout import COUNTY, UNIT_S, Layout, lay_out
from planner.convert.reading import refused
from planner.errors import BadUsage
from planner.units import DAY_S, MINUTE_S

START = date(2020, 1, 2)
"""Day on which an instance's time begins; the campaign begins the day before, so that coaches may be on their way."""
ZONE_OFFSET = "+08:00"
DAY = timedelta(days=1)
FREE_DAYS = 14
"""Campaign of an instance without windows."""
MOST_SEATS = 10_000
SITE, FIRM = "depot", "E1"
INSTANCE_NAMES = ("instance.vrp", "instance.txt")
"""The instance is kept in its scenario: a plan is written back in its terms."""

Cell = object
Table = tuple[tuple[str, ...], Iterable[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Written:
    """A scenario written from an instance: persons, what a unit of cost is worth, and what to know of the terms."""

    folder: Path
    customers: int
    persons: int
    persons_per_demand: Fraction
    cost_fen: int
    notes: tuple[str, ...]


def stop_of(node: int) -> str:
    """Id of the stop at which a customer's persons wait."""
    return f"node-{node:05d}"


def node_of(stop_id: str) -> int:
    """Customer of a stop."""
    return int(stop_id.removeprefix("node-"))


def write_scenario(instance: Instance, source: Path, folder: Path, whole: bool) -> Written:
    """Write an instance as a scenario folder, new or empty, with a copy of its file.

    Parameters
    ----------
    whole : bool
        Each customer one travel group, so that nobody splits it over trips.

    Raises
    ------
    BadUsage
        The folder holds something.
    BadInput
        A customer or vehicle has no place in a scenario.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadUsage(f"{folder} is not empty; name a new folder")
    layout, share = lay_out(instance), math.gcd(*instance.demands)
    _check(instance, share, whole)
    fen = _cost_fen(instance, layout)
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Table] = {
        "enterprises": (
            ("enterprise_id", "name", "tier", "whitelisted", "light", "resume_from"),
            [(FIRM, f"depot of {instance.name}", 0, "true", "green", "")],
        ),
        "sites": (
            ("site_id", "enterprise_id", "name", "lon", "lat", "adcode", "opens", "closes"),
            [(SITE, FIRM, f"depot of {instance.name}", *layout.degrees[0], COUNTY, "00:00", "24:00")],
        ),
        "stops": (
            ("stop_id", "kind", "name", "lon", "lat", "adcode"),
            [(stop_of(n), "pickup", f"customer {n}", *layout.degrees[n], COUNTY) for n in _nodes(instance)],
        ),
        "workers": _workers(instance, share, whole),
        "coaches": _coaches(instance, layout, share, fen),
        "matrix": _matrix(instance, layout),
    }
    for name, (columns, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([columns, *rows])
    (folder / "scenario.toml").write_text(_toml(instance), encoding="utf-8")
    shutil.copyfile(source, folder / INSTANCE_NAMES[source.suffix.lower() == ".txt"])
    persons = sum(instance.demands) // share
    return Written(folder, instance.customers, persons, Fraction(1, share), fen, _notes(instance, share, whole))


def _nodes(instance: Instance) -> range:
    return range(1, instance.customers + 1)


def _check(instance: Instance, share: int, whole: bool) -> None:
    """Vehicles of so many seats, and customers that fit into one, can be written."""
    most = max(kind.capacity for kind in instance.vehicles)
    if most // share > MOST_SEATS:
        raise refused(instance.name, "CAPACITY", str(most), "not_expressible", f"at most {MOST_SEATS} seats are read")
    if min(kind.capacity for kind in instance.vehicles) < share:
        raise refused(instance.name, "CAPACITY", str(most), "not_expressible", "a vehicle holds nobody")
    if whole and max(instance.demands) > most:
        node = instance.demands.index(max(instance.demands))
        reason = f"is more than a vehicle holds ({most}); leave out --whole"
        raise refused(instance.name, f"demand of customer {node}", str(instance.demands[node]), "too_large", reason)


def _cost_fen(instance: Instance, layout: Layout) -> int:
    """Least power of ten of fen for a unit of cost that makes the price of every grain a whole number."""
    units_per_km = Fraction(1000, layout.metres * instance.grains_per_unit)
    rates = (kind.per_unit for kind in instance.vehicles)
    prices = [kind.fixed for kind in instance.vehicles]
    prices += [price for rate in rates for price in (rate * units_per_km, rate / instance.grains_per_unit)]
    for power in range(10):
        if all((price * 10**power).denominator == 1 for price in prices):
            return int(10**power)
    raise refused(instance.name, "VEHICLES_UNIT_DISTANCE_COST", "", "not_whole", "prices have too many decimals")


def _at(units: int) -> str:
    """Local moment of a time of the instance."""
    days, seconds = divmod(units * UNIT_S, DAY_S)
    clock = f"{seconds // 3600:02d}:{seconds % 3600 // MINUTE_S:02d}"
    return f"{START + timedelta(days=days)}T{clock}{ZONE_OFFSET}"


def _horizon_days(instance: Instance) -> int:
    if instance.windows is None:
        return FREE_DAYS
    return instance.windows[0][1] * UNIT_S // DAY_S + 1


def _promise_units(instance: Instance) -> int:
    """Units before which everybody asked: then the promise of a departure ends where service may begin last."""
    return max(1, _horizon_days(instance) * DAY_S // UNIT_S)


def _workers(instance: Instance, share: int, whole: bool) -> Table:
    columns = (
        "worker_id", "enterprise_id", "site_id", "origin_adcode", "pickup_stop_id", "ready_at", "due_at",
        "requested_at", "group_id", "stage", "health_code", "health_code_at", "origin_proof", "name", "national_id",
        "phone",
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for node in _nodes(instance):
        ready, due, asked = _times(instance, node)
        size = instance.demands[node] // share
        group = f"G{node:05d}" if whole and size > 1 else ""
        rows += [
            (f"N{node:05d}-{number}", FIRM, SITE, COUNTY, stop_of(node), ready, due, asked, group, "accepted",
             "green", "", "", f"customer {node} person {number}", "", "")
            for number in range(1, size + 1)
        ]  # fmt: skip
    return columns, rows


def _times(instance: Instance, node: int) -> tuple[str, str, str]:
    """Ready, due and request of a customer's persons: they board when service has ended."""
    if instance.windows is None:
        return _at(0), "", ""
    opens, closes = instance.windows[node]
    begin, end = instance.windows[0]
    # Nobody is reached sooner than from the depot, so that depots need no hours of their own.
    opens = max(opens, begin + -(-int(instance.distance[0, node]) // instance.grains_per_unit))
    if opens > closes or opens + instance.service > end:
        reason = "cannot be served between the depot's opening and closing"
        raise refused(instance.name, f"window of customer {node}", f"{opens}–{closes}", "no_time", reason)
    asked = closes + instance.service - _promise_units(instance)
    return _at(opens + instance.service), _at(end), _at(asked)


def _coaches(instance: Instance, layout: Layout, share: int, fen: int) -> Table:
    columns = (
        "fleet_id", "operator", "vehicle_type", "seats", "seat_rows", "count", "max_trips", "drivers", "depot_adcode",
        "lon", "lat", "registration_adcode", "available_from", "available_to", "fixed_cents", "cents_per_km",
        "driver_day_cents", "positioning",
    )  # fmt: skip
    units_per_km = Fraction(1000, layout.metres * instance.grains_per_unit)
    last = START + timedelta(days=_horizon_days(instance) + 1)
    rows = []
    for number, kind in enumerate(instance.vehicles):
        count = instance.customers if kind.count is None else kind.count
        if kind.count is None:
            count = max(count, -(-sum(instance.demands) // kind.capacity))
        rows.append(
            (fleet_of(number), instance.name, f"type {number + 1}", kind.capacity // share, 1, count, 1, 2 * count,
             COUNTY, *layout.degrees[0], COUNTY, START - DAY, last, int(kind.fixed * fen),
             int(kind.per_unit * units_per_km * fen), 0, "return")
        )  # fmt: skip
    return columns, rows


def fleet_of(vehicle: int) -> str:
    """Fleet id of a type of vehicle."""
    return f"V{vehicle + 1}"


def _matrix(instance: Instance, layout: Layout) -> Table:
    """One row a pair; site and depots are the same spot."""
    grains = instance.distance.tolist()
    depots = [SITE, *(f"depot:{fleet_of(number)}" for number in range(len(instance.vehicles)))]
    rows: list[Sequence[Cell]] = [(depots[0], other, 0, 0) for other in depots[1:]]
    for b in _nodes(instance):
        starts = [*((name, 0) for name in depots), *((stop_of(a), a) for a in range(1, b))]
        rows += [
            (name, stop_of(b), grains[a][b] * layout.metres, layout.drive_s(grains[a][b])) for name, a in starts
        ]
    return ("from", "to", "distance_m", "drive_s"), rows


def _toml(instance: Instance) -> str:
    """Settings: no rules but those of the instance."""
    name = json.dumps(instance.name, ensure_ascii=False)
    last = START + timedelta(days=_horizon_days(instance))
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", instance.name).strip("-") or "instance"
    lines = [
        "[campaign]", f'id = "{slug}"', f"name = {name}", 'timezone = "Asia/Shanghai"', f'start = "{START - DAY}"',
        f'end = "{last}"', f'as_of = "{START - DAY}T00:00{ZONE_OFFSET}"',
        f'destination_adcode = "{COUNTY}"', 'datum = "wgs84"', "", "[policy]", 'pack = "bare"', "",
    ]  # fmt: skip
    if instance.windows is not None:
        promise_s = _promise_units(instance) * UNIT_S
        lines += ["[policy.override]", f"promise_s = {promise_s}", 'promise_to = "boarding"', ""]
    lines += [
        "[policy.override.times]", f"pickup_dwell_s = {instance.service * UNIT_S if instance.windows else 0}",
        "drop_dwell_s = 0", 'max_ride_s = "none"', "", "[network]", 'provider = "matrix"', "",
    ]  # fmt: skip
    return "\n".join(lines)


def _notes(instance: Instance, share: int, whole: bool) -> tuple[str, ...]:
    """What the scenario says otherwise than the instance."""
    notes = [f"distances: {instance.rounding}; where a way over a third node is shorter, the planner takes that"]
    notes.append(
        "each customer is a travel group: it stays whole" if whole else "a customer may be split over routes (SDVRP)"
    )
    if share > 1:
        notes.append(f"demands and capacities divided by {share}: one person stands for {share}")
    if instance.windows is None and instance.service:
        notes.append("service times without windows bind nothing and are left out")
    if instance.windows is not None:
        notes.append("a unit of time is a minute: the planner's clock rounds each drive up to it")
    return tuple(notes)
