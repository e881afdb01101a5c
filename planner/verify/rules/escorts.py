"""Medics and liaisons who go along, in one place at a time, from base to base."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from planner.domain.place import SEAT_PREFIX
from planner.domain.plan import EscortDuty, Trip
from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "escorts")
TRAVEL = "travel"
TRAVEL_SPEED = 83
"""Metres per second, 300 km/h: nobody gets from place to place faster."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A coach trip, or all units of an opened service, which are escorted as one."""

    name: str
    trips: tuple[Trip, ...]

    @property
    def escort_ids(self) -> frozenset[str]:
        """Union over the units."""
        return frozenset(escort for trip in self.trips for escort in trip.escort_ids)


def escorts(world: World) -> Iterator[Violation]:
    """Escorts of a kind aboard ≥ the most that any escort rule asks of the trip or whole service; each one listed rides
    it, from base to base without a gap or overlap, within the availability, travel ≤ 300 km/h.

    Cixi and Ningbo, February 2020 (medics and liaisons aboard); model.md, "Binds".
    """
    runs = _runs(world)
    aboard: dict[str, Counter[str]] = defaultdict(Counter)
    for row in world.plan.escort_duties:
        if row.activity != TRAVEL:
            aboard[row.activity][row.escort_id] += 1
    for run in runs:
        yield from _enough(world, run)
        yield from _listed(run, aboard)
    for escort_id, rows in world.escort_duties.items():
        yield from _span(world, escort_id, rows)
        for row in rows:
            yield from _row(world, row)
        yield from _chain(world, escort_id, rows)


def _runs(world: World) -> list[_Run]:
    units: dict[str, list[Trip]] = defaultdict(list)
    for trip in world.plan.trips:
        units[trip.trip_id if is_coach(trip) else f"service {trip.service_id}"].append(trip)
    return [_Run(name, tuple(trips)) for name, trips in units.items()]


def _enough(world: World, run: _Run) -> Iterator[Violation]:
    first = min(run.trips, key=lambda trip: trip.depart_at)
    ride_s = max(trip.arrive_at for trip in run.trips) - first.depart_at
    persons, level = sum(trip.load for trip in run.trips), max(trip.level for trip in run.trips)
    needed: Counter[str] = Counter()
    for rule in world.rules_of(first).escorts:
        needed[rule.kind] = max(needed[rule.kind], rule.needed(str(first.mode), persons, ride_s, level))
    found = Counter(world.escorts[escort].kind for escort in run.escort_ids)
    for kind, number in needed.items():
        if found[kind] < number:
            message = f"{run.name} with {persons} aboard has {found[kind]} escorts of kind {kind}, {number} are needed"
            yield broken(run.name, str(found[kind]), str(number), kind, message)


def _listed(run: _Run, aboard: Mapping[str, Counter[str]]) -> Iterator[Violation]:
    """Who is listed has one row aboard, and nobody else has."""
    riding: Counter[str] = Counter()
    for trip in run.trips:
        riding.update(aboard.get(trip.trip_id, Counter()))
    for escort in sorted(run.escort_ids | riding.keys()):
        needed = int(escort in run.escort_ids)
        if riding[escort] != needed:
            message = f"escort {escort} has {riding[escort]} duties aboard {run.name}, {needed} by escort_ids"
            yield broken(f"{run.name} {escort}", str(riding[escort]), str(needed), "duties aboard", message)


def _span(world: World, escort_id: str, rows: Sequence[EscortDuty]) -> Iterator[Violation]:
    """Available from the first row to the last, both at the base."""
    escort, iso = world.escorts[escort_id], world.clock.iso
    begin, end = min(row.from_at for row in rows), max(row.to_at for row in rows)
    if begin < escort.available_from or end > escort.available_until:
        yield broken(
            escort_id,
            f"{iso(begin)} – {iso(end)}",
            f"{iso(escort.available_from)} – {iso(escort.available_until)}",
            "moments",
            f"escort {escort_id} is out while not available",
        )
    base = SEAT_PREFIX + escort.base_adcode
    for place, word in ((rows[0].from_place, "start"), (rows[-1].to_place, "end")):
        if not world.same_place(place, base):
            yield broken(escort_id, place, base, "place", f"the duties of escort {escort_id} {word} at {place}")


def _row(world: World, row: EscortDuty) -> Iterator[Violation]:
    """Aboard from the first to the last stop of the trip; travel no faster than a train."""
    subject, iso = f"{row.escort_id} duty {row.seq}", world.clock.iso
    if row.activity == TRAVEL:
        metres, seconds = world.apart_m(row.from_place, row.to_place), row.to_at - row.from_at
        if metres > TRAVEL_SPEED * seconds:
            message = f"{subject}: {round(metres)} m from {row.from_place} to {row.to_place} in {seconds} s"
            yield broken(subject, str(seconds), str(round(metres / TRAVEL_SPEED)), "s", message)
        return
    trip = world.trips[row.activity]
    found = f"{row.from_place} {iso(row.from_at)} {row.to_place} {iso(row.to_at)}"
    needed = f"{trip.from_stop_id} {iso(trip.depart_at)} {trip.to_stop_id} {iso(trip.arrive_at)}"
    if found != needed:
        yield broken(subject, found, needed, "places and moments", f"{subject} says {found}, the trip {needed}")


def _chain(world: World, escort_id: str, rows: Sequence[EscortDuty]) -> Iterator[Violation]:
    for before, after in pairwise(rows):
        if after.from_at < before.to_at or not world.same_place(before.to_place, after.from_place):
            found = f"{after.from_place} {world.clock.iso(after.from_at)}"
            needed = f"{before.to_place} {world.clock.iso(before.to_at)}"
            message = f"escort {escort_id} is at {needed}, duty {after.seq} begins at {found}"
            yield broken(f"{escort_id} duty {after.seq}", found, needed, "place and moment", message)
