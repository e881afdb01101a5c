"""Rows of a plan under new names, so that they can stand beside those of another plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from planner.domain.plan import Plan, Seat, Trip
from planner.schedule.tables import Tables


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
    tables.stop_times += [replace(row, trip_id=trips[row.trip_id]) for row in found.stop_times]
    tables.paths += [replace(row, trip_id=trips[row.trip_id]) for row in found.paths]
    tables.shapes += [replace(row, trip_id=trips[row.trip_id]) for row in found.shapes]
    tables.loads += [
        replace(row, cohort_id=cohorts[row.cohort_id], part_id=parts[row.part_id], trip_id=trips[row.trip_id])
        for row in found.loads
    ]
    tables.dwells += [
        replace(row, cohort_id=cohorts[row.cohort_id], part_id=parts[row.part_id]) for row in found.dwells
    ]
    tables.reservations += [
        replace(
            row,
            trip_id=None if row.trip_id is None else trips[row.trip_id],
            part_id=None if row.part_id is None else parts[row.part_id],
        )
        for row in found.reservations
    ]
    _duties(tables, found, names)


def seats_renamed(rows: Iterable[Seat], names: NewNames) -> list[Seat]:
    """The manifest under its new names."""
    return [
        replace(
            row,
            cohort_id=names.cohorts[row.cohort_id],
            part_id=names.parts[row.part_id],
            trip_id=names.trips[row.trip_id],
        )
        for row in rows
    ]


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
    for row in found.duties:
        trip_id = None if row.trip_id is None else trips[row.trip_id]
        tables.duties.append(replace(row, vehicle_id=names.vehicle(row.vehicle_id), trip_id=trip_id))
    for spell in found.driver_duties:
        vehicle_id, driver_id = names.vehicle(spell.vehicle_id), spell.driver_id
        if driver_id.startswith(f"{spell.vehicle_id}-"):
            driver_id = vehicle_id + driver_id.removeprefix(spell.vehicle_id)
        activity = trips.get(spell.activity, spell.activity)
        tables.driver_duties.append(replace(spell, driver_id=driver_id, vehicle_id=vehicle_id, activity=activity))
    for duty in found.escort_duties:
        tables.escort_duties.append(replace(duty, activity=trips.get(duty.activity, duty.activity)))
