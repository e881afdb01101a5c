"""Who may share a vehicle or carriage: enterprises, levels of origin, health codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.plan import Load, Trip
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.verify.journeys import origin_level
from planner.verify.world import World

broken = partial(Violation, "mixing")


def mixing(world: World) -> Iterator[Violation]:
    """Distinct enterprises of a trip or carriage ≤ max_enterprises of its mode, over the whole trip; aboard at the same
    time never origins at or above unmixed_from with origins below, nor two health codes where codes are unmixed.

    domain.md E.4 (8); model.md, "Binds".
    """
    for trip in world.plan.trips:
        loads, rules = world.loads.get(trip.trip_id, ()), world.rules_of(trip)
        most = rules.max_enterprises.get(str(trip.mode))
        firms = {world.cohorts[load.cohort_id].enterprise_id for load in loads}
        if most is not None and len(firms) > most:
            yield broken(
                trip.trip_id,
                str(len(firms)),
                str(most),
                "enterprises",
                f"trip {trip.trip_id} mixes {len(firms)} enterprises: {', '.join(sorted(firms))}",
            )
        if rules.unmixed_codes:
            coded = [(load, code) for load in loads for code in _codes(world, load)]
            yield from _apart(world, trip, [load for load, _ in coded], ([code for _, code in coded], "health codes"))
        if rules.unmixed_from is not None:
            sides = [_side(world, load, rules) for load in loads]
            yield from _apart(world, trip, loads, (sides, "levels of origin"))


def _codes(world: World, load: Load) -> list[str]:
    """Health codes of a part: those of its members by name, else that of its cohort."""
    members = world.members.get((load.cohort_id, load.part_id), ())
    return sorted({world.workers[m].health_code for m in members} or {world.cohorts[load.cohort_id].health_class})


def _side(world: World, load: Load, rules: RuleSet) -> str:
    """On which side of the level that must not be mixed a part comes from."""
    lowest = rules.unmixed_from
    assert lowest is not None
    above = origin_level(world, world.parts[load.cohort_id, load.part_id]) >= lowest
    return f"{lowest.name.lower()} or above" if above else f"below {lowest.name.lower()}"


def _apart(
    world: World, trip: Trip, loads: Sequence[Load], marked: tuple[Sequence[str], str]
) -> Iterator[Violation]:
    """From each halt to the next all aboard bear the same mark; one violation for each spell of mixture."""
    marks, name = marked
    if len(set(marks)) < 2:
        return
    changes: list[list[tuple[str, int]]] = [[] for _ in range(len(world.halts[trip.trip_id]) + 1)]
    for load, mark in zip(loads, marks, strict=True):
        changes[load.board_seq].append((mark, load.persons))
        changes[load.alight_seq].append((mark, -load.persons))
    aboard: Counter[str] = Counter()
    mixed = False
    for seq, steps in enumerate(changes):
        for mark, persons in steps:
            aboard[mark] += persons
        together = sorted(mark for mark, persons in aboard.items() if persons > 0)
        if len(together) > 1 and not mixed:
            found = ", ".join(together)
            message = f"trip {trip.trip_id} mixes {name} from seq {seq} on: {found}"
            yield broken(f"{trip.trip_id} seq {seq}", found, "1", name, message)
        mixed = len(together) > 1
