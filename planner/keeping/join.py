"""Kept rows and those of everybody else in one set of tables; kept ones keep their names, the others get free ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from planner.domain.place import SEAT_PREFIX, prefecture_of
from planner.domain.plan import EscortDuty, LegRole, Seat, Trip
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.keeping.numbers import unused, unused_numbers
from planner.schedule.renaming import NewNames, append_renamed, seats_renamed
from planner.schedule.tables import Tables, offers_of
from planner.units import LocalClock


def joined(
    scenario: Scenario, kept: Kept, tables: Tables, manifest: Sequence[Seat]
) -> tuple[Tables, tuple[Seat, ...]]:
    """Tables and manifest of the whole plan.

    Parameters
    ----------
    scenario : Scenario
        The whole one.
    tables, manifest
        Of those planned anew; their cohorts have their names already.
    """
    plan, names = kept.plan, _names(scenario, kept, tables)
    whole = Tables(
        trips=list(plan.trips),
        stop_times=list(plan.stop_times),
        paths=list(plan.paths),
        shapes=list(plan.shapes),
        loads=list(plan.loads),
        dwells=list(plan.dwells),
        duties=list(plan.duties),
        driver_duties=list(plan.driver_duties),
        escort_duties=list(plan.escort_duties),
        reservations=list(plan.reservations),
    )
    append_renamed(whole, tables, names)
    whole.trips.sort(key=lambda trip: (trip.depart_at, trip.trip_id))
    whole.escort_duties = _in_order(whole.escort_duties)
    closed = {offer.service_id: offer.reason for offer in tables.offers if not offer.opened}
    whole.offers = list(offers_of(scenario.services, whole.trips, closed))
    return whole, (*plan.manifest, *seats_renamed(manifest, names))


def alone(scenario: Scenario, kept: Kept) -> Tables:
    """Tables of a plan that has the kept trips and nothing else."""
    return joined(scenario, kept, Tables(), ())[0]


def _names(scenario: Scenario, kept: Kept, tables: Tables) -> NewNames:
    """Names for everything planned anew that no kept thing has."""
    plan = kept.plan
    trip_ids = unused("T{:06d}", (trip.trip_id for trip in plan.trips))
    part_ids = unused("P{:06d}", (load.part_id for load in plan.loads))
    units = _Free((str(trip.service_id), trip.unit_no or 0) for trip in plan.trips if trip.fleet_id is None)
    vehicles = _Free((trip.fleet_id, trip.vehicle_no or 0) for trip in plan.trips if trip.fleet_id is not None)
    names = NewNames(batches=_batches(scenario, plan.trips, tables.trips))
    for trip in tables.trips:
        if trip.fleet_id is None:
            unit = next(units[str(trip.service_id)])
            names.units[trip.trip_id], names.trips[trip.trip_id] = unit, f"{trip.service_id}#{unit}"
        else:
            names.trips[trip.trip_id] = next(trip_ids)
    for fleet_id, number in sorted({(str(t.fleet_id), t.vehicle_no or 0) for t in tables.trips if t.fleet_id}):
        names.vehicles[f"{fleet_id}#{number}"] = next(vehicles[fleet_id])
    for load in tables.loads:
        names.cohorts[load.cohort_id] = load.cohort_id
        if load.part_id not in names.parts:
            names.parts[load.part_id] = next(part_ids)
    return names


class _Free(defaultdict[str, Iterator[int]]):
    """Free numbers by name; of a name that nothing kept has, all."""

    def __init__(self, taken: Iterable[tuple[str, int]]) -> None:
        super().__init__(lambda: unused_numbers(()))
        numbers: dict[str, set[int]] = defaultdict(set)
        for name, number in taken:
            numbers[name].add(number)
        self.update({name: unused_numbers(used) for name, used in numbers.items()})


def _batches(scenario: Scenario, kept: Sequence[Trip], anew: Sequence[Trip]) -> dict[int, int]:
    """Batch of each batch planned anew: a kept one between the same ends on the same day, else a free number."""
    city = {place.stop_id: prefecture_of(place.adcode) for place in scenario.stops}
    city |= {place.site_id: prefecture_of(place.adcode) for place in scenario.sites}
    known: dict[tuple[int, str, str], int] = {}
    for trip in kept:
        key = _ends(scenario.campaign.clock, city, trip)
        if key is not None:
            known.setdefault(key, trip.batch_no)
    fresh, found = unused_numbers(trip.batch_no for trip in kept), dict[int, int]()
    for trip in sorted(anew, key=lambda trip: trip.batch_no):
        if trip.batch_no not in found:
            key = _ends(scenario.campaign.clock, city, trip)
            same = None if key is None else known.get(key)
            found[trip.batch_no] = next(fresh) if same is None else same
    return found


def _ends(clock: LocalClock, city: Mapping[str, str], trip: Trip) -> tuple[int, str, str] | None:
    """Day and ends that make a batch; ``None`` for coaches to and from services, whose rows do not name them."""
    day = clock.day(trip.depart_at)
    if trip.leg_role is LegRole.LINEHAUL:
        return day, str(trip.service_id), trip.to_stop_id
    if trip.leg_role is not LegRole.DIRECT:
        return None
    ends = (trip.from_stop_id, trip.to_stop_id)
    start, end = (city.get(place) or prefecture_of(place.removeprefix(SEAT_PREFIX)) for place in ends)
    return day, start, end


def _in_order(duties: Sequence[EscortDuty]) -> list[EscortDuty]:
    """Duties of every escort in order of time, numbered through."""
    rows: list[EscortDuty] = []
    for row in sorted(duties, key=lambda row: (row.escort_id, row.from_at, row.to_at, row.seq)):
        before = rows[-1].seq if rows and rows[-1].escort_id == row.escort_id else 0
        rows.append(replace(row, seq=before + 1))
    return rows
