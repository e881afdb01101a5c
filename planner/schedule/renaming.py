"""Rows of a plan under new names, so that they can stand beside those of another plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, TypeVar, cast

from planner.domain.plan import Plan, Seat, Trip
from planner.schedule.tables import Tables

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class NewNames:
    """New names of a plan's trips, carriages, vehicles, cohorts, parts and batches, by the old ones.

    ``units`` gives the carriage of a trip (by its old id), ``vehicles`` the number of a vehicle id.
    """

    trips: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)
    cohorts: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    batches: Mapping[int, int] = field(default_factory=dict)

    def vehicle(self, vehicle_id: str) -> str:
        """New id of a vehicle."""
        return f"{vehicle_id.rpartition('#')[0]}#{self.vehicles[vehicle_id]}"


def append_renamed(tables: Tables, found: Plan | Tables, names: NewNames) -> None:
    """Add the rows of all trips, parts and duties to ``tables`` under their new names; offers are left aside."""
    trips, parts, cohorts = names.trips, names.parts, names.cohorts
    tables.trips += [_trip(trip, names) for trip in found.trips]
    tables.stop_times += _with(found.stop_times, trip_id=[trips[row.trip_id] for row in found.stop_times])
    tables.paths += _with(found.paths, trip_id=[trips[row.trip_id] for row in found.paths])
    tables.shapes += _with(found.shapes, trip_id=[trips[row.trip_id] for row in found.shapes])
    tables.loads += _with(
        found.loads,
        cohort_id=[cohorts[row.cohort_id] for row in found.loads],
        part_id=[parts[row.part_id] for row in found.loads],
        trip_id=[trips[row.trip_id] for row in found.loads],
    )
    tables.dwells += _with(
        found.dwells,
        cohort_id=[cohorts[row.cohort_id] for row in found.dwells],
        part_id=[parts[row.part_id] for row in found.dwells],
    )
    tables.reservations += _with(
        found.reservations,
        trip_id=[None if row.trip_id is None else trips[row.trip_id] for row in found.reservations],
        part_id=[None if row.part_id is None else parts[row.part_id] for row in found.reservations],
    )
    _duties(tables, found, names)


def seats_renamed(rows: Sequence[Seat], names: NewNames) -> list[Seat]:
    """The manifest under its new names."""
    return _with(
        rows,
        cohort_id=[names.cohorts[row.cohort_id] for row in rows],
        part_id=[names.parts[row.part_id] for row in rows],
        trip_id=[names.trips[row.trip_id] for row in rows],
    )


def _with(rows: Sequence[Row], **renamed: Sequence[object]) -> list[Row]:
    """The rows with new values in some columns: half the time of ``replace`` row by row."""
    if not rows:
        return []
    kept = (field.name for field in fields(cast(Any, rows[0])))
    columns = [renamed[name] if name in renamed else map(attrgetter(name), rows) for name in kept]
    return list(map(type(rows[0]), *columns))


def _trip(trip: Trip, names: NewNames) -> Trip:
    trip_id, batch_no = names.trips[trip.trip_id], names.batches[trip.batch_no]
    if trip.fleet_id is None:
        return replace(trip, trip_id=trip_id, batch_no=batch_no, unit_no=names.units[trip.trip_id])
    return replace(
        trip,
        trip_id=trip_id,
        batch_no=batch_no,
        vehicle_no=names.vehicles[f"{trip.fleet_id}#{trip.vehicle_no}"],
        permit_no=None if trip.permit_no is None else trip.permit_no.replace(trip.trip_id, trip_id),
    )


def _duties(tables: Tables, found: Plan | Tables, names: NewNames) -> None:
    trips = names.trips
    tables.duties += _with(
        found.duties,
        vehicle_id=[names.vehicle(row.vehicle_id) for row in found.duties],
        trip_id=[None if row.trip_id is None else trips[row.trip_id] for row in found.duties],
    )
    vehicles = [names.vehicle(spell.vehicle_id) for spell in found.driver_duties]
    drivers = [
        vehicle_id + spell.driver_id.removeprefix(spell.vehicle_id)
        if spell.driver_id.startswith(f"{spell.vehicle_id}-")
        else spell.driver_id
        for spell, vehicle_id in zip(found.driver_duties, vehicles, strict=True)
    ]
    activities = [trips.get(spell.activity, spell.activity) for spell in found.driver_duties]
    tables.driver_duties += _with(
        found.driver_duties, driver_id=drivers, vehicle_id=vehicles, activity=activities
    )
    tables.escort_duties += _with(
        found.escort_duties, activity=[trips.get(duty.activity, duty.activity) for duty in found.escort_duties]
    )
