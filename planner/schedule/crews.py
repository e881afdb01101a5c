"""Who drives: drivers counted by fleet, or the named ones of a list with their availability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.domain.fleet import Driver, Fleet
from planner.domain.plan import Trip
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario

EVER_S = 1 << 50


@dataclass(frozen=True, slots=True)
class Crew:
    """Drivers of one vehicle, who stay with it: how many, who, and when all of them are there; local seconds.

    ``driver_ids`` is empty where drivers are only counted.
    """

    size: int = 0
    driver_ids: tuple[str, ...] = ()
    from_s: int = -EVER_S
    until_s: int = EVER_S


def eligible_drivers(scenario: Scenario, policy: Policy, fleet_id: str) -> tuple[Driver, ...] | None:
    """Named drivers of a fleet who may drive under every rule set of the campaign, or ``None`` without a list."""
    listed = [driver for driver in scenario.drivers if driver.fleet_id == fleet_id]
    if not listed:
        return None
    start, end = scenario.campaign.start_at, scenario.campaign.end_at
    in_force = [policy.at(start), *(r for r in policy.rulesets if start < r.effective_from < end)]
    return tuple(
        driver
        for driver in sorted(listed, key=lambda driver: driver.driver_id)
        if not any(driver.health_code in rules.banned_codes for rules in in_force)
        and (driver.whitelisted or not any(rules.driver_white_list for rules in in_force))
        and (driver.available_from is None or driver.available_from < end)
        and (driver.available_until is None or driver.available_until > start)
    )


def with_listed_drivers(scenario: Scenario, policy: Policy) -> Scenario:
    """The scenario with as many drivers to a fleet as its list allows, where it has one."""
    if not scenario.drivers:
        return scenario
    fleets = []
    for fleet in scenario.fleets:
        named = eligible_drivers(scenario, policy, fleet.fleet_id)
        fleets.append(fleet if named is None else replace(fleet, drivers=min(fleet.drivers, len(named))))
    return replace(scenario, fleets=tuple(fleets))


class DriverPool:
    """Drivers of one fleet who have no vehicle yet."""

    def __init__(self, fleet: Fleet, named: Sequence[Driver] | None, offset_s: int) -> None:
        self._left = fleet.drivers if named is None else min(fleet.drivers, len(named))
        self._named = None if named is None else sorted((_span(d, offset_s) for d in named), key=_widest)

    def joined(self, crew: Crew, size: int, from_s: int, until_s: int) -> Crew | None:
        """A crew grown to ``size`` by drivers who are there all the time, or ``None``. Changes nothing.

        Whoever is there the longest is taken first, so that the vehicle can go again.
        """
        more = size - crew.size
        if more <= 0:
            return crew
        if more > self._left:
            return None
        if self._named is None:
            return replace(crew, size=size)
        free = [one for one in self._named if one.from_s <= from_s and until_s <= one.until_s][:more]
        return _together([crew, *free]) if len(free) == more else None

    def hire(self, before: Crew, after: Crew) -> None:
        """Enter a crew that ``joined`` returned."""
        self._left -= after.size - before.size
        if self._named is not None:
            self._named = [one for one in self._named if one.driver_ids[0] not in after.driver_ids]


def _span(driver: Driver, offset_s: int) -> Crew:
    """A driver as a crew of one."""
    from_s = -EVER_S if driver.available_from is None else driver.available_from + offset_s
    until_s = EVER_S if driver.available_until is None else driver.available_until + offset_s
    return Crew(1, (driver.driver_id,), from_s, until_s)


def _widest(one: Crew) -> tuple[int, tuple[str, ...]]:
    return one.from_s - one.until_s, one.driver_ids


def _together(crews: Iterable[Crew]) -> Crew:
    """One crew of several, there when all of them are."""
    all_of = list(crews)
    return Crew(
        sum(crew.size for crew in all_of),
        tuple(name for crew in all_of for name in crew.driver_ids),
        max(crew.from_s for crew in all_of),
        min(crew.until_s for crew in all_of),
    )


def crews_of_vehicles(trips: Iterable[Trip]) -> dict[tuple[str, int], int]:
    """Drivers of each vehicle (fleet id, number) that runs one of these trips: as many as its largest crew."""
    crews: dict[tuple[str, int], int] = {}
    for trip in trips:
        if trip.fleet_id is not None:
            key = (trip.fleet_id, trip.vehicle_no or 0)
            crews[key] = max(crews.get(key, 0), trip.drivers)
    return crews
