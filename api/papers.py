"""What the service takes from the planner: reading, verifying, drawing. Imported on use, since some of it is heavy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from planner.domain.place import County
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.violation import Violation

PUBLISHED_FILES: Mapping[str, str] = {
    "trips.csv": "text/csv; charset=utf-8",
    "stop_times.csv": "text/csv; charset=utf-8",
    "paths.csv": "text/csv; charset=utf-8",
    "offers.csv": "text/csv; charset=utf-8",
    "paths.geojson": "application/geo+json",
}
"""Files of a plan folder that may be read by everybody: none of them knows a worker."""

WITHHELD_COLUMNS = frozenset({"escort_ids"})
"""Columns of those files that name people."""


class Papers(Protocol):
    """What publication needs; ``PlannerPapers`` unless a test brings its own."""

    def read(self, scenario_dir: Path, plan_dir: Path) -> tuple[Scenario, Plan]:
        """The scenario and the plan of two folders."""
        ...

    def verify(self, scenario_dir: Path, plan_dir: Path) -> tuple[Violation, ...]:
        """What the independent checker finds wrong."""
        ...

    def digest(self, plan_dir: Path) -> str:
        """SHA-256 of the plan, the receipt that the verifier gives."""
        ...

    def draw(self, plan: Plan, scenario: Scenario, file: Path) -> None:
        """Write the map page."""
        ...

    def counties(self) -> Mapping[str, County]:
        """Counties by adcode."""
        ...


class PlannerPapers:
    """The planner's own reader, verifier and drawer; what did not change is read and verified once."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, Path, str], tuple[Scenario, Plan]] = {}
        self._verified: dict[tuple[Path, Path, str], tuple[Violation, ...]] = {}

    def read(self, scenario_dir: Path, plan_dir: Path) -> tuple[Scenario, Plan]:
        """The scenario and the plan of two folders."""
        from planner.ingest import read_scenario
        from planner.publish.tables import read_plan

        key = (scenario_dir, plan_dir, self.digest(plan_dir))
        if key not in self._read:
            scenario = read_scenario(scenario_dir)
            self._read[key] = scenario, read_plan(plan_dir, scenario.campaign.clock)
        return self._read[key]

    def verify(self, scenario_dir: Path, plan_dir: Path) -> tuple[Violation, ...]:
        """What the independent checker finds wrong."""
        from planner.verify import verify_folder

        key = (scenario_dir, plan_dir, self.digest(plan_dir))
        if key not in self._verified:
            self._verified[key] = verify_folder(scenario_dir, plan_dir)
        return self._verified[key]

    def digest(self, plan_dir: Path) -> str:
        """SHA-256 of the plan, the receipt that the verifier gives."""
        from planner.publish.receipt import plan_digest

        return plan_digest(plan_dir)

    def draw(self, plan: Plan, scenario: Scenario, file: Path) -> None:
        """Write the map page."""
        from planner.publish.maps import write_map

        write_map(plan, scenario, file)

    def counties(self) -> Mapping[str, County]:
        """Counties of February 2020 by adcode."""
        from planner.reference import counties

        return counties()
