"""Names to seats: which worker of a cohort rides which part, and where they sit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.plan import Load, Seat
from planner.schedule.parts import Part
from planner.schedule.tables import Schedule, Tables
from planner.schedule.world import World

LETTERS = "ABCDEFGHJK"
"""Seat letters; I is left out, as printed on tickets."""


@dataclass(frozen=True, slots=True)
class Names:
    """Seats of named workers, and the workers of each cohort who got none."""

    manifest: tuple[Seat, ...]
    left: Mapping[str, tuple[str, ...]]


def seat_people(world: World, schedule: Schedule, tables: Tables) -> Names:
    """Give every person on a trip a seat number, and named cohorts their people."""
    seats = _seat_numbers(world, tables)
    loads_of_part: dict[str, list[Load]] = defaultdict(list)
    for load in tables.loads:
        loads_of_part[load.part_id].append(load)
    manifest: list[Seat] = []
    left: dict[str, tuple[str, ...]] = {}
    for cohort_no, parts in _parts_by_cohort(schedule, tables).items():
        cohort = schedule.cohorts[cohort_no]
        queue = _Queue(cohort.worker_ids, cohort.group_sizes)
        for part_id, part in parts:
            if not cohort.worker_ids:
                continue
            people = queue.take(part.persons, schedule.rides[part.ride].group)
            for load in sorted(loads_of_part[part_id], key=lambda load: load.leg_seq):
                numbers = seats[load.trip_id, part_id]
                manifest += [
                    Seat(
                        worker_id, cohort.cohort_id, part_id, load.leg_seq, load.trip_id, load.board_seq,
                        load.alight_seq, number,
                    )
                    for worker_id, number in zip(people, numbers, strict=True)
                ]  # fmt: skip
        left[cohort.cohort_id] = queue.rest()
    return Names(tuple(manifest), left)


def _parts_by_cohort(schedule: Schedule, tables: Tables) -> dict[int, list[tuple[str, Part]]]:
    parts: dict[int, list[tuple[str, Part]]] = {number: [] for number in range(len(schedule.cohorts))}
    for part_id, part in tables.part_of_load.items():
        parts[schedule.rides[part.ride].cohort].append((part_id, part))
    return parts


class _Queue:
    """Workers of a cohort: whole groups by size, and single travellers."""

    def __init__(self, worker_ids: Sequence[str], group_sizes: Sequence[int]) -> None:
        self._groups: list[tuple[str, ...]] = []
        start = 0
        for size in group_sizes:
            self._groups.append(tuple(worker_ids[start : start + size]))
            start += size
        self._singles = list(worker_ids[start:])

    def take(self, persons: int, group: bool) -> tuple[str, ...]:
        """People of one part: a group of that size, or the next single travellers."""
        if group:
            index = next(i for i, members in enumerate(self._groups) if len(members) == persons)
            return self._groups.pop(index)
        people, self._singles = tuple(self._singles[:persons]), self._singles[persons:]
        return people

    def rest(self) -> tuple[str, ...]:
        """Everyone not taken."""
        return tuple(worker for members in self._groups for worker in members) + tuple(self._singles)


def _seat_numbers(world: World, tables: Tables) -> dict[tuple[str, str], tuple[str, ...]]:
    """Seat labels of each part on each trip, observation rows left free, neighbours apart while seats last."""
    trips = {trip.trip_id: trip for trip in tables.trips}
    rows_of = {fleet.fleet_id: fleet.seat_rows for fleet in world.scenario.fleets}
    services = {service.service_id: service.rows_per_unit for service in world.scenario.services}
    loads: dict[str, list[Load]] = defaultdict(list)
    for load in tables.loads:
        loads[load.trip_id].append(load)
    plans: dict[tuple[int, int, int], tuple[str, ...]] = {}
    numbers: dict[tuple[str, str], tuple[str, ...]] = {}
    for trip_id, aboard in loads.items():
        trip = trips[trip_id]
        rows = rows_of[trip.fleet_id] if trip.fleet_id else services[trip.service_id or ""]
        observed = world.policy.at(trip.depart_at).observation_rows.get(trip.mode.value, 0)
        shape = (trip.seats, rows, observed)
        labels = plans.get(shape)
        if labels is None:
            labels = plans[shape] = seat_plan(*shape)
        start = 0
        for load in aboard:
            numbers[trip_id, load.part_id] = labels[start : start + load.persons]
            start += load.persons
    return numbers


def seat_plan(seats: int, rows: int, observed: int) -> tuple[str, ...]:
    """Seat labels in order of use: every second seat of the front rows first, then the ones between.

    Seats that do not divide evenly stand in the rear rows, as on a coach with five seats at the back.

    >>> seat_plan(8, 2, 0)
    ('1A', '1C', '2B', '2D', '1B', '1D', '2A', '2C')
    """
    rows = max(rows, 1)
    wide, more = divmod(seats, rows)
    labels = [(row, column) for row in range(rows) for column in range(wide + (row >= rows - more))]
    usable = [(row, column) for row, column in labels if row < rows - observed]
    apart = sorted(usable, key=lambda place: ((place[0] + place[1]) % 2, place))
    return tuple(f"{row + 1}{_letter(column)}" for row, column in apart)


def _letter(column: int) -> str:
    """Letter of a column; offers with few rows for many seats go on with AA, AB …"""
    first, last = divmod(column, len(LETTERS))
    return (_letter(first - 1) if first else "") + LETTERS[last]
