"""Seats of carriages and aircraft: classes and firms kept apart, groups whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Want:
    """Persons of one ride (``number``) who want seats; a ``group`` stays in one unit.

    ``mix`` is the class that shares no unit with another, ``firm`` the enterprise, ``beside`` orders those who travel
    on together.
    """

    number: int
    persons: int
    group: bool = False
    mix: str = ""
    firm: str = ""
    beside: tuple[int, ...] = ()


@dataclass(slots=True)
class _Unit:
    """A carriage or aircraft being filled."""

    room: int
    mix: str | None = None
    firms: set[str] = field(default_factory=set)

    def takes(self, want: Want, most_firms: int | None) -> bool:
        """Whether the rules let the persons sit here, room left aside."""
        if self.mix not in (None, want.mix):
            return False
        return want.firm in self.firms or most_firms is None or len(self.firms) < most_firms


def fill(wants: Sequence[Want], rooms: Sequence[int], most_firms: int | None) -> dict[int, list[tuple[int, int]]]:
    """Seats as (unit, persons) of each want by its number; units count from 1.

    The largest class first. Groups go before singles and whole; where a unit may hold few enterprises only, firm by
    firm. Every want has an entry; it is empty for those who find no seat.
    """
    units = [_Unit(room) for room in rooms]
    size: dict[str, int] = {}
    for want in wants:
        size[want.mix] = size.get(want.mix, 0) + want.persons

    def order(want: Want) -> tuple[int, str, str, bool, tuple[int, ...], int]:
        firm = want.firm if most_firms is not None else ""
        return -size[want.mix], want.mix, firm, not want.group, want.beside, want.number

    seats: dict[int, list[tuple[int, int]]] = {}
    for want in sorted(wants, key=order):
        left, seats[want.number] = want.persons, []
        for number, unit in enumerate(units, 1):
            if not unit.takes(want, most_firms) or unit.room < (left if want.group else 1):
                continue
            taken = min(left, unit.room)
            seats[want.number].append((number, taken))
            unit.room -= taken
            unit.mix = want.mix
            unit.firms.add(want.firm)
            left -= taken
            if not left:
                break
    return seats


def loads_of(seats: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Persons by unit."""
    loads: dict[int, int] = {}
    for pieces in seats.values():
        for unit, persons in pieces:
            loads[unit] = loads.get(unit, 0) + persons
    return loads
