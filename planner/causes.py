"""Why each person without a seat has none: what was short for their coach, their service, or their way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from planner.candidates.open_ways import OpenWays
from planner.carrying import Carried
from planner.domain.place import Level
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE
from planner.domain.zones import ZoneBook
from planner.explain.reasons import Cause, cause
from planner.leftover import NO_DRIVER, Leftover
from planner.schedule.parts import unseated

DETAILS = {
    "INTAKE_FULL": "{} takes in nobody more on any day that fits",
    "NO_TEST_SLOT": "{} has no test left on any day that fits",
    "NO_BED": "{} has no bed left for the days of quarantine",
    "NO_CREW_BED": "{} has no beds left for a crew after a closed loop",
    "HUB_FULL": "{} lets nobody more pass in any quarter-hour that fits",
    "GATE_FULL": "{} lets nobody more pass in any quarter-hour that fits",
    "NO_ESCORT": "no escort is left who could go along with {}",
    "NEEDS_NOT_MET": "no coach with enough accessible seats is left for a trip from {}",
    "MIXING_LIMIT": "those who travel from or with {} may not sit together",
    "NO_DRIVER": NO_DRIVER,
}
"""What is said of the place that blocks; other reasons name the trip."""


def causes_of(
    scenario: Scenario, policy: Policy, ways: OpenWays, carried: Carried
) -> dict[str, list[tuple[int, Cause]]]:
    """Causes of each cohort's persons without a seat."""
    causes: dict[str, list[tuple[int, Cause]]] = defaultdict(list)
    zones = ZoneBook.of(scenario)
    for failure in carried.failures:
        for load in failure.routed.loads:
            cohort = ways.cohorts[carried.world.shipments[load.shipment].cohort]
            detail = DETAILS.get(failure.reason, f"trip from {failure.routed.pickups[0]}").format(failure.blocking_id)
            causes[cohort.cohort_id].append((load.persons, cause(failure.reason, detail, failure.blocking_id)))
    over_services = _causes_at_services(policy, carried)
    unrouted = _unexplained(ways, carried, causes)
    leftover = Leftover(ways, carried, unrouted)
    for number, cohort in enumerate(ways.cohorts):
        if not ways.direct.practical[number]:
            causes[cohort.cohort_id] += over_services.get(number, ())
            causes[cohort.cohort_id].append((cohort.persons, _no_way(policy, ways, number, zones)))
    for number in unrouted:
        causes[ways.cohorts[number].cohort_id].append((ways.cohorts[number].persons, leftover.cause(number)))
    return causes


def _unexplained(
    ways: OpenWays, carried: Carried, causes: Mapping[str, Sequence[tuple[int, Cause]]]
) -> tuple[int, ...]:
    """Cohorts (indexes) whom a direct coach could serve, with persons left whom no failed trip explains."""
    left = Counter({number: cohort.persons for number, cohort in enumerate(ways.cohorts)})
    for part in carried.parts:
        left[carried.work.rides[part.ride].cohort] -= part.persons
    return tuple(
        number
        for number, cohort in enumerate(ways.cohorts)
        if ways.direct.practical[number]
        and left[number] > sum(persons for persons, _ in causes.get(cohort.cohort_id, ()))
    )


def _causes_at_services(policy: Policy, carried: Carried) -> dict[int, list[tuple[int, Cause]]]:
    """Why persons of a cohort (index) found no room on a service: hubs, escorts, who may not sit together."""
    causes: dict[int, list[tuple[int, Cause]]] = defaultdict(list)
    for short in carried.world.linehaul.short:
        why = cause(short.reason, DETAILS[short.reason].format(short.blocking_id), short.blocking_id)
        causes[short.cohort].append((short.persons, why))
    for number, persons in unseated(carried.work.rides, carried.sorties, carried.parts).items():
        ride = carried.work.rides[number]
        if ride.service is None or ride.last_mile is None:
            continue
        service = carried.world.scenario.services[ride.service]
        apart = bool(carried.work.shipments[ride.last_mile].mix) or any(
            service.mode.value in rules.max_enterprises for rules in policy.rulesets
        )
        reason = "MIXING_LIMIT" if apart else "NO_SEAT"
        detail = DETAILS.get(reason, "every seat of {} is taken").format(service.service_id)
        causes[ride.cohort].append((persons, cause(reason, detail, service.service_id)))
    return causes


def _no_way(policy: Policy, ways: OpenWays, number: int, zones: ZoneBook) -> Cause:
    """Why no direct coach can serve a cohort."""
    c, arrays, prices = ways.cohorts[number], ways.arrays, ways.prices
    pickup, site = arrays.pickup[number : number + 1], arrays.site[number : number + 1]
    metres = prices.metres(pickup, site)
    closed = any(rules.sealed_closed for rules in policy.rulesets)
    if closed and zones.level(c.origin_adcode, c.ready_at) is Level.SEALED:
        return cause("ORIGIN_SEALED", f"{c.origin_adcode} is sealed", c.origin_adcode)
    if closed and zones.place_level(c.pickup_id, c.origin_adcode, c.ready_at) is Level.SEALED:
        return cause("ORIGIN_SEALED", f"{c.pickup_id} lies in a sealed area", c.pickup_id)
    if metres[0] >= UNREACHABLE:
        return cause("NO_ROUTE", f"no way from {c.pickup_id} to {c.site_id}", c.pickup_id)
    ride_s = int(prices.likely_s(prices.drive_s(pickup, site))[0])
    longest = max((rules.times.longest_s(direct=True) or UNREACHABLE) for rules in policy.rulesets)
    if ride_s > longest:
        detail = f"{metres[0] // 1000} km take {ride_s / 3600:.0f} h, the limit is {longest / 3600:.0f} h"
        return cause("RIDE_TOO_LONG", detail, c.pickup_id)
    window_h = (c.due_at - c.ready_at) / 3600
    return cause("WINDOW_TOO_SHORT", f"{ride_s / 3600:.0f} h of ride in a window of {window_h:.0f} h", c.pickup_id)
