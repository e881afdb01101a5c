"""Travel: how far and how long between places, and which counties a way crosses."""

from planner.travel.polygons import county_at
from planner.travel.settings import RoadSettings
from planner.travel.source import travel_source

__all__ = ["RoadSettings", "county_at", "travel_source"]
