"""Kept anonymous people are taken off to the head, from where they came and where they go."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.demand import Cohort, Demand, Heat, HeatFlow
from planner.domain.plan import Load, Plan, Status
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.keeping.unnamed import flows_left
from tests.builders.small_world import FUNAN, moment, small_world, worker

COUNTY = "341225"
EMPTY = Plan("P", "", "0", 1, Status.FEASIBLE, "")


def kept(persons: int, ready: int = 5, due: int = 9) -> Kept:
    """Anonymous people of one county on their way to S1, of a cohort of which nobody else rides."""
    cohort = Cohort("C000001", "heat", "E1", "S1", COUNTY, FUNAN, moment(ready), moment(due), 1, "green", 99)
    load = Load("C000001", "P000001", 1, "T000001", 1, 2, persons)
    return Kept(replace(EMPTY, cohorts=(cohort,), loads=(load,)), 1, 1, persons)


def campaign(heat: dict[int, int], demand: dict[str, int], named: int = 0) -> Scenario:
    """Heat of the county by day and of another one, places of sites due at the end, and named workers of S1."""
    firm = {"S1": "E1", "S2": "E2"}
    others = Heat("330283", 50, moment(1), None, "")
    return replace(
        small_world().scenario,
        heat=(*(Heat(COUNTY, persons, moment(day), None, "") for day, persons in heat.items()), others),
        demand=tuple(
            Demand(firm[site], site, places, moment(0), moment(10)) for site, places in demand.items()
        ),
        workers=tuple(worker(f"W{number}") for number in range(named)),
    )


def flow(day: int, demand: int, persons: int, origin: str = COUNTY) -> HeatFlow:
    return HeatFlow(origin, moment(day), demand, persons)


def test_people_of_the_same_origin_and_site_go_first_the_latest_ready_before_the_others() -> None:
    scenario = campaign({1: 10, 3: 10, 7: 10}, {"S1": 40})
    flows = (flow(1, 0, 10), flow(3, 0, 10), flow(7, 0, 10))
    assert flows_left(scenario, kept(12), flows, ()) == (flow(1, 0, 8), flow(7, 0, 10))


def test_then_those_whom_nobody_asked_for_and_places_that_nobody_fills() -> None:
    scenario = campaign({1: 10}, {"S1": 40, "S2": 6})
    assert flows_left(scenario, kept(4), (flow(1, 1, 6),), ()) == (flow(1, 1, 6),)


def test_at_last_one_of_the_origin_and_one_at_the_site_gives_way_for_each() -> None:
    scenario = campaign({1: 10}, {"S1": 5, "S2": 10})
    flows = (flow(1, 1, 10), flow(1, 0, 5, "330283"))
    assert flows_left(scenario, kept(4), flows, ()) == (flow(1, 1, 6), flow(1, 0, 1, "330283"))


def test_places_of_named_workers_are_no_room_for_kept_people() -> None:
    scenario = campaign({1: 20}, {"S1": 12}, named=4)
    flows = (flow(1, 0, 8, "330283"),)
    assert flows_left(scenario, kept(5), flows, ()) == (flow(1, 0, 3, "330283"),)
    assert flows_left(scenario, kept(5), flows, ("W0", "W1")) == (flow(1, 0, 5, "330283"),)


def test_named_cohorts_take_nobody_off() -> None:
    scenario, flows = campaign({1: 10}, {"S1": 40}), (flow(1, 0, 10),)
    people = kept(3)
    named = replace(people.plan.cohorts[0], source="named")
    assert flows_left(scenario, replace(people, plan=replace(people.plan, cohorts=(named,))), flows, ()) == flows
