"""What processes of ``returnline`` and their tests load, loaded by the one process that they are forked from."""

from __future__ import annotations

import importlib

from planner.publish import areas

MODULES = (
    "api.cli", "api.server", "api.main", "api.jobs.worker", "api.lists.reading", "planner.commands.publish",
    "planner.verify", "folium", "geopandas", "httpx", "tests.api.campaigns", "tests.api.lists.made", "tests.api.people",
)  # fmt: skip
"""Also those that the module which starts the processes imports: each process imports that module anew."""

for name in MODULES:
    importlib.import_module(name)
areas.county_areas(())
areas.province_areas()
