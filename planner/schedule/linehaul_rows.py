"""Rows of services in use: one trip for each carriage or aircraft, its quarter-hours at hubs, its escorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.domain.hubs import HUB, Passage
from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole, PathShape, Reservation, StopTime, Trip
from planner.domain.service import RAIL_MODES, Service
from planner.schedule.carriages import Cabins
from planner.schedule.escorting import Escorting
from planner.schedule.linehaul import boarding_s, service_level
from planner.schedule.world import World
from planner.units import DAY_S, great_circle_m

if TYPE_CHECKING:
    from planner.schedule.tables import Schedule, Tables


def unit_trip_id(service: Service, unit: int) -> str:
    """Trip id of a carriage or aircraft."""
    return f"{service.service_id}#{unit}"


def write_services(
    world: World,
    schedule: Schedule,
    tables: Tables,
    batches: Mapping[int | str, int],
    seqs: dict[tuple[str, str], int],
) -> None:
    """Trips, stop times, reservations and escorts of every service that anybody rides."""
    loads: dict[int, dict[int, int]] = defaultdict(dict)
    for part in schedule.parts:
        for leg in part.legs:
            if leg.service is not None and leg.unit is not None:
                mine = loads[leg.service]
                mine[leg.unit] = mine.get(leg.unit, 0) + part.persons
    cabins = Cabins(schedule.rides, world)
    entries = {entry.service: entry for entry in schedule.opened}
    for number, by_unit in sorted(loads.items()):
        service, entry = world.scenario.services[number], entries[number]
        escorts = cabins.aboard(entry, by_unit)
        if escorts is None:
            raise ValueError(f"service {service.service_id}: no seat is left for an escort")
        level = service_level(world.scenario, world.policy, world.zones, service)
        for unit, load in sorted(by_unit.items()):
            trip_id = unit_trip_id(service, unit)
            usable = cabins.room(entry, len(escorts[unit]))
            batch = batches[service.service_id]
            tables.trips.append(_trip(world, service, unit, (batch, usable, load, level), escorts[unit]))
            tables.escorting += [(escort, trip_id) for escort in escorts[unit]]
            _halts(world, service, trip_id, load, tables)
            seqs[trip_id, service.from_stop_id], seqs[trip_id, service.to_stop_id] = 1, 2 + len(service.between)
        tables.reservations += _passes(world, number, sorted(by_unit.items()))


def _trip(
    world: World, service: Service, unit: int, figures: tuple[int, int, int, Level], escorts: Sequence[Escorting]
) -> Trip:
    """Row of one unit; ``figures``: batch, usable seats, load, level."""
    batch, usable, load, level = figures
    stops = (service.from_stop_id, *(call.stop_id for call in service.between), service.to_stop_id)
    places = [world.places[stop] for stop in stops]
    return Trip(
        unit_trip_id(service, unit), batch, service.mode, LegRole.LINEHAUL, service.from_stop_id, service.to_stop_id,
        service.depart_at, service.arrive_at, service.seats_per_unit, usable, load,
        round(sum(great_circle_m(a.lon, a.lat, b.lon, b.lat) for a, b in pairwise(places))),
        service.arrive_at - service.depart_at, 0,
        level, world.policy.at(service.depart_at).version, 0, service.service_id, unit,
        escort_ids=tuple(escort.escort_id for escort in escorts),
    )  # fmt: skip


def _halts(world: World, service: Service, trip_id: str, load: int, tables: Tables) -> None:
    """Boarding, calls at which nobody gets on or off, alighting, and the straight lines between."""
    rules = world.policy.at(service.depart_at)
    alight_s = rules.times.rail_alight_s if service.mode in RAIL_MODES else rules.times.air_alight_s
    board_at = service.depart_at - boarding_s(rules, service)
    rows = [
        (service.from_stop_id, board_at, service.depart_at, load, 0, Activity.BOARD),
        *((call.stop_id, call.arrive_at, call.depart_at, 0, 0, Activity.BOARD) for call in service.between),
        (service.to_stop_id, service.arrive_at, service.arrive_at + alight_s, 0, load, Activity.ALIGHT),
    ]
    tables.stop_times += [StopTime(trip_id, seq, *row) for seq, row in enumerate(rows, 1)]
    places = [world.places[row[0]] for row in rows]
    tables.shapes.append(PathShape(trip_id, tuple((place.lon, place.lat) for place in places)))


def _passes(world: World, number: int, loads: Sequence[tuple[int, int]]) -> list[Reservation]:
    """Quarter-hours of each unit at either hub, unit by unit out of those of the service."""
    rows = []
    for passages in (world.linehaul.boards.get(number, ()), world.linehaul.alights.get(number, ())):
        queue = list(passages)
        for unit, load in loads if queue else ():
            trip_id, left = unit_trip_id(world.scenario.services[number], unit), load
            while left:
                first = queue.pop(0)
                taken = min(left, first.persons)
                if taken < first.persons:
                    queue.insert(0, Passage(first.place_id, first.from_s, first.persons - taken))
                from_at = first.from_s - world.offset_s
                until_at = first.until_s - world.offset_s
                day = first.from_s // DAY_S
                rows.append(Reservation(HUB, first.place_id, day, taken, trip_id, None, from_at, until_at))
                left -= taken
    return rows
