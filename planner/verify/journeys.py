"""What a part owes on arrival, and which stops serve whom."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.place import Level, Stop, StopKind
from planner.domain.plan import Load
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.verify.levels import prefix_of, strictest
from planner.verify.world import World


def origin_level(world: World, legs: Sequence[Load]) -> Level:
    """Level of the county that a part comes from at the moment of its first boarding."""
    board_at = world.board_halt(legs[0]).depart_at
    return strictest(world.levels.county_spans(world.cohorts[legs[0].cohort_id].origin_adcode), board_at, board_at)


def first_rules(world: World, legs: Sequence[Load]) -> RuleSet:
    """Rule set in force at the first departure of a part."""
    return world.rules_of(world.trips[legs[0].trip_id])


def arrival_of(world: World, legs: Sequence[Load]) -> ArrivalRule:
    """What a part does on arrival: nothing, a test, or days of quarantine."""
    rules = first_rules(world, legs)
    if not rules.arrivals:
        return ArrivalRule(Level.LOW, ArrivalAction.NONE)
    return rules.arrival(origin_level(world, legs))


def holds(stop: Stop, adcode: str) -> bool:
    """Whether a county lies in the catchment of a stop; a stop without catchment serves everywhere."""
    areas = stop.catchment_adcodes
    return not areas or any(adcode.startswith(prefix_of(area)) for area in areas)


def ends_in_quarantine(world: World, legs: Sequence[Load]) -> bool:
    """Whether a part that owes quarantine ends at a quarantine site that serves the county of its factory."""
    stop = world.stops.get(world.alight_halt(legs[-1]).stop_id)
    if stop is None or stop.kind is not StopKind.QUARANTINE_SITE:
        return False
    site = world.sites[world.cohorts[legs[0].cohort_id].site_id]
    return arrival_of(world, legs).action is ArrivalAction.QUARANTINE and holds(stop, site.adcode)
