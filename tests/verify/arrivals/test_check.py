"""Bounds on arrivals of the little world: proved again from its raw tables, and nothing less than what is proven."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.demand.cohorts import Urgency
from planner.ingest import read_scenario
from planner.optimise.arrivals import ArrivalBound, prove_arrivals
from planner.optimise.arrivals.facts import Facts
from planner.optimise.arrivals.people import kin_of
from planner.policy import load_policy
from planner.schedule.world import persons_of_sites
from planner.travel.ground import campaign_places
from planner.units import day_text
from planner.verify.arrivals import check_arrivals
from planner.verify.arrivals.check import people_of
from planner.verify.read.arrivals import ArrivalClaim
from planner.verify.world import World
from tests.builders import set_cells
from tests.verify.judging import Toy, world_of

WORLDS = ("toy", "strict", "lodged")


def proven(toy: Toy, world: World) -> tuple[ArrivalBound, ...]:
    """What the planner proves of the cohorts of the hand-written plan; C5 has a red code."""
    scenario = read_scenario(toy.scenario)
    cohorts = world.plan.cohorts
    places = {place.place_id: place for place in campaign_places(scenario)}
    facts = Facts.of(scenario, load_policy(scenario), places, persons_of_sites(cohorts))
    going = [cohort for cohort in cohorts if cohort.cohort_id != "C5"]
    return prove_arrivals(facts, kin_of(scenario, going, Urgency.of(scenario, {}).due))


def claims_of(bounds: tuple[ArrivalBound, ...]) -> dict[str, ArrivalClaim]:
    """The same as a file would say it."""
    return {day_text(bound.day): ArrivalClaim(bound.persons, frozenset(bound.side)) for bound in bounds}


def faults(world: World, claims: dict[str, ArrivalClaim], told: dict[str, int] | None = None) -> list[str]:
    return [violation.subject for violation in check_arrivals(world, claims, told or {})]


@pytest.mark.parametrize("which", WORLDS)
def test_every_bound_is_proved_again_and_none_could_be_one_less(which: str, request: pytest.FixtureRequest) -> None:
    toy: Toy = request.getfixturevalue(which)
    world = world_of(toy)
    claims = claims_of(proven(toy, world))
    assert claims and faults(world, claims) == []
    less = {date: replace(claim, value=claim.value - 1) for date, claim in claims.items()}
    assert faults(world, less) == list(less)


@pytest.mark.parametrize("which", WORLDS)
def test_the_plan_keeps_every_bound(which: str, request: pytest.FixtureRequest) -> None:
    toy: Toy = request.getfixturevalue(which)
    world = world_of(toy)
    for bound in proven(toy, world):
        come = sum(
            legs[0].persons
            for legs in world.parts.values()
            if world.clock.day(world.alight_halt(legs[-1]).arrive_at) <= bound.day
        )
        assert come <= bound.persons


@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        ("sites", {"site_id": "S1"}, {"intake_per_day": "5"}),
        ("services", {"service_id": "SV1"}, {"units": "1"}),
        ("coaches", {"fleet_id": "NB"}, {"count": "1", "drivers": "2", "max_trips": "1"}),
        ("stops", {"stop_id": "NGB"}, {"people_per_hour": "4"}),
        ("capacities", {"kind": "permit"}, {"amount": "0"}),
    ],
)
def test_less_of_anything_never_lets_more_arrive(
    toy: Toy, table: str, row: dict[str, str], cells: dict[str, str]
) -> None:
    before = {bound.day: bound.persons for bound in proven(toy, world_of(toy))}
    set_cells(toy.scenario, table, row, **cells)
    world = world_of(toy)
    after = proven(toy, world)
    assert all(bound.persons <= before.get(bound.day, bound.persons) for bound in after)
    assert faults(world, claims_of(after)) == []


def test_claims_about_another_campaign_do_not_hold(toy: Toy) -> None:
    set_cells(toy.scenario, "sites", {"site_id": "S1"}, intake_per_day="5")
    tight = claims_of(proven(toy, world_of(toy)))
    set_cells(toy.scenario, "sites", {"site_id": "S1"}, intake_per_day="30")
    assert faults(world_of(toy), tight)


def test_a_side_that_holds_back_nobody_proves_nothing(toy: Toy) -> None:
    world = world_of(toy)
    claims = claims_of(proven(toy, world))
    last = max(claims)
    wide = people_of(world)
    everything = frozenset({"coaches", "service:SV1", "service:SV2", "hub:NGB", "free", "coaches:0", "permits"})
    assert faults(world, {last: ArrivalClaim(sum(wide.values()) - 1, everything)}) == [last]


def test_what_is_told_must_be_claimed(toy: Toy) -> None:
    world = world_of(toy)
    claims = claims_of(proven(toy, world))
    first = min(claims)
    assert faults(world, claims, {first: claims[first].value}) == []
    assert faults(world, claims, {first: claims[first].value - 1}) == [first]
    assert faults(world, {}, {first: 99}) == [first]


def test_people_who_may_never_travel_are_nobody_here(toy: Toy) -> None:
    persons = sum(people_of(world_of(toy)).values())
    assert persons == 6 + 5 + 5 + 3 + 4  # W20 has withdrawn, W21 has a red code
