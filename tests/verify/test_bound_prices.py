"""What bound.json says of groups, offers, trips and prices, beside the raw tables and the plan of the little world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.verify.bound_prices import MILLIONTHS, check_prices
from planner.verify.read.bound import BoundProgramme
from planner.verify.world import World

GROUPS = (("C1",), ("C2",), ("C3", "C4"), ("H1",))


def programme(world: World) -> BoundProgramme:
    """Groups of the little world with low prices, the offer that its plan opens, no count of trips."""
    offer = world.services["SV1"]
    return BoundProgramme(
        cohorts=GROUPS,
        persons=tuple(sum(world.cohorts[name].persons for name in members) for members in GROUPS),
        tier=(1, 1, 1, 1),
        direct=((0, 50_000, 0), (1, 50_000, 0), (2, 90_000, 0)),
        trips=None,
        services=(("SV1", offer.units, offer.fixed_cents, offer.unit_cents, 59),),
        rides=((0, 2, 20_000), (0, 3, 20_000)),
        tiers=(1,),
    )


def found(world: World, made: BoundProgramme) -> list[tuple[str, str]]:
    return [(violation.subject, violation.unit) for violation in check_prices(world, made)]


def test_a_programme_below_the_plan_stands(toy_world: World) -> None:
    assert found(toy_world, programme(toy_world)) == []


def test_more_persons_than_the_cohorts_have_are_caught(toy_world: World) -> None:
    made = programme(toy_world)
    more = replace(made, persons=(made.persons[0] + 1, *made.persons[1:]))
    assert found(toy_world, more) == [("group of C1", "persons")]


def test_a_cohort_in_two_groups_is_caught_in_both(toy_world: World) -> None:
    twice = replace(programme(toy_world), cohorts=(("C1",), ("C2",), ("C3", "C4"), ("H1", "C1")))
    assert found(toy_world, twice)[:2] == [("group of C1", "persons"), ("group of H1", "persons")]


def test_a_group_in_a_tier_that_is_not_its_own_is_caught(toy_world: World) -> None:
    assert found(toy_world, replace(programme(toy_world), tier=(0, 1, 1, 1))) == [("C1", "tier")]


@pytest.mark.parametrize("change", [(-1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_an_offer_dearer_or_smaller_than_it_is_is_caught(toy_world: World, change: tuple[int, int, int]) -> None:
    made = programme(toy_world)
    name, units, fixed, unit, seats = made.services[0]
    worse = replace(made, services=((name, units + change[0], fixed + change[1], unit + change[2], seats),))
    assert ("SV1", "carriages, fen, fen") in found(toy_world, worse)


def test_a_limit_on_trips_that_the_fleets_do_not_have_is_caught(toy_world: World) -> None:
    limits = [fleet.max_trips for fleet in toy_world.fleets.values()]
    assert None in limits
    assert found(toy_world, replace(programme(toy_world), trips=MILLIONTHS)) == [("coach trips", "trips / 1,000,000")]


def test_a_way_of_the_plan_that_the_programme_lacks_is_caught(toy_world: World) -> None:
    made = programme(toy_world)
    assert ("C1", "way") in found(toy_world, replace(made, direct=made.direct[1:]))
    assert found(toy_world, replace(made, rides=made.rides[:1])) == [("H1", "way")]


def test_a_ride_that_was_left_out_as_dearer_counts_as_the_coach(toy_world: World) -> None:
    made = programme(toy_world)
    assert found(toy_world, replace(made, rides=made.rides[1:])) == []


def test_prices_above_what_the_plan_costs_are_caught(toy_world: World) -> None:
    made = programme(toy_world)
    dear = replace(made, direct=((0, 900_000, 0), *made.direct[1:]))
    assert found(toy_world, dear) == [("cost", "fen")]


def test_floors_above_what_a_vehicle_is_paid_are_caught(toy_world: World) -> None:
    # a vehicle that also runs feeders or last miles cannot be told apart; without them NB#1 can
    direct = {part: legs for part, legs in toy_world.parts.items() if len(legs) == 1}
    alone = replace(toy_world, parts=direct)
    made = programme(toy_world)
    paid = sum(trip.cost_cents for trip in toy_world.plan.trips if trip.vehicle_id == "NB#1")
    persons = toy_world.cohorts["C1"].persons
    dear = replace(made, direct=((0, paid // persons + 1, 0), *made.direct[1:]))
    assert ("NB#1", "fen") in found(alone, dear)
    assert ("NB#1", "fen") not in found(alone, made)
