"""Campaigns too large for one run: divided into regions, planned in several processes, put together again."""

from planner.regions.coordinate import Dividing
from planner.regions.engines import engine_of
from planner.regions.run import make_plan_by_regions

__all__ = ["Dividing", "engine_of", "make_plan_by_regions"]
