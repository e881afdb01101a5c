"""The ground of a campaign: every place that coaches touch, with distances for each state of sealed ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.domain.place import SEAT_PREFIX, Place, within
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground, TravelSource
from planner.domain.zones import ZoneBook
from planner.errors import TravelError
from planner.reference import counties
from planner.travel.areas import places_inside

DAYS_AHEAD = 3
"""A trip may be under way for this many days; ground sealed on any of them is gone round from the start."""


def with_places(scenario: Scenario) -> Scenario:
    """The same scenario with the places of the campaign that each sub-county area holds."""
    if not scenario.zone_areas:
        return scenario
    places = campaign_places(scenario)
    return replace(
        scenario,
        zone_areas=tuple(replace(area, place_ids=places_inside(area, places)) for area in scenario.zone_areas),
    )


def lay_ground(scenario: Scenario, policy: Policy, travel: TravelSource) -> Ground:
    """Matrices over all pick-ups, hubs, sites and depots, one for each distinct state of sealed ground.

    A day's ground is that of trips departing on it: closed are sealed counties and areas where a rule set in force
    that day closes them, and counties off its corridors. The levels on the way are taken where it looks at the path,
    each county at its strictest while such a trip may be under way.

    Raises
    ------
    TravelError
        A place cannot be located.
    """
    places = campaign_places(scenario)
    clock, book = scenario.campaign.clock, ZoneBook.of(scenario)
    first, last = clock.day(scenario.campaign.start_at), clock.day(scenario.campaign.end_at - 1)
    states: dict[frozenset[str], int] = {}
    tables: dict[tuple[int, frozenset[tuple[str, int]]], int] = {}
    passed: list[npt.NDArray[np.int8]] = []
    epochs, passed_of_day = [], []
    for day in range(first, last + 1 + DAYS_AHEAD):
        span = clock.midnight(day), clock.midnight(day + DAYS_AHEAD)
        rules = tuple(_in_force(policy, span[0], clock.midnight(day + 1)))
        closed = _closed(book, rules, *span)
        epochs.append(states.setdefault(closed, len(states)))
        if not any(one.path_levels for one in rules):
            passed_of_day.append(-1)
            continue
        levels = {code: int(book.strictest(code, *span)) for code in counties()}
        key = epochs[-1], frozenset(pair for pair in levels.items() if pair[1])
        if key not in tables:
            tables[key] = len(tables)
            passed.append(travel.passed(places, closed, dict(key[1])))
        passed_of_day.append(tables[key])
    matrices = tuple(travel.matrix(places, closed) for closed in states)
    return Ground(places, matrices, tuple(states), tuple(epochs), first, tuple(passed), tuple(passed_of_day))


def _in_force(policy: Policy, from_at: int, until_at: int) -> Iterable[RuleSet]:
    """Rule sets in force at some moment of ``[from_at, until_at)``."""
    ends = [rules.effective_from for rules in policy.rulesets[1:]]
    for number, rules in enumerate(policy.rulesets):
        if rules.effective_from < until_at and (number == len(ends) or ends[number] > from_at):
            yield rules


def _closed(book: ZoneBook, rules: Iterable[RuleSet], from_at: int, until_at: int) -> frozenset[str]:
    """Codes of the ground that trips under these rule sets keep off during a span."""
    closed: frozenset[str] = frozenset()
    for one in rules:
        if one.sealed_closed:
            closed |= book.sealed(tuple(counties()), from_at, until_at) | book.sealed_areas(from_at, until_at)
        if one.corridors:
            closed |= {code for code in counties() if not any(within(code, area) for area in one.corridors)}
    return closed


def campaign_places(scenario: Scenario) -> tuple[Place, ...]:
    """Pick-ups of workers and heat, hubs, sites and depots, each once, in a stable order."""
    places: dict[str, Place] = {}
    for stop in scenario.stops:
        places[stop.stop_id] = Place(stop.stop_id, stop.lon, stop.lat, stop.adcode)
    for site in scenario.sites:
        places[site.site_id] = Place(site.site_id, site.lon, site.lat, site.adcode)
    for fleet in scenario.fleets:
        places[fleet.depot_id] = Place(fleet.depot_id, fleet.lon, fleet.lat, fleet.depot_adcode)
    origins = {w.origin_adcode for w in scenario.workers if not w.pickup_stop_id}
    origins |= {h.origin_adcode for h in scenario.heat}
    seats = counties()
    for adcode in origins:
        if adcode not in seats:
            raise TravelError(f"origin {adcode} is not a county of February 2020; see data/reference/counties.csv")
        places[SEAT_PREFIX + adcode] = Place(SEAT_PREFIX + adcode, seats[adcode].lon, seats[adcode].lat, adcode)
    return tuple(places[key] for key in sorted(places))


def escort_bases(scenario: Scenario) -> dict[str, Place]:
    """County seats at which escorts are based, by place id.

    Raises
    ------
    TravelError
        A base is no county.
    """
    seats, bases = counties(), {}
    for escort in scenario.escorts:
        county = seats.get(escort.base_adcode)
        if county is None:
            raise TravelError(f"escort {escort.escort_id}: base {escort.base_adcode} is not a county of February 2020")
        key = SEAT_PREFIX + county.adcode
        bases[key] = Place(key, county.lon, county.lat, county.adcode)
    return bases
