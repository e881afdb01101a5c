"""Choose the travel source that a scenario names."""

from __future__ import annotations

from planner.domain.place import Place
from planner.domain.scenario import Scenario
from planner.domain.travel import TravelSource
from planner.errors import TravelError
from planner.travel.county_graph import CountyGraph
from planner.travel.great_circle import GreatCircle
from planner.travel.matrix_file import MatrixFile
from planner.travel.settings import RoadSettings

ENGINES = ("osrm", "valhalla")
PROVIDERS = ("county-graph", "great-circle", "matrix")


def travel_source(scenario: Scenario, roads: RoadSettings | None = None) -> TravelSource:
    """Travel source of ``scenario.network_provider``.

    Raises
    ------
    TravelError
        The provider is unknown, needs an engine that this version does not drive, or lacks its file.
    """
    roads = roads or RoadSettings()
    provider = scenario.network_provider
    if provider == "county-graph":
        return CountyGraph(scenario_places(scenario), scenario.links, roads, scenario.zone_areas)
    if provider == "great-circle":
        return GreatCircle(roads, scenario.zone_areas)
    if provider == "matrix":
        if scenario.matrix_path is None:
            raise TravelError("network.provider is 'matrix' but the scenario has no matrix.csv; add it")
        return MatrixFile.read(scenario.matrix_path, scenario_places(scenario), scenario.zone_areas)
    if provider in ENGINES:
        raise TravelError(f"network.provider {provider!r} is not available in this version, use {_choices()}")
    raise TravelError(f"network.provider {provider!r} is unknown, use {_choices()}")


def scenario_places(scenario: Scenario) -> tuple[Place, ...]:
    """Every stop, site and depot of the scenario, in the order of its tables."""
    stops = [Place(stop.stop_id, stop.lon, stop.lat, stop.adcode) for stop in scenario.stops]
    sites = [Place(site.site_id, site.lon, site.lat, site.adcode) for site in scenario.sites]
    depots = [Place(f"depot:{fleet.fleet_id}", fleet.lon, fleet.lat, fleet.depot_adcode) for fleet in scenario.fleets]
    return (*stops, *sites, *depots)


def _choices() -> str:
    return ", ".join(repr(name) for name in PROVIDERS)
