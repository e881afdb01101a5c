"""Named drivers: a fleet that names its drivers is driven by them alone, each in one place at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from planner.domain.fleet import Driver
from planner.domain.plan import DriverDuty, Duty
from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "drivers")
Run = tuple[str, str, str, str, int, int]
"""Vehicle, trip or activity, places, moments: one row of duties."""


def names_of_fleets(world: World) -> dict[str, list[Driver]]:
    """Named drivers by fleet; fleets without names are not in it."""
    names: dict[str, list[Driver]] = defaultdict(list)
    for driver in world.scenario.drivers:
        names[driver.fleet_id].append(driver)
    return dict(names)


def named_drivers(world: World) -> Iterator[Violation]:
    """Rows of drivers repeat duties of their vehicle, never two at once; runs of named fleets are driven by enough of
    its drivers, white-listed where asked for, with a code that may drive, within their availability."""
    names = names_of_fleets(world)
    runs = {_run(duty.vehicle_id, duty) for duty in world.plan.duties}
    crews: dict[Run, set[str]] = defaultdict(set)
    for driver_id, rows in world.driver_duties.items():
        yield from _places(world, driver_id, rows, runs)
        for row in rows:
            fleet_id = row.vehicle_id.rpartition("#")[0]
            if fleet_id in names or driver_id in world.drivers:
                yield from _person(world, row, fleet_id)
            crews[_spell(row)].add(driver_id)
    yield from _manned(world, names, crews)


def _run(vehicle_id: str, duty: Duty) -> Run:
    activity = duty.kind if duty.trip_id is None else duty.trip_id
    return vehicle_id, activity, duty.from_place, duty.to_place, duty.depart_at, duty.arrive_at


def _spell(row: DriverDuty) -> Run:
    return row.vehicle_id, row.activity, row.from_place, row.to_place, row.from_at, row.to_at


def _places(world: World, driver_id: str, rows: Sequence[DriverDuty], runs: set[Run]) -> Iterator[Violation]:
    """A spell is one of the vehicle's duties, or a rest; spells of one driver follow each other in one vehicle."""
    for row in rows:
        if row.activity != "rest" and _spell(row) not in runs:
            found = f"{row.activity} {row.from_place} {row.to_place} {world.clock.iso(row.from_at)}"
            message = f"{driver_id} duty {row.seq} says {found}, which vehicle {row.vehicle_id} does not do"
            yield broken(f"{driver_id} duty {row.seq}", found, "a duty of its vehicle", "duty", message)
    for before, after in pairwise(rows):
        if after.from_at < before.to_at or after.vehicle_id != before.vehicle_id:
            found = f"{after.vehicle_id} {world.clock.iso(after.from_at)}"
            needed = f"{before.vehicle_id} {world.clock.iso(before.to_at)}"
            message = f"driver {driver_id} is with {needed}, duty {after.seq} begins with {found}"
            yield broken(f"{driver_id} duty {after.seq}", found, needed, "vehicle and moment", message)


def _person(world: World, row: DriverDuty, fleet_id: str) -> Iterator[Violation]:
    subject, iso = f"{row.driver_id} duty {row.seq}", world.clock.iso
    driver = world.drivers.get(row.driver_id)
    if driver is None or driver.fleet_id != fleet_id:
        message = f"{row.driver_id} drives {row.vehicle_id}, but is no driver of fleet {fleet_id}"
        yield broken(subject, row.driver_id, f"a driver of {fleet_id}", "driver", message)
        return
    rules = world.rules_at(row.from_at)
    if rules is not None and rules.driver_white_list and not driver.whitelisted:
        message = f"driver {driver.driver_id} drives off the white list"
        yield broken(subject, "not listed", "listed", "white list", message)
    if rules is not None and driver.health_code in rules.banned_codes:
        message = f"driver {driver.driver_id} drives with a {driver.health_code} code"
        yield broken(subject, driver.health_code, "a code that may board", "health code", message)
    begin, end = driver.available_from, driver.available_until
    if (begin is not None and row.from_at < begin) or (end is not None and row.to_at > end):
        found = f"{iso(row.from_at)} – {iso(row.to_at)}"
        limit = f"{'' if begin is None else iso(begin)} – {'' if end is None else iso(end)}"
        message = f"driver {driver.driver_id} drives {found}, available {limit}"
        yield broken(subject, found, limit, "moments", message)


def _manned(world: World, names: Mapping[str, Sequence[Driver]], crews: Mapping[Run, set[str]]) -> Iterator[Violation]:
    """Each run of a named fleet has its crew in driver_duties.csv; an empty run one driver."""
    for vehicle_id, duties in world.duties.items():
        if vehicle_id.rpartition("#")[0] not in names:
            continue
        for duty in duties:
            needed = int(duty.kind == "deadhead") if duty.trip_id is None else world.trips[duty.trip_id].drivers
            found = len(crews.get(_run(vehicle_id, duty), ()))
            if found < needed:
                name = duty.trip_id or f"{vehicle_id} duty {duty.seq}"
                message = f"{name} is driven by {found} of the named drivers, {needed} are needed"
                yield broken(name, str(found), str(needed), "drivers", message)
