"""Duties: what every vehicle and its drivers do in order, empty runs and disinfection included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from planner.domain.plan import DriverDuty, Duty
from planner.domain.travel import Route
from planner.schedule.clock import Run
from planner.schedule.sorties import Sortie
from planner.schedule.ways import WayKey, metres_after, rest_place
from planner.schedule.world import World


def duty_rows(
    world: World, sorties: Sequence[Sortie], routes: Mapping[WayKey, Route], trip_ids: Mapping[int, str]
) -> tuple[list[Duty], list[DriverDuty]]:
    """Runs of every vehicle in order, and the spells of its drivers.

    Parameters
    ----------
    routes : mapping
        Way between places by epoch and its two ends; every way of the sorties, empty ones included.
    trip_ids : mapping
        Sortie (index into ``sorties``) to trip id, for the sorties that carry anyone.
    """
    duties: list[Duty] = []
    driver_duties: list[DriverDuty] = []
    by_vehicle: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number in trip_ids:
        sortie = sorties[number]
        by_vehicle[sortie.fleet, sortie.vehicle_no].append(number)
    for (fleet_no, vehicle_no), numbers in sorted(by_vehicle.items()):
        fleet = world.scenario.fleets[fleet_no]
        vehicle_id = f"{fleet.fleet_id}#{vehicle_no}"
        rows: list[Duty] = []
        for number in sorted(numbers, key=lambda n: sorties[n].out.depart_s):
            rows += _sortie_duties(world, routes, sorties[number], vehicle_id, trip_ids[number], len(rows))
        duties += rows
        crew = max(sorties[number].timed.crew for number in numbers)
        names = sorties[numbers[0]].driver_ids or tuple(f"{vehicle_id}-{member}" for member in range(1, crew + 1))
        driver_duties += _driver_rows(vehicle_id, names[:crew], rows)
    return duties, driver_duties


def _sortie_duties(
    world: World, routes: Mapping[WayKey, Route], sortie: Sortie, vehicle_id: str, trip_id: str, before: int
) -> list[Duty]:
    """Out, trip, home, disinfection."""
    timed, offset = sortie.timed, world.offset_s
    depot = world.scenario.fleets[sortie.fleet].depot_id
    rows: list[Duty] = []

    def add(kind: str, ends: tuple[str, str], times: tuple[int, int], metres: int, trip: str | None = None) -> None:
        rows.append(
            Duty(vehicle_id, before + len(rows) + 1, kind, *ends, times[0] - offset, times[1] - offset, metres, trip)
        )

    for ends, times, metres in _empty_rows(routes, timed.epoch, depot, timed.stops[0], sortie.out, sortie.out_m):
        add("deadhead", ends, times, metres)
    add("trip", (timed.stops[0], timed.stops[-1]), (timed.run.depart_s, timed.run.arrive_s), timed.distance_m, trip_id)
    for ends, times, metres in _empty_rows(routes, timed.epoch, timed.stops[-1], depot, sortie.home, sortie.home_m):
        add("deadhead", ends, times, metres)
    add("turnaround", (depot, depot), (sortie.home.arrive_s, sortie.ready_s), 0)
    return rows


def _empty_rows(
    routes: Mapping[WayKey, Route], epoch: int, start: str, end: str, run: Run, metres: int
) -> list[tuple[tuple[str, str], tuple[int, int], int]]:
    """An empty run as uninterrupted stretches between its rests."""
    rests = [halt for halt in run.halts if not halt.arrive]
    rows: list[tuple[tuple[str, str], tuple[int, int], int]] = []
    here, leave, done_m = start, run.depart_s, 0
    for halt in rests:
        route = routes[epoch, start, end]
        place, reached = rest_place(route, halt.done_s), metres_after(route, halt.done_s)
        if halt.from_s > leave:
            rows.append(((here, place), (leave, halt.from_s), reached - done_m))
            here, done_m = place, reached
        leave = halt.to_s
    rows.append(((here, end), (leave, run.arrive_s), metres - done_m))
    return rows


def _driver_rows(vehicle_id: str, names: Sequence[str], duties: Sequence[Duty]) -> list[DriverDuty]:
    """Spells of each driver of a vehicle; a two-driver crew rides together."""
    rows = []
    for name in names:
        runs = [duty for duty in duties if duty.kind != "turnaround"]
        rows += [
            DriverDuty(
                name, vehicle_id, seq, duty.trip_id or duty.kind, duty.from_place, duty.to_place,
                duty.depart_at, duty.arrive_at,
            )
            for seq, duty in enumerate(runs, 1)
        ]  # fmt: skip
    return rows
