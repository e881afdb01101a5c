"""The ground of a campaign: every place that coaches touch, with distances for each state of sealed counties."""

from __future__ import annotations

from planner.domain.place import SEAT_PREFIX, Level, Place
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground, TravelSource
from planner.domain.zones import ZoneBook
from planner.errors import TravelError
from planner.reference import counties

DAYS_AHEAD = 3
"""A trip may be under way for this many days; ground sealed on any of them is gone round from the start."""


def lay_ground(scenario: Scenario, policy: Policy, travel: TravelSource) -> Ground:
    """Matrices over all pick-ups, hubs, sites and depots, one for each distinct set of sealed counties.

    Raises
    ------
    TravelError
        A place cannot be located.
    """
    places = campaign_places(scenario)
    clock = scenario.campaign.clock
    first, last = clock.day(scenario.campaign.start_at), clock.day(scenario.campaign.end_at - 1)
    states: dict[frozenset[str], int] = {}
    epochs = []
    for day in range(first, last + 1 + DAYS_AHEAD):
        sealed = _sealed(scenario, policy, clock.midnight(day), clock.midnight(day + DAYS_AHEAD))
        epochs.append(states.setdefault(sealed, len(states)))
    matrices = tuple(travel.matrix(places, sealed) for sealed in states)
    return Ground(places, matrices, tuple(states), tuple(epochs), first)


def _sealed(scenario: Scenario, policy: Policy, from_at: int, until_at: int) -> frozenset[str]:
    """Counties sealed at any moment of a span, where a rule set in the pack closes sealed ground."""
    if not any(rules.sealed_closed for rules in policy.rulesets):
        return frozenset()
    if not any(zone.level is Level.SEALED for zone in scenario.zones):
        return frozenset()
    return ZoneBook(scenario.zones).sealed(tuple(counties()), from_at, until_at)


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
