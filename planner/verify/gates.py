"""Gates (卡口): coaches from outside a gate's catchment pass it within an hour before they set people down inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from planner.domain.fleet import Capacity
from planner.domain.place import Stop, StopKind
from planner.domain.plan import Reservation, StopTime
from planner.domain.violation import Violation
from planner.units import HOUR_S, day_text
from planner.verify.journeys import holds
from planner.verify.quarters import QUARTER_S, bad_quarters, begin_of, by_passage, crowded
from planner.verify.world import World, is_coach

broken = partial(Violation, "hubs")
Drop = tuple[StopTime, tuple[str, ...]]
"""Halt at which people alight, and the gates that they may have come through."""


def gate_passages(world: World) -> Iterator[Violation]:
    """Passages of gates with a limit: reserved for all who are set down behind them, within what is let through."""
    rows = world.reservations.get("gate", ())
    dated = [row for row in world.scenario.capacities if row.kind == "gate"]
    limited = {row.place_id for row in dated}
    gates = [stop for stop in world.scenario.stops if stop.kind is StopKind.GATE]
    per_hour = {gate.stop_id: gate.people_per_hour for gate in gates if gate.people_per_hour is not None}
    binding = [gate for gate in gates if gate.stop_id in per_hour or gate.stop_id in limited]
    yield from bad_quarters(world, "hubs", rows)
    yield from crowded(world, "hubs", rows, per_hour)
    yield from _dated(world, dated, rows)
    reserved = by_passage(rows)
    for trip in world.plan.trips if binding else ():
        if is_coach(trip):
            yield from _trip(trip.trip_id, _drops(world, trip.trip_id, binding), reserved)
    yield from _needless(world, binding, reserved)


def _dated(world: World, dated: Sequence[Capacity], rows: Sequence[Reservation]) -> Iterator[Violation]:
    """Passages of a day, or of the hours that a row of ``capacities`` names, within its amount."""
    by_place: dict[str, list[Reservation]] = defaultdict(list)
    for row in rows:
        by_place[row.place_id].append(row)
    amounts: dict[tuple[str, int, int], int] = defaultdict(int)
    for limit in dated:
        begin = world.clock.midnight(limit.day) if limit.from_at is None else limit.from_at
        end = world.clock.midnight(limit.day + 1) if limit.to_at is None else limit.to_at
        amounts[limit.place_id, begin, end] += limit.amount
    for (place, begin, end), most in amounts.items():
        inside = [row for row in by_place[place] if begin_of(row) < end and begin < begin_of(row) + QUARTER_S]
        found = sum(row.amount for row in inside)
        if found > most:
            day = day_text(world.clock.day(begin))
            message = f"gate {place} lets {most} persons through on {day} from {world.clock.iso(begin)}, {found} pass"
            yield broken(f"{place} {day}", str(found), str(most), "persons", message)


def _drops(world: World, trip_id: str, binding: Sequence[Stop]) -> list[Drop]:
    """Halts behind a gate that the trip's first stop lies outside of."""
    halts = world.halts[trip_id]
    start = world.places[halts[0].stop_id].adcode
    outside = [gate for gate in binding if not holds(gate, start)]
    drops = []
    for halt in halts:
        county = world.places[halt.stop_id].adcode
        through = tuple(gate.stop_id for gate in outside if halt.alight and holds(gate, county))
        if through:
            drops.append((halt, through))
    return drops


def _overlaps(halt: StopTime, row: Reservation) -> bool:
    begin = begin_of(row)
    return begin <= halt.depart_at and halt.arrive_at - HOUR_S < begin + QUARTER_S


def _trip(
    trip_id: str, drops: Sequence[Drop], reserved: Mapping[tuple[str, str], Sequence[Reservation]]
) -> Iterator[Violation]:
    """Each drop goes through one gate, in order of time, and uses up the earliest passages that are in time for it.

    Of several gates it takes the one that it fills best, so that more room is left at the others.
    """
    left = {gate: [row.amount for row in reserved.get((trip_id, gate), ())] for _, gates in drops for gate in gates}
    for halt, gates in drops:
        fits = {gate: _fitting(halt, reserved.get((trip_id, gate), ())) for gate in gates}
        room = {gate: sum(left[gate][place] for place in fits[gate]) for gate in gates}
        enough = [gate for gate in gates if room[gate] >= halt.alight]
        gate = min(enough, key=room.__getitem__) if enough else max(gates, key=room.__getitem__)
        needed = halt.alight
        for place in fits[gate]:
            used = min(needed, left[gate][place])
            left[gate][place] -= used
            needed -= used
        if needed:
            found = room[gate]
            message = f"trip {trip_id} sets {halt.alight} persons down at {halt.stop_id}, gate {gate} lets {found} in"
            yield broken(f"{trip_id} {gate}", str(found), str(halt.alight), "persons", message)


def _fitting(halt: StopTime, rows: Sequence[Reservation]) -> list[int]:
    """Places of the passages that are in time for a drop, the earliest first."""
    return sorted((place for place, row in enumerate(rows) if _overlaps(halt, row)), key=lambda n: begin_of(rows[n]))


def _needless(
    world: World, binding: Sequence[Stop], reserved: Mapping[tuple[str, str], Sequence[Reservation]]
) -> Iterator[Violation]:
    """A passage is reserved by a trip that sets people down behind that gate about then."""
    for (trip_id, gate), rows in reserved.items():
        behind = [halt for halt, gates in _drops(world, trip_id, binding) if gate in gates]
        for row in rows:
            if not any(_overlaps(halt, row) for halt in behind):
                moment = world.clock.iso(begin_of(row))
                message = f"trip {trip_id} reserves gate {gate} from {moment}, and sets nobody down behind it then"
                yield broken(f"{trip_id} {gate}", moment, "within an hour before a drop behind it", "moment", message)
