"""Clock quarter-hours that trips reserve at hubs and gates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from planner.domain.plan import Reservation
from planner.domain.violation import Violation
from planner.verify.world import World

QUARTER_S = 900
Passage = tuple[str, str]
"""Trip and place."""


def quarter_of(world: World, moment: int) -> int:
    """First second of the clock quarter-hour that holds a moment."""
    return moment - world.clock.second_of_day(moment) % QUARTER_S


def begin_of(row: Reservation) -> int:
    """First second of a reserved span; ``files`` has made sure there is one."""
    assert row.from_at is not None
    return row.from_at


def by_passage(rows: Sequence[Reservation]) -> dict[Passage, list[Reservation]]:
    """Rows of each trip at each place."""
    found: dict[Passage, list[Reservation]] = defaultdict(list)
    for row in rows:
        found[str(row.trip_id), row.place_id].append(row)
    return found


def bad_quarters(world: World, rule: str, rows: Sequence[Reservation]) -> Iterator[Violation]:
    """Rows that are no clock quarter-hour of their date."""
    broken, iso = partial(Violation, rule), world.clock.iso
    for row in rows:
        begin = begin_of(row)
        day = world.clock.day(begin)
        if begin != quarter_of(world, begin) or row.to_at != begin + QUARTER_S or row.day != day:
            found = f"{iso(begin)} – {'' if row.to_at is None else iso(row.to_at)}"
            message = f"trip {row.trip_id} reserves {row.place_id} from {found}, no clock quarter-hour of that date"
            yield broken(f"{row.trip_id} {row.place_id}", found, "a clock quarter-hour of its date", "moments", message)


def crowded(
    world: World, rule: str, rows: Sequence[Reservation], per_hour: Mapping[str, int]
) -> Iterator[Violation]:
    """Quarter-hours in which more is reserved than ⌊people_per_hour / 4⌋."""
    broken = partial(Violation, rule)
    taken: Counter[tuple[str, int]] = Counter()
    for row in rows:
        taken[row.place_id, begin_of(row)] += row.amount
    for (place, begin), found in taken.items():
        limit = per_hour[place] // 4 if place in per_hour else found
        if found > limit:
            moment = world.clock.iso(begin)
            message = f"{place} lets {limit} persons through from {moment} to the next quarter, {found} are reserved"
            yield broken(f"{place} {moment}", str(found), str(limit), "persons per quarter-hour", message)
