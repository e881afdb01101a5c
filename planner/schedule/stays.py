"""What parts do on arrival, as rows: waiting for test results on the way, staying in quarantine afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.plan import Dwell, Reservation
from planner.domain.routing import Ride
from planner.schedule.books.beds import quarantine_days
from planner.schedule.parts import Part, shipment_of
from planner.schedule.sorties import Sortie
from planner.schedule.world import World
from planner.units import DAY_S


@dataclass(frozen=True, slots=True)
class Arriving:
    """A part under its ids, the ride it belongs to, and the sortie of its last leg."""

    cohort_id: str
    part_id: str
    part: Part
    ride: Ride
    sortie: Sortie


def stay_rows(world: World, arriving: Arriving) -> tuple[list[Dwell], list[Reservation]]:
    """Waits for test results and the quarantine of a part, with its beds by day."""
    timed, persons = arriving.sortie.timed, arriving.part.persons
    number = shipment_of(arriving.ride, len(arriving.part.legs) - 1)
    shipment = world.shipments[number]
    days, place_id = quarantine_days(world, timed, shipment), shipment.quarantine_at
    if not days and not timed.labs:
        return [], []
    stands = {stop: (come - world.offset_s, go - world.offset_s) for stop, come, go in timed.stands()}
    dwells = [
        Dwell(arriving.cohort_id, arriving.part_id, lab.place, *stands[lab.place], persons, "test")
        for lab in timed.labs
        if number in lab.shipments
    ]
    if not days:
        return dwells, []
    here = stands[shipment.to_place][0]
    first = world.scenario.campaign.clock.day(here)
    dwells.append(
        Dwell(arriving.cohort_id, arriving.part_id, place_id, here, here + days * DAY_S, persons, "quarantine")
    )
    beds = [
        Reservation("quarantine", place_id, day, persons, part_id=arriving.part_id)
        for day in range(first, first + days)
    ]
    return dwells, beds
