"""When a vehicle is driven, and how much of it at night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.domain.plan import Duty
from planner.domain.rule import DriverRules
from planner.units import DAY_S, LocalClock
from planner.verify.world import World


@dataclass(frozen=True, slots=True)
class Drive:
    """Driving without pause during ``[from_at, to_at)``.

    ``run_m`` is the length of the trip or empty run that it belongs to, ``rules`` the limits in force for it.
    """

    subject: str
    from_at: int
    to_at: int
    run_m: int
    rules: DriverRules


def window_seconds(clock: LocalClock, window: tuple[int, int], from_at: int, to_at: int) -> int:
    """Seconds of ``[from_at, to_at)`` inside a daily local window, which may run past midnight."""
    begin, end = window
    if begin == end or to_at <= from_at:
        return 0
    length = (end - begin) % DAY_S or DAY_S
    total = 0
    for day in range(clock.day(from_at) - 1, clock.day(to_at) + 1):
        opens = clock.midnight(day) + begin
        closes = opens + length
        if opens < to_at and from_at < closes:
            total += (to_at if to_at < closes else closes) - (from_at if from_at > opens else opens)
    return total


def night_seconds(clock: LocalClock, rules: DriverRules, from_at: int, to_at: int) -> int:
    """Seconds of a span inside the night window of the rules."""
    return window_seconds(clock, (rules.night_from_s, rules.night_to_s), from_at, to_at)


def drives_of(world: World, duties: Sequence[Duty]) -> list[Drive]:
    """Driving of a vehicle in order of time.

    A trip is governed by the rule set of its departure; an empty run by that of the loaded trip it leads to, the run
    home after the last trip by that of the last trip.
    """
    return sorted(_drives(world, duties), key=lambda drive: drive.from_at)


def _drives(world: World, duties: Sequence[Duty]) -> Iterator[Drive]:
    rules = _rules_of_duties(world, duties)
    lengths = _run_lengths(duties)
    for duty, limits, run_m in zip(duties, rules, lengths, strict=True):
        if duty.trip_id is not None:
            halts = world.halts[duty.trip_id]
            for before, after in pairwise(halts):
                yield Drive(
                    duty.trip_id, before.depart_at, after.arrive_at, world.trips[duty.trip_id].distance_m, limits
                )
        elif duty.kind == "deadhead":
            yield Drive(f"{duty.vehicle_id} duty {duty.seq}", duty.depart_at, duty.arrive_at, run_m, limits)


def _rules_of_duties(world: World, duties: Sequence[Duty]) -> list[DriverRules]:
    trips = [world.trips[duty.trip_id] if duty.trip_id is not None else None for duty in duties]
    after = [trip for trip in trips if trip is not None]
    found, last = [], after[-1] if after else None
    for trip in reversed(trips):
        last = trip or last
        found.append(DriverRules() if last is None else world.rules_of(last).drivers)
    return found[::-1]


def _run_lengths(duties: Sequence[Duty]) -> list[int]:
    """Length of the chain of deadheads that each duty belongs to, which ends at a depot; 0 for other duties."""
    lengths: list[int] = []
    chain: list[int] = []
    for duty in duties:
        if duty.kind == "deadhead":
            chain.append(duty.distance_m)
        if duty.kind != "deadhead" or duty.to_place.startswith("depot:"):
            lengths += [sum(chain)] * len(chain)
            chain = []
        if duty.kind != "deadhead":
            lengths.append(0)
    return lengths + [sum(chain)] * len(chain)
