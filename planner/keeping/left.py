"""What is left of a campaign beside kept trips: people, vehicles, drivers, carriages, and room at scarce places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from planner.demand.tiers import effective_tiers
from planner.domain.fleet import Fleet
from planner.domain.place import Level
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.service import Service
from planner.keeping.kept import Kept
from planner.keeping.people import workers_left
from planner.keeping.today import require_known
from planner.reference import priority_tiers
from planner.schedule.crews import crews_of_vehicles


def left_beside(scenario: Scenario, policy: Policy, kept: Kept) -> Scenario:
    """The scenario of everybody else, with what kept trips leave of everything.

    Heat and demand stay: kept people are taken off once they are matched (``unnamed``). Kept vehicles and their
    drivers do nothing else; escorts, permits, tests, beds, hubs, gates and intake are shared to the last one.

    Raises
    ------
    NoPlan
        Something that kept trips run with, or somebody aboard, is gone.
    """
    require_known(kept, scenario)
    busy = {row.driver_id for row in kept.plan.driver_duties}
    tiers = effective_tiers(scenario.enterprises, priority_tiers())
    return replace(
        scenario,
        workers=workers_left(scenario, kept, tiers),
        fleets=_fleets(scenario, kept, busy),
        drivers=tuple(driver for driver in scenario.drivers if driver.driver_id not in busy),
        services=tuple(
            left for service in scenario.services if (left := service_left(service, policy, kept)) is not None
        ),
        pins=(),
        taken=kept.taken(scenario.campaign.clock),
    )


def _fleets(scenario: Scenario, kept: Kept, busy: Collection[str]) -> tuple[Fleet, ...]:
    """Fleets without kept vehicles and their crews; those without any vehicle or driver left are gone.

    A fleet that lists its drivers has no others when all of them are with kept vehicles.
    """
    vehicles, drivers = Counter[str](), Counter[str]()
    for (fleet_id, _), crew in crews_of_vehicles(kept.plan.trips).items():
        vehicles[fleet_id] += 1
        drivers[fleet_id] += crew
    listed = {driver.fleet_id for driver in scenario.drivers}
    free = Counter(driver.fleet_id for driver in scenario.drivers if driver.driver_id not in busy)

    def beside(fleet: Fleet) -> Fleet:
        crew = fleet.drivers - drivers[fleet.fleet_id]
        crew = min(crew, free[fleet.fleet_id]) if fleet.fleet_id in listed else crew
        return replace(fleet, count=fleet.count - vehicles[fleet.fleet_id], drivers=crew)

    left = (beside(fleet) if vehicles[fleet.fleet_id] else fleet for fleet in scenario.fleets)
    return tuple(fleet for fleet in left if not vehicles[fleet.fleet_id] or (fleet.count > 0 and fleet.drivers > 0))


def service_left(service: Service, policy: Policy, kept: Kept) -> Service | None:
    """The carriages of a service that kept ones leave, on a train that runs anyway; ``None``: there are none.

    Where escorts go along, they are counted for the whole service: then the kept carriages are all of it.
    """
    used = units_used(kept).get(service.service_id, 0)
    if not used:
        return service
    if used >= service.units or _escorted(service, policy):
        return None
    return replace(service, units=service.units - used, fixed_cents=0, min_load=1)


def units_used(kept: Kept) -> Counter[str]:
    """Kept carriages by service."""
    return Counter(trip.service_id for trip in kept.plan.trips if trip.service_id is not None and trip.fleet_id is None)


def _escorted(service: Service, policy: Policy) -> bool:
    """Whether any load on any level has escorts."""
    rules, persons = policy.at(service.depart_at), service.units * service.seats_per_unit
    ride_s = service.arrive_at - service.depart_at
    return any(rules.escorts_needed(service.mode.value, persons, ride_s, level) for level in Level)
