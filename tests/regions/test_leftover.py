"""What is left over is what nobody took; who goes again are those whom it may help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from planner.domain.demand import HeatFlow
from planner.domain.fleet import Capacity
from planner.domain.plan import Plan, Reservation, Unserved
from planner.domain.scenario import Scenario
from planner.regions.leftover import Behind, Leftover, limited_sites
from planner.regions.merge import Merger
from planner.regions.task import Task, plan_region


@pytest.fixture(scope="module")
def part(nation: Scenario, flows: tuple[HeatFlow, ...]) -> Plan:
    return plan_region(Task(nation, flows[:4], 5.0, 1, 1, True, 20))


def _left(part: Plan, reason: str) -> Plan:
    return replace(part, unserved=(Unserved(part.cohorts[0].cohort_id, 1, reason, ""),))


def _rest(scenario: Scenario, plans: Sequence[Plan], merged: Merger) -> Leftover:
    behind = Behind(scenario)
    for plan in plans:
        behind.take(plan)
    return behind.leftover(merged)


def test_those_who_lack_a_shared_thing_go_again_and_the_sealed_do_not(nation: Scenario, part: Plan) -> None:
    for reason, again in (("NO_VEHICLE", 1), ("ORIGIN_SEALED", 0)):
        assert _rest(nation, [_left(part, reason)], Merger(nation)).persons == again


def test_heat_that_goes_again_has_rows_of_demand_of_its_own(nation: Scenario, part: Plan) -> None:
    rest = _rest(nation, [_left(part, "NO_SEAT")], Merger(nation))
    (flow,), (row,) = rest.flows, rest.scenario.demand
    cohort = part.cohorts[0]
    assert (flow.origin_adcode, flow.ready_at, flow.demand, flow.persons) == (
        cohort.origin_adcode, cohort.ready_at, 0, 1,
    )  # fmt: skip
    assert (row.site_id, row.headcount, row.due_at) == (cohort.site_id, 1, cohort.due_at)


def test_vehicles_in_use_are_not_left_over(nation: Scenario, part: Plan) -> None:
    merged = Merger(nation)
    merged.add(part)
    assert merged.vehicles
    rest = {fleet.fleet_id: fleet for fleet in _rest(nation, [part], merged).scenario.fleets}
    for fleet in nation.fleets:
        left = fleet.count - merged.vehicles[fleet.fleet_id]
        assert (rest[fleet.fleet_id].count if fleet.fleet_id in rest else 0) in (left, 0)


def test_carriages_left_of_an_open_train_cost_no_second_opening(nation: Scenario) -> None:
    merged = Merger(nation)
    train = next(service for service in nation.services if service.units == 16)
    merged.units[train.service_id] = 10
    rest = {s.service_id: s for s in _rest(nation, [], merged).scenario.services}
    left = rest[train.service_id]
    assert (left.units, left.fixed_cents, left.min_load) == (6, 0, 1)


def test_hubs_with_a_limit_by_the_hour_are_closed(nation: Scenario) -> None:
    hub = nation.services[0].from_stop_id
    narrow = replace(
        nation, stops=tuple(replace(s, people_per_hour=400) if s.stop_id == hub else s for s in nation.stops)
    )
    rest = _rest(narrow, [], Merger(narrow)).scenario
    assert all(service.from_stop_id != hub for service in rest.services)


def test_reserved_amounts_are_gone(nation: Scenario) -> None:
    dated = replace(nation, capacities=(Capacity("permit", "OFFICE", 18_310, 25),))
    merged = Merger(dated)
    merged.tables.reservations.append(Reservation("permit", "OFFICE", 18_310, 4))
    assert [row.amount for row in _rest(dated, [], merged).scenario.capacities] == [21]


def test_sites_that_take_in_so_many_a_day_do_not_go_again(nation: Scenario, part: Plan) -> None:
    site_id = part.cohorts[0].site_id
    limited = replace(
        nation, sites=tuple(replace(s, intake_per_day=5) if s.site_id == site_id else s for s in nation.sites)
    )
    assert limited_sites(limited) >= {site_id}
    left = _left(part, "NO_VEHICLE")
    assert not Behind(limited).take(left)(left.unserved[0])
    assert Behind(nation).take(left)(left.unserved[0]) == (site_id not in limited_sites(nation))


def test_without_a_second_run_nobody_goes_again(nation: Scenario, part: Plan) -> None:
    left, behind = _left(part, "NO_VEHICLE"), Behind(nation, wanted=False)
    assert not behind.take(left)(left.unserved[0])
    assert behind.leftover(Merger(nation)).persons == 0
