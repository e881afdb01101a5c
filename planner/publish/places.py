"""Where the places of a plan lie: stops, sites, depots and county seats by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.domain.place import SEAT_PREFIX
from planner.domain.scenario import Scenario
from planner.errors import BadPlanFolder
from planner.reference import counties


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to draw or print: ``kind`` is a stop kind, ``site``, ``seat`` or ``depot``."""

    place_id: str
    kind: str
    name: str
    lon: float
    lat: float
    adcode: str


class Places:
    """Marks of a scenario's places by id.

    Parameters
    ----------
    scenario : Scenario
        Its stops, sites and depots are known; county seats come from the reference list.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._marks = {mark.place_id: mark for mark in _all(scenario)}

    def __getitem__(self, place_id: str) -> Mark:
        """Mark of a place.

        Raises
        ------
        BadPlanFolder
            The scenario knows no such place.
        """
        mark = self._marks.get(place_id)
        if mark is not None:
            return mark
        code = place_id.removeprefix(SEAT_PREFIX)
        county = counties().get(code)
        if code == place_id or county is None:
            raise BadPlanFolder(f"the plan names place {place_id!r}, which the scenario does not know; wrong scenario?")
        return Mark(place_id, "seat", county.name, county.lon, county.lat, code)


def _all(scenario: Scenario) -> Iterable[Mark]:
    for stop in scenario.stops:
        yield Mark(stop.stop_id, str(stop.kind), stop.name, stop.lon, stop.lat, stop.adcode)
    for site in scenario.sites:
        yield Mark(site.site_id, "site", site.name, site.lon, site.lat, site.adcode)
    for fleet in scenario.fleets:
        yield Mark(fleet.depot_id, "depot", fleet.operator, fleet.lon, fleet.lat, fleet.depot_adcode)
