"""Shared things in whole units for each region: vehicles, drivers, carriages, hubs, capacities, escorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from planner.domain.fleet import Capacity, Driver, Escort, Fleet
from planner.domain.place import Site, Stop, prefecture_of, within
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.service import Service
from planner.regions.division import Atom, Region
from planner.regions.survey import Survey

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Allotment:
    """What one region may use of the shared things; amounts over all regions never exceed the whole."""

    fleets: tuple[Fleet, ...]
    drivers: tuple[Driver, ...]
    services: tuple[Service, ...]
    stops: tuple[Stop, ...]
    capacities: tuple[Capacity, ...]
    escorts: tuple[Escort, ...]
    sites: Mapping[str, Site]


def shared_out(amount: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of an amount in proportion to weights, by largest remainder; equal ones: the first.

    >>> shared_out(7, [1.0, 1.0, 0.0])
    [4, 3, 0]
    """
    total = sum(weights)
    if amount <= 0 or total <= 0:
        return [0] * len(weights)
    exact = [amount * weight / total for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts


def allot(
    scenario: Scenario,
    policy: Policy,
    regions: Sequence[Region],
    found: Survey,
    persons_of_sites: Mapping[str, Mapping[int, int]],
) -> tuple[Allotment, ...]:
    """Shares of every region, by what the survey says it needs.

    A fleet goes where its coaches may run: to the regions whose people leave or reach the city of its registration,
    where rules ask for that, by vehicle time. Services go by riders (see ``_units``), hubs by the seats of services,
    capacities by persons of the cities that a place serves, those of a site by the persons who go there.
    """
    count = len(regions)
    services = _services(scenario, count, found)
    fleets, drivers = _fleets(scenario, policy, services, found.coach_s)
    stops = _stops(scenario, regions, services)
    capacities = _capacities(scenario, regions, persons_of_sites)
    persons = [float(region.persons) for region in regions]
    escorts = _dealt(scenario.escorts, shared_out(len(scenario.escorts), persons))
    sites = _sites(scenario, count, persons_of_sites)
    return tuple(
        Allotment(fleets[n], drivers[n], services[n], stops[n], capacities[n], escorts[n], sites[n])
        for n in range(count)
    )


def _fleets(
    scenario: Scenario, policy: Policy, services: Sequence[Sequence[Service]], coach_s: Counter[tuple[int, Atom]]
) -> tuple[list[tuple[Fleet, ...]], list[tuple[Driver, ...]]]:
    """Vehicles and drivers of each region; those of a city that is no end of any ride go where its hubs are used."""
    count, tied = len(services), any(rules.one_end_registration for rules in policy.rulesets)
    everywhere, at = [0.0] * count, _seats_of_hub_cities(scenario, services)
    for (region, atom), seconds in coach_s.items():
        everywhere[region] += seconds
        for city in set(atom):
            at.setdefault(city, [0.0] * count)[region] += seconds
    nowhere = [0.0] * count
    listed: dict[str, list[Driver]] = {}
    for driver in scenario.drivers:
        listed.setdefault(driver.fleet_id, []).append(driver)
    fleets: list[list[Fleet]] = [[] for _ in range(count)]
    drivers: list[list[Driver]] = [[] for _ in range(count)]
    for fleet in scenario.fleets:
        weights = at.get(prefecture_of(fleet.registration_adcode), nowhere) if tied else everywhere
        vehicles = shared_out(fleet.count, weights)
        crews = shared_out(fleet.drivers, [float(n) for n in vehicles])
        names = listed.get(fleet.fleet_id, [])
        named = _dealt(names, shared_out(len(names), [float(n) for n in vehicles]))
        for n in range(count):
            if vehicles[n] and crews[n]:
                fleets[n].append(replace(fleet, count=vehicles[n], drivers=crews[n]))
                drivers[n] += named[n]
    return [tuple(row) for row in fleets], [tuple(row) for row in drivers]


def _seats_of_hub_cities(scenario: Scenario, services: Sequence[Sequence[Service]]) -> dict[str, list[float]]:
    """Seats of services that leave or reach a city, by region."""
    city = {stop.stop_id: prefecture_of(stop.adcode) for stop in scenario.stops}
    found: dict[str, list[float]] = {}
    for n, mine in enumerate(services):
        for service in mine:
            for end in {city[service.from_stop_id], city[service.to_stop_id]}:
                found.setdefault(end, [0.0] * len(services))[n] += service.units * service.seats_per_unit
    return found


def _dealt(things: Sequence[T], amounts: Sequence[int]) -> list[tuple[T, ...]]:
    """Consecutive things, so many for each region."""
    dealt, start = [], 0
    for amount in amounts:
        dealt.append(tuple(things[start : start + amount]))
        start += amount
    return dealt


def _services(scenario: Scenario, count: int, found: Survey) -> list[tuple[Service, ...]]:
    """Carriages of each region."""
    fallback = _by_hub(scenario, found)
    services: list[list[Service]] = [[] for _ in range(count)]
    for number, service in enumerate(scenario.services):
        riders = found.shares.riders.get(number) or fallback.get(service.to_stop_id, {})
        for n, units in _units(service, riders).items():
            services[n].append(replace(service, units=units))
    return [tuple(row) for row in services]


def _by_hub(scenario: Scenario, found: Survey) -> dict[str, dict[int, float]]:
    """Riders of all services to each hub by region; where nobody rides, vehicle time of the hub's city."""
    riders: dict[str, dict[int, float]] = {}
    for number, service in enumerate(scenario.services):
        for n, persons in found.shares.riders.get(number, {}).items():
            at = riders.setdefault(service.to_stop_id, {})
            at[n] = at.get(n, 0.0) + persons
    city = {stop.stop_id: prefecture_of(stop.adcode) for stop in scenario.stops}
    for hub in sorted({service.to_stop_id for service in scenario.services} - set(riders)):
        near: dict[int, float] = {}
        for (n, atom), seconds in found.coach_s.items():
            closeness = 1_000 if atom[0] == city[hub] else 100 if atom[0][:2] == city[hub][:2] else 1
            near[n] = near.get(n, 0.0) + seconds * closeness
        riders[hub] = near
    return riders


def _units(service: Service, riders: Mapping[int, float]) -> dict[int, int]:
    """Carriages by region: split where several regions fill their least load each, else all to the one with most."""
    if not riders:
        return {}
    able = {n: persons for n, persons in sorted(riders.items()) if persons >= max(service.min_load, 1)}
    if service.units > 1 and len(able) > 1:
        parts = shared_out(service.units, list(able.values()))
        return {n: units for n, units in zip(able, parts, strict=True) if units}
    return {min(riders, key=lambda n: (-riders[n], n)): service.units}


def _stops(
    scenario: Scenario, regions: Sequence[Region], services: Sequence[Sequence[Service]]
) -> list[tuple[Stop, ...]]:
    """Stops with the passengers an hour that each region may send through them."""
    seats: dict[str, list[float]] = {}
    for n, mine in enumerate(services):
        for service in mine:
            for hub in (service.from_stop_id, service.to_stop_id):
                row = seats.setdefault(hub, [0.0] * len(regions))
                row[n] += service.units * service.seats_per_unit
    rows: list[list[Stop]] = [[] for _ in regions]
    for stop in scenario.stops:
        parts: list[int | None] = [None] * len(regions)
        if stop.people_per_hour is not None:
            weights = seats.get(stop.stop_id) or _served(regions, (stop.adcode, *stop.catchment_adcodes))
            # whole quarter-hours are shared out, since they are what is limited
            parts = [4 * part for part in shared_out(stop.people_per_hour // 4, weights)]
        for n, part in enumerate(parts):
            rows[n].append(replace(stop, people_per_hour=part))
    return [tuple(row) for row in rows]


def _served(regions: Sequence[Region], areas: Sequence[str]) -> list[float]:
    """Persons of each region who go to the areas' cities; all of them where no region does."""
    cities = {prefecture_of(code) for region in regions for code, _ in region.atoms}
    near = {city for city in cities if any(within(city, area[:4]) or within(area, city) for area in areas)}
    found = [region.persons * _part(region, near) for region in regions]
    return found if sum(found) else [float(region.persons) for region in regions]


def _part(region: Region, cities: set[str]) -> float:
    return sum(atom[0] in cities for atom in region.atoms) / max(1, len(region.atoms))


def _capacities(
    scenario: Scenario, regions: Sequence[Region], persons_of_sites: Mapping[str, Mapping[int, int]]
) -> list[tuple[Capacity, ...]]:
    """Amounts of dated capacities; a row without a share stays, as 0."""
    areas = {stop.stop_id: (stop.adcode, *stop.catchment_adcodes) for stop in scenario.stops}
    weights: dict[str, list[float]] = {}
    rows: list[list[Capacity]] = [[] for _ in regions]
    for row in scenario.capacities:
        if row.place_id not in weights:
            at = persons_of_sites.get(row.place_id)
            weights[row.place_id] = (
                _served(regions, areas.get(row.place_id, ()))
                if at is None
                else [float(at.get(n, 0)) for n in range(len(regions))]
            )
        for n, part in enumerate(shared_out(row.amount, weights[row.place_id])):
            rows[n].append(replace(row, amount=part))
    return [tuple(row) for row in rows]


def _sites(
    scenario: Scenario, count: int, persons_of_sites: Mapping[str, Mapping[int, int]]
) -> list[dict[str, Site]]:
    """Sites of each region, with its share of their intake and beds."""
    rows: list[dict[str, Site]] = [{} for _ in range(count)]
    for site in scenario.sites:
        at = persons_of_sites.get(site.site_id, {})
        intake = _split(site.intake_per_day, at)
        beds = _split(site.isolation_beds, at)
        for n in at:
            rows[n][site.site_id] = replace(site, intake_per_day=intake[n], isolation_beds=beds[n])
    return rows


def _split(amount: int | None, at: Mapping[int, int]) -> dict[int, int | None]:
    if amount is None:
        return dict.fromkeys(at)
    return dict(zip(at, shared_out(amount, [float(persons) for persons in at.values()]), strict=True))
