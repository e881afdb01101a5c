"""Tests on arrival: who aboard a coach is tested, and at which stops it waits for the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations, product

from planner.domain.place import StopKind, within
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.schedule.world import World

TOURS_TRIED = 3
"""Choices of test sites that a departure is tried with, the shortest way first."""
LABS_NEAR = 4
"""Test sites of a county that are looked at, the nearest to the way first."""


@dataclass(frozen=True, slots=True)
class LabHalt:
    """A halt at a test site for the persons of these shipments (indexes); everybody aboard waits."""

    place: str
    shipments: tuple[int, ...]


def arrival_rule(world: World, shipment: Shipment, leave_s: int, rules: RuleSet) -> ArrivalRule:
    """What a shipment's persons do on arrival who first board at that local second a trip under these rules."""
    origin = world.cohorts[shipment.cohort].origin_adcode
    return rules.arrival(world.zones.level(origin, leave_s - world.offset_s))


def tested(world: World, routed: RoutedTrip, leaves: Mapping[str, int], rules: RuleSet) -> tuple[int, ...]:
    """Shipments (indexes) whose persons are tested on this trip, their last.

    Parameters
    ----------
    leaves : mapping
        Pick-up → local second of departure. It is the first boarding of a direct trip; on a last mile it says
        nothing of the first boarding, so that whoever may have to be tested is.
    rules : RuleSet
        In force when the trip departs.
    """
    found = []
    for load in routed.loads:
        shipment = world.shipments[load.shipment]
        if not shipment.tested or shipment.role is LegRole.FEEDER:
            continue
        known = shipment.role is LegRole.DIRECT
        if not known or arrival_rule(world, shipment, leaves[shipment.from_place], rules).action is ArrivalAction.TEST:
            found.append(load.shipment)
    return tuple(found)


def arrivals_met(world: World, routed: RoutedTrip, leaves: Mapping[str, int], rules: RuleSet) -> bool:
    """Whether what is asked of those who first board here is what their journeys are made for.

    Nobody goes to a place of quarantine of whom none is asked, and nothing is asked that was not foreseen.
    """
    if routed.role is LegRole.LAST_MILE or not world.cohorts:
        return True
    for load in routed.loads:
        shipment = world.shipments[load.shipment]
        if not rules.arrivals and not is_away(world, shipment):
            continue
        rule = arrival_rule(world, shipment, leaves[shipment.from_place], rules)
        stays = rule.action is ArrivalAction.QUARANTINE
        if is_away(world, shipment) and not stays:
            return False
        if (stays and rule.days > shipment.quarantine_days) or (
            rule.action is ArrivalAction.TEST and not shipment.tested
        ):
            return False
    return True


def is_away(world: World, shipment: Shipment) -> bool:
    """Whether a journey ends at a place of quarantine that is not a site."""
    return bool(shipment.quarantine_at) and shipment.quarantine_at not in world.site_ids


def county_of_site(world: World, shipment: int) -> str:
    """County of the site that a shipment's persons work at."""
    return world.places[world.cohorts[world.shipments[shipment].cohort].site_id].adcode


def tours(world: World, counties: frozenset[str], ends: tuple[str, str], epoch: int) -> tuple[tuple[str, ...], ...]:
    """Test sites in order of travel that serve all these counties between two stops, the fewest and shortest first.

    Counties that no test site serves are left out; without any the one tour is empty.
    """
    served = [near for county in sorted(counties) if (near := _near(world, county, ends, epoch))]
    found: dict[frozenset[str], tuple[int, int, tuple[str, ...]]] = {}
    for labs in {frozenset(chosen) for chosen in product(*served)}:
        ways = ((order, world.legs((ends[0], *order, ends[1]), epoch)) for order in permutations(sorted(labs)))
        lengths = [(len(order), int(legs[0].sum()), order) for order, legs in ways if legs is not None]
        if lengths:
            found[labs] = min(lengths)
    return tuple(order for _, _, order in sorted(found.values()))[:TOURS_TRIED]


def _near(world: World, county: str, ends: tuple[str, str], epoch: int) -> list[str]:
    """Test sites that serve a county and can be reached, by the length of the way over them."""
    ways = []
    for lab in serving(world, county):
        legs = world.legs((ends[0], lab, ends[1]), epoch)
        if legs is not None:
            ways.append((int(legs[0].sum()), lab))
    return [lab for _, lab in sorted(ways)[:LABS_NEAR]]


def serving(world: World, county: str) -> tuple[str, ...]:
    """Test sites whose catchment holds a county; an empty catchment is everywhere."""
    return tuple(
        stop.stop_id
        for stop in world.scenario.stops
        if stop.kind is StopKind.TEST_SITE
        and (not stop.catchment_adcodes or any(within(county, area) for area in stop.catchment_adcodes))
    )


def lab_halts(
    world: World, who: tuple[int, ...], tour: tuple[str, ...]
) -> tuple[tuple[LabHalt, ...], tuple[int, ...]]:
    """Who is tested at each test site of a tour, and those whom none of it serves."""
    at: dict[str, list[int]] = {lab: [] for lab in tour}
    nowhere = []
    for shipment in who:
        labs = serving(world, county_of_site(world, shipment))
        first = next((lab for lab in tour if lab in labs), None)
        if first is None:
            nowhere.append(shipment)
        else:
            at[first].append(shipment)
    return tuple(LabHalt(lab, tuple(shipments)) for lab, shipments in at.items() if shipments), tuple(nowhere)
