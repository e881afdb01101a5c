"""What is said of a plan that keeps trips."""

from __future__ import annotations

from planner.domain.plan import Finding
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.keeping.left import service_left, units_used

CODE = "KEPT"


def kept_findings(scenario: Scenario, policy: Policy, kept: Kept) -> tuple[Finding, ...]:
    """How much is kept beside what the pins name, and what is not planned with because of it."""
    trips, persons = len(kept.plan.trips), sum(kept.persons.values())
    vehicles = {trip.vehicle_id for trip in kept.plan.trips if trip.vehicle_id is not None}
    message = (
        f"{kept.pins} pins name {kept.pinned} trips with {kept.pinned_persons} persons of plan {kept.plan.plan_id}; "
        f"with whole journeys, vehicles and services {trips} trips with {persons} persons stay as they are"
    )
    found = [Finding(CODE, "trips", str(trips), str(kept.pinned), "trips", "", message)]
    if vehicles:
        idle = f"{len(vehicles)} kept vehicles and their drivers run no other trip, even where they have time for one"
        found.append(Finding(CODE, "vehicles", str(len(vehicles)), "", "vehicles", "", idle))
    used = units_used(kept)
    for service in scenario.services:
        spare = service.units - used[service.service_id]
        if used[service.service_id] and spare and service_left(service, policy, kept) is None:
            text = f"{spare} free carriages of {service.service_id} stay empty: escorts go along with the kept ones"
            found.append(Finding(CODE, service.service_id, str(spare), "0", "carriages", "", text))
    text = "no bounds are proven: a plan that keeps trips may be dearer than one that is free to move them"
    return (*found, Finding(CODE, "bounds", "", "", "", "", text))
