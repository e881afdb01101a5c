"""A permit for each coach trip that leaves its city, within what the office issues per day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from planner.domain.place import StopKind
from planner.domain.plan import Reservation, Trip
from planner.domain.violation import Violation
from planner.units import day_text
from planner.verify.levels import prefix_of
from planner.verify.seating import trip_scope
from planner.verify.world import World, is_coach

broken = partial(Violation, "permits")


def permits(world: World) -> Iterator[Violation]:
    """One permit per coach trip beyond the city, of the office for its last stop, between as_of and departure.

    Σ permits of an office and day ≤ its capacity; a day without a row is 0 where the office has rows.
    contract.md section 6; seed 002.
    """
    taken: dict[str, list[Reservation]] = defaultdict(list)
    for row in world.plan.reservations:
        if row.kind == "permit":
            taken[row.trip_id or ""].append(row)
    numbers: Counter[str] = Counter(trip.permit_no for trip in world.plan.trips if trip.permit_no)
    for trip in world.plan.trips:
        if not is_coach(trip) or not world.rules_of(trip).permit_required or trip_scope(world, trip) == "in_city":
            continue
        yield from _trip(world, trip, taken.get(trip.trip_id, []), numbers)
    yield from _offices(world)


def _trip(world: World, trip: Trip, rows: list[Reservation], numbers: Mapping[str, int]) -> Iterator[Violation]:
    if sum(row.amount for row in rows) != 1:
        found = str(sum(row.amount for row in rows))
        yield broken(trip.trip_id, found, "1", "permits", f"trip {trip.trip_id} has {found} permits reserved, needs 1")
    if not trip.permit_no or numbers[trip.permit_no] > 1:
        yield broken(
            trip.trip_id,
            trip.permit_no or "",
            "a number of its own",
            "permit_no",
            f"trip {trip.trip_id} has no permit number of its own",
        )
    first, last = world.clock.day(world.scenario.campaign.as_of), world.clock.day(trip.depart_at)
    destination = world.places[trip.to_stop_id].adcode
    for row in rows:
        if not first <= row.day <= last:
            yield broken(
                trip.trip_id,
                day_text(row.day),
                f"{day_text(first)} – {day_text(last)}",
                "date",
                f"the permit of trip {trip.trip_id} is of {day_text(row.day)}",
            )
        office = world.stops.get(row.place_id)
        areas = office.catchment_adcodes if office is not None and office.kind is StopKind.PERMIT_OFFICE else ()
        if not any(destination.startswith(prefix_of(area)) for area in areas):
            yield broken(
                trip.trip_id,
                row.place_id,
                f"an office for {destination}",
                "office",
                f"the permit of trip {trip.trip_id} to {destination} is of {row.place_id}, not its office",
            )


def _offices(world: World) -> Iterator[Violation]:
    issued: Counter[tuple[str, int]] = Counter()
    for row in world.plan.reservations:
        if row.kind == "permit":
            issued[row.place_id, row.day] += row.amount
    amounts: Counter[tuple[str, int]] = Counter()
    limited = set()
    for capacity in world.scenario.capacities:
        if capacity.kind == "permit":
            amounts[capacity.place_id, capacity.day] += capacity.amount
            limited.add(capacity.place_id)
    for (office, day), found in issued.items():
        if office in limited and found > amounts[office, day]:
            yield broken(
                office,
                str(found),
                str(amounts[office, day]),
                "permits",
                f"office {office} issues {amounts[office, day]} permits on {day_text(day)}, {found} are taken",
            )
