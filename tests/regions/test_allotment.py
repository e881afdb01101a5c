"""Shared things are given out once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.demand import HeatFlow
from planner.domain.fleet import Capacity, Driver, Escort
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.allotment import Shares
from planner.regions.allotment import Allotment, allot, shared_out
from planner.regions.division import divide
from planner.regions.people import People
from planner.regions.survey import Survey, survey


@given(st.integers(0, 500), st.lists(st.floats(0.0, 1e6), min_size=1, max_size=8))
def test_parts_make_the_whole_and_follow_the_weights(amount: int, weights: list[float]) -> None:
    parts = shared_out(amount, weights)
    assert sum(parts) == (amount if sum(weights) > 0 else 0)
    assert all(part >= 0 and (weight > 0 or part <= 1) for part, weight in zip(parts, weights, strict=True))


@pytest.fixture(scope="module")
def rich(nation: Scenario) -> Scenario:
    """The nation with hubs by the hour, capacities, escorts and named drivers."""
    fleet, start = nation.fleets[0], nation.campaign.start_at
    site = nation.sites[0]
    return replace(
        nation,
        stops=tuple(replace(stop, people_per_hour=403) for stop in nation.stops),
        capacities=(Capacity("intake", site.site_id, 18_310, 7), Capacity("permit", "OFFICE", 18_310, 25)),
        escorts=tuple(Escort(f"M{n}", "medic", "330203", start, nation.campaign.end_at) for n in range(5)),
        drivers=tuple(Driver(f"D{n}", fleet.fleet_id, True, "green") for n in range(4)),
        sites=(replace(site, intake_per_day=9, isolation_beds=5), *nation.sites[1:]),
    )


@pytest.fixture(scope="module")
def shares(rich: Scenario, policy: Policy, flows: tuple[HeatFlow, ...]) -> tuple[Allotment, ...]:
    people = People.of(rich, flows)
    regions = divide(people.persons(), 80)
    assert len(regions) > 2
    return allot(rich, policy, regions, survey(rich, policy, people, regions), people.sites(rich, regions))


def test_no_vehicle_driver_carriage_or_escort_is_given_out_twice(
    rich: Scenario, shares: tuple[Allotment, ...]
) -> None:
    coaches, drivers, units = Counter[str](), Counter[str](), Counter[str]()
    for share in shares:
        for fleet in share.fleets:
            coaches[fleet.fleet_id] += fleet.count
            drivers[fleet.fleet_id] += fleet.drivers
        for service in share.services:
            units[service.service_id] += service.units
    for fleet in rich.fleets:
        assert coaches[fleet.fleet_id] <= fleet.count
        assert drivers[fleet.fleet_id] <= fleet.drivers
    assert units == {service.service_id: service.units for service in rich.services}
    escorts = [escort.escort_id for share in shares for escort in share.escorts]
    assert sorted(escorts) == sorted({escort.escort_id for escort in rich.escorts})
    named = [driver.driver_id for share in shares for driver in share.drivers]
    assert len(named) == len(set(named))


def test_quarter_hours_of_hubs_and_amounts_of_places_add_up_to_no_more_than_the_whole(
    rich: Scenario, shares: tuple[Allotment, ...]
) -> None:
    for number, stop in enumerate(rich.stops):
        assert stop.people_per_hour is not None
        parts = [share.stops[number].people_per_hour for share in shares]
        assert sum(part // 4 for part in parts if part is not None) == stop.people_per_hour // 4
    for number, row in enumerate(rich.capacities):
        assert sum(share.capacities[number].amount for share in shares) == row.amount
    sites = [share.sites[rich.sites[0].site_id] for share in shares if rich.sites[0].site_id in share.sites]
    assert sum(site.intake_per_day or 0 for site in sites) == 9
    assert sum(site.isolation_beds or 0 for site in sites) == 5


def test_fleets_go_where_their_city_is_an_end_of_rides_or_has_a_hub_in_use(
    rich: Scenario, policy: Policy, flows: tuple[HeatFlow, ...], shares: tuple[Allotment, ...]
) -> None:
    regions = divide(People.of(rich, flows).persons(), 80)
    for region, share in zip(regions, shares, strict=True):
        ends = {city for atom in region.atoms for city in atom}
        hubs = {stop.stop_id: stop.adcode for stop in rich.stops}
        ends |= {hubs[hub][:4] for s in share.services for hub in (s.from_stop_id, s.to_stop_id)}
        assert all(fleet.registration_adcode.startswith(tuple(ends)) for fleet in share.fleets)


def test_carriages_are_split_where_two_regions_fill_them_and_whole_otherwise(
    nation: Scenario, policy: Policy, flows: tuple[HeatFlow, ...]
) -> None:
    people = People.of(nation, flows)
    regions = divide(people.persons(), 160)
    train = next(number for number, service in enumerate(nation.services) if service.units == 16)
    for riders, wanted in (({0: 300.0, 1: 900.0}, {0: 4, 1: 12}), ({0: 100.0, 1: 900.0}, {1: 16})):
        found = Survey(Shares({train: riders}, (), {}), Counter())
        given_out = allot(nation, policy, regions, found, people.sites(nation, regions))
        name = nation.services[train].service_id
        units = {n: s.units for n, share in enumerate(given_out) for s in share.services if s.service_id == name}
        assert units == wanted
