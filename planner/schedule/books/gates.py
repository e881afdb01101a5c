"""Gates on the way into an area: persons whom coaches bring in from outside, by quarter-hour and by dated capacity."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.fleet import Capacity
from planner.domain.hubs import QUARTER_S, Passage, QuarterBook, per_quarter, quarters
from planner.domain.place import Stop, StopKind, within
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.hubs import claim_of, passage_of
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S

GATE = "gate"
EARLIEST_S = HOUR_S
"""The gate is passed at most so long before the halt at which people get off."""


class GateBook:
    """Room left at gates. A gate limits by ``people_per_hour``, by capacity rows, or by both.

    A trip needs a gate for those it sets down in a county of the gate's catchment when its first stop lies outside.
    Every capacity row binds on its own: over its day, or over ``from_at``..``to_at``.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        gates = [stop for stop in world.scenario.stops if stop.kind is StopKind.GATE]
        self._rows = [row for row in world.scenario.capacities if row.kind == GATE]
        self._used = [0] * len(self._rows)
        self._quarters = QuarterBook(per_quarter(gates, frozenset({StopKind.GATE})))
        limited = {*self._quarters.limits, *(row.place_id for row in self._rows)}
        self._gates = [gate for gate in gates if gate.stop_id in limited]
        for passage in world.scenario.taken.passages(GATE, world.offset_s):
            self._enter(passage)

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """Quarter-hours at one gate for those of each stop."""
        found: list[Passage] = []
        origin = self._world.places[timed.stops[0]].adcode
        for stop, arrive_s, leave_s in timed.stands():
            persons = self._set_down(timed, stop)
            gates = self._gates_between(origin, self._world.places[stop].adcode) if persons else []
            if not gates:
                continue
            span = (arrive_s - EARLIEST_S, leave_s)
            options = (self._spread(gate.stop_id, persons, span, found) for gate in gates)
            passages = next((option for option in options if option is not None), None)
            if passages is None:
                return Shortage("GATE_FULL", gates[0].stop_id)
            found += passages
        return tuple(claim_of(GATE, passage) for passage in found)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Use the quarter-hours that ``find`` returned, and the capacities that they fall into."""
        for claim in claims:
            self._enter(passage_of(claim))

    def _enter(self, passage: Passage) -> None:
        if passage.place_id in self._quarters.limits:
            self._quarters.take((passage,))
        for number, row in enumerate(self._rows):
            if self._covers(row, passage.place_id, passage.from_s):
                self._used[number] += passage.persons

    def _set_down(self, timed: TimedTrip, stop: str) -> int:
        loads = timed.routed.loads
        return sum(load.persons for load in loads if self._world.shipments[load.shipment].to_place == stop)

    def _gates_between(self, origin: str, county: str) -> list[Stop]:
        """Gates whose catchment holds a county but not the origin."""

        def inside(gate: Stop, adcode: str) -> bool:
            return any(within(adcode, area) for area in gate.catchment_adcodes)

        return [gate for gate in self._gates if inside(gate, county) and not inside(gate, origin)]

    def _spread(
        self, gate: str, persons: int, span: tuple[int, int], before: Sequence[Passage]
    ) -> tuple[Passage, ...] | None:
        """Quarter-hours of a span at one gate, the latest first, or ``None`` when too few may pass."""
        found: list[Passage] = []
        for quarter in reversed(quarters(*span)):
            taken = min(persons, self._left(gate, quarter, [*before, *found]))
            if taken > 0:
                found.append(Passage(gate, quarter, taken))
                persons -= taken
            if not persons:
                return tuple(found)
        return None

    def _left(self, gate: str, quarter: int, before: Sequence[Passage]) -> int:
        """Persons who may pass a gate in a quarter-hour, beside those of the same trip."""
        mine = [passage for passage in before if passage.place_id == gate]
        rooms = [
            row.amount - self._used[number] - sum(p.persons for p in mine if self._covers(row, gate, p.from_s))
            for number, row in enumerate(self._rows)
            if self._covers(row, gate, quarter)
        ]
        if gate in self._quarters.limits:
            rooms.append(self._quarters.left(gate, quarter) - sum(p.persons for p in mine if p.from_s == quarter))
        return min(rooms, default=1 << 30)

    def _covers(self, row: Capacity, gate: str, quarter: int) -> bool:
        """Whether a quarter-hour at a gate counts for a capacity row."""
        if row.place_id != gate or (row.from_at is None and row.to_at is None):
            return row.place_id == gate and row.day == quarter // DAY_S
        offset_s = self._world.offset_s
        from_s = row.day * DAY_S if row.from_at is None else row.from_at + offset_s
        until_s = (row.day + 1) * DAY_S if row.to_at is None else row.to_at + offset_s
        return quarter < until_s and from_s < quarter + QUARTER_S
