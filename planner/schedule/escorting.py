"""Duties of escorts: from their base to the first stop, aboard, and home again.

An escort makes the own journeys by public transport or car; nobody plans them here, they only take time. Every duty
begins and ends at the base, so that duties of one escort depend on each other by time alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.domain.fleet import Escort
from planner.domain.place import SEAT_PREFIX, Place
from planner.domain.plan import EscortDuty
from planner.units import HOUR_S, great_circle_m

ROAD_REACH_M = 300_000
"""Own journeys up to here go by road, farther ones by rail or air."""
ROAD_SPEED_M_PER_H = 60_000
FAR_START_S = 2 * HOUR_S
"""Ways to and from the station and waiting there, on a journey by rail or air."""
FAR_SPEED_M_PER_H = 180_000


def own_journey_s(metres: float) -> int:
    """Time that an escort takes for an own journey of that great-circle length; whole minutes, rounded up.

    Up to 300 km by road at 60 km/h, farther by rail or air: two hours and 180 km/h.

    >>> own_journey_s(30_000), own_journey_s(360_000)
    (1800, 14400)
    """
    if metres <= ROAD_REACH_M:
        seconds = metres * HOUR_S / ROAD_SPEED_M_PER_H
    else:
        seconds = FAR_START_S + metres * HOUR_S / FAR_SPEED_M_PER_H
    return -int(-seconds // 60) * 60


@dataclass(frozen=True, slots=True)
class Going:
    """What escorts go along with: ends and times of a trip or service; local seconds.

    ``meet_s``: when they have to be at the first stop.
    """

    first: str
    last: str
    meet_s: int
    depart_s: int
    arrive_s: int


@dataclass(frozen=True, slots=True)
class Escorting:
    """One escort with one trip or service, own journeys included; local seconds."""

    escort_id: str
    kind: str
    leave_s: int
    home_s: int
    going: Going


class Roster:
    """Escorts and what they are taken up with."""

    def __init__(self, escorts: Iterable[Escort], places: Mapping[str, Place], offset_s: int) -> None:
        self._escorts = tuple(sorted(escorts, key=lambda e: e.escort_id))
        self._places, self._offset_s = places, offset_s
        self._busy: dict[str, list[tuple[int, int]]] = {}

    def copy(self) -> Roster:
        """The same roster, to be filled further apart from this one."""
        other = Roster(self._escorts, self._places, self._offset_s)
        other._busy = {key: list(spells) for key, spells in self._busy.items()}
        return other

    def free(self, kind: str, going: Going) -> list[Escorting]:
        """Escorts of a kind who could go along, whoever is free the longest first, then the nearest."""
        found = []
        for escort in self._escorts:
            spell = self._spell(escort, going) if escort.kind == kind else None
            if spell is not None:
                found.append((self._free_from(escort, spell), going.meet_s - spell.leave_s, escort.escort_id, spell))
        return [spell for *_, spell in sorted(found, key=lambda row: row[:3])]

    def find(self, needed: Mapping[str, int], going: Going) -> tuple[Escorting, ...] | str:
        """So many escorts of each kind, or the kind of which there are too few. Changes nothing."""
        found: list[Escorting] = []
        for kind, count in sorted(needed.items()):
            free = self.free(kind, going)
            if len(free) < count:
                return kind
            found += free[:count]
        return tuple(found)

    def take(self, spells: Iterable[Escorting]) -> None:
        """Enter spells that ``find`` returned."""
        for spell in spells:
            self.block(spell.escort_id, spell.leave_s, spell.home_s)

    def block(self, escort_id: str, from_s: int, until_s: int) -> None:
        """An escort is taken up from leaving the base until back there."""
        self._busy.setdefault(escort_id, []).append((from_s, until_s))

    def _spell(self, escort: Escort, going: Going) -> Escorting | None:
        """The duty of an escort, or ``None`` when another one or the availability is in the way."""
        base = self._places[SEAT_PREFIX + escort.base_adcode]
        leave_s = going.meet_s - self._own_s(base, going.first)
        home_s = going.arrive_s + self._own_s(base, going.last)
        if leave_s - self._offset_s < escort.available_from or home_s - self._offset_s > escort.available_until:
            return None
        if any(start < home_s and leave_s < end for start, end in self._busy.get(escort.escort_id, ())):
            return None
        return Escorting(escort.escort_id, escort.kind, leave_s, home_s, going)

    def _own_s(self, base: Place, place_id: str) -> int:
        place = self._places[place_id]
        return own_journey_s(great_circle_m(base.lon, base.lat, place.lon, place.lat))

    def _free_from(self, escort: Escort, spell: Escorting) -> int:
        """End of the duty before; 0 when there is none."""
        return max((end for _, end in self._busy.get(escort.escort_id, ()) if end <= spell.leave_s), default=0)


def escort_rows(
    escorts: Iterable[Escort], spells: Sequence[tuple[Escorting, str]], offset_s: int
) -> list[EscortDuty]:
    """Rows of every escort in order: own journey, aboard, own journey.

    Parameters
    ----------
    spells : sequence of (Escorting, str)
        Duties with the trip id that the escort rides.
    """
    base = {escort.escort_id: SEAT_PREFIX + escort.base_adcode for escort in escorts}
    rows: list[EscortDuty] = []
    last = ""
    for spell, trip_id in sorted(spells, key=lambda pair: (pair[0].escort_id, pair[0].leave_s)):
        escort_id, going = spell.escort_id, spell.going
        seq = rows[-1].seq if escort_id == last else 0
        last, home = escort_id, base[escort_id]
        stages = (
            ("travel", home, going.first, spell.leave_s, going.meet_s),
            (trip_id, going.first, going.last, going.depart_s, going.arrive_s),
            ("travel", going.last, home, going.arrive_s, spell.home_s),
        )
        real = [stage for stage in stages if stage[1] != stage[2]]
        for number, (activity, start, end, from_s, until_s) in enumerate(real, seq + 1):
            rows.append(EscortDuty(escort_id, number, activity, start, end, from_s - offset_s, until_s - offset_s))
    return rows
