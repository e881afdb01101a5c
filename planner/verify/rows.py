"""Rows of people on duty and of reservations: known ids, moments in order, every cell that the rules rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from planner.domain.plan import DriverDuty, EscortDuty, Reservation
from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "files")
ESCORT_WORDS = frozenset({"travel"})
DRIVER_WORDS = frozenset({"deadhead", "turnaround", "rest"})
NEEDED_CELLS: Mapping[str, tuple[str, ...]] = {
    "permit": ("trip_id",),
    "hub": ("trip_id", "from_at", "to_at"),
    "gate": ("trip_id", "from_at", "to_at"),
    "test": ("trip_id",),
    "quarantine": ("part_id",),
    "crew_bed": ("trip_id",),
}
"""Kinds of reservations and the optional cells that each must fill."""


def unknown(subject: str, kind: str, value: str) -> Violation:
    """An id that names nothing."""
    return broken(
        subject, value, f"a known {kind}", "id", f"{subject} names the {kind} {value!r}, which does not exist"
    )


def runs_from_one(table: str, groups: Iterable[tuple[str, Sequence[int]]]) -> Iterator[Violation]:
    """Sequences that do not run 1, 2, 3 …"""
    for subject, numbers in groups:
        if list(numbers) != list(range(1, len(numbers) + 1)):
            found = " ".join(map(str, numbers[:20]))
            yield broken(subject, found, "1, 2, 3 …", "seq", f"{table}.csv: seq of {subject} does not run from 1")


def escorts_on_duty(world: World) -> Iterator[Violation]:
    """Duties of escorts."""
    groups = world.escort_duties
    yield from runs_from_one("escort_duties", ((who, [row.seq for row in rows]) for who, rows in groups.items()))
    for spell in world.plan.escort_duties:
        if spell.escort_id not in world.escorts:
            yield unknown("escort_duties", "escort", spell.escort_id)
        yield from _spell(world, f"{spell.escort_id} duty {spell.seq}", spell, ESCORT_WORDS)


def drivers_on_duty(world: World) -> Iterator[Violation]:
    """Duties of drivers."""
    groups = world.driver_duties
    yield from runs_from_one("driver_duties", ((who, [row.seq for row in rows]) for who, rows in groups.items()))
    for row in world.plan.driver_duties:
        subject = f"{row.driver_id} duty {row.seq}"
        fleet_id, _, number = row.vehicle_id.rpartition("#")
        if fleet_id not in world.fleets or not number.isdecimal():
            yield unknown(subject, "vehicle", row.vehicle_id)
        yield from _spell(world, subject, row, DRIVER_WORDS)


def _spell(world: World, subject: str, row: EscortDuty | DriverDuty, words: frozenset[str]) -> Iterator[Violation]:
    if row.activity not in words and row.activity not in world.trips:
        yield unknown(subject, "trip or activity", row.activity)
    for place in (row.from_place, row.to_place):
        if place not in world.places:
            yield unknown(subject, "place", place)
    if row.to_at < row.from_at:
        iso = world.clock.iso
        yield broken(subject, iso(row.to_at), iso(row.from_at), "moment", f"{subject} ends before it begins")


def reserved(world: World) -> Iterator[Violation]:
    """Reservations: kind, place, trip and part are known, the cells of the kind are filled."""
    parts = {part_id for _, part_id in world.parts}
    for row in world.plan.reservations:
        subject = f"reservations {row.kind} {row.place_id}"
        if row.kind not in NEEDED_CELLS:
            yield unknown(subject, "kind of reservation", row.kind)
        if row.place_id not in world.places:
            yield unknown("reservations", "place", row.place_id)
        if row.trip_id is not None and row.trip_id not in world.trips:
            yield unknown("reservations", "trip", row.trip_id)
        if row.part_id is not None and row.part_id not in parts:
            yield unknown("reservations", "part", row.part_id)
        yield from _filled(subject, row)


def _filled(subject: str, row: Reservation) -> Iterator[Violation]:
    for name in NEEDED_CELLS.get(row.kind, ()):
        if getattr(row, name) is None:
            yield broken(subject, "", f"a {name}", name, f"{subject} has no {name}")
    if not row.amount:
        yield broken(subject, "0", "1", "amount", f"{subject} reserves nothing")
