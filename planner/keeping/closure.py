"""What has to stay with a pinned trip: journeys are kept whole, and so are vehicles and services.

Permits, tests and beds come along with their trips and pull in nothing else. Neither do escorts, who go home after
every trip: what else they do is planned around it. Only trips of one outing of an escort stay together.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from planner.domain.plan import EscortDuty, Plan
from planner.errors import BadInput, CellProblem
from planner.ingest.report import shown

TABLE, TRAVEL = "pins", "travel"
FIRST_LINE = 2
"""Line of the first pin in its table."""


def pinned_trips(plan: Plan, pins: Sequence[str]) -> frozenset[str]:
    """Trips that pins name, by themselves or by a worker aboard.

    Raises
    ------
    BadInput
        There are no pins, or some of them name nothing in the plan; every such pin is named.
    """
    if not pins:
        reason = f"holds no row; pin trips or workers of plan {plan.plan_id}, or plan without keeping any"
        raise BadInput([CellProblem(TABLE, None, None, "", "missing_rows", reason)])
    trips = {trip.trip_id for trip in plan.trips}
    rides: dict[str, set[str]] = defaultdict(set)
    for seat in plan.manifest:
        rides[seat.worker_id].add(seat.trip_id)
    lost = [(line, pin) for line, pin in enumerate(pins, FIRST_LINE) if pin not in trips and pin not in rides]
    if lost:
        reason = f"is no trip of the kept plan {plan.plan_id} and no worker who travels in it; take the pin away"
        places = [(line, shown(None, pin)) for line, pin in lost]
        raise BadInput([CellProblem(TABLE, line, None, pin, "unknown_reference", reason) for line, pin in places])
    return frozenset(trip for pin in pins for trip in (rides.get(pin, set()) | ({pin} & trips)))


def closure(plan: Plan, pinned: Iterable[str]) -> frozenset[str]:
    """All trips that stay when these stay.

    With a trip go all journeys of everybody aboard; with a coach the other trips of its vehicle, since its duties are
    one chain; with a carriage the other carriages of its service, which is opened as a whole; and whatever else an
    escort does on the same outing.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    of_trip: dict[str, list[tuple[str, str]]] = defaultdict(list)
    ties = [(trip.trip_id, _run(trip.vehicle_id, trip.service_id)) for trip in plan.trips]
    ties += [(load.trip_id, ("part", f"{load.cohort_id} {load.part_id}")) for load in plan.loads]
    for number, spell in enumerate(spells(plan.escort_duties)):
        ties += [(row.activity, ("outing", str(number))) for row in spell if row.activity != TRAVEL]
    for trip_id, group in ties:
        groups[group].append(trip_id)
        of_trip[trip_id].append(group)
    found = set(pinned)
    queue = deque(sorted(found))
    while queue:
        for group in of_trip[queue.popleft()]:
            more = [trip_id for trip_id in groups.pop(group, ()) if trip_id not in found]
            found.update(more)
            queue += more
    return frozenset(found)


def _run(vehicle_id: str | None, service_id: str | None) -> tuple[str, str]:
    return ("service", str(service_id)) if vehicle_id is None else ("vehicle", vehicle_id)


def spells(duties: Iterable[EscortDuty]) -> Iterator[tuple[EscortDuty, ...]]:
    """Outings of every escort: rows from leaving the base until back there, of one trip as a rule."""
    of_escort: dict[str, list[EscortDuty]] = defaultdict(list)
    for row in duties:
        of_escort[row.escort_id].append(row)
    for rows in of_escort.values():
        rows.sort(key=lambda row: row.seq)
        out: list[EscortDuty] = []
        for row in rows:
            out.append(row)
            if row.to_place == rows[0].from_place:
                yield tuple(out)
                out = []
        if out:
            yield tuple(out)
