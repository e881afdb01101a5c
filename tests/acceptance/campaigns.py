"""A recipe played through the whole house: built, read, planned, written, verified."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.domain.plan import LegRole, Plan, Trip
from planner.domain.scenario import Scenario
from planner.domain.violation import Violation
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.travel import travel_source
from planner.verify import verify_folder

SEED = 7


@dataclass(frozen=True, slots=True)
class Played:
    """What came out of a recipe; ``head`` is plan.json."""

    scenario: Scenario
    plan: Plan
    head: Mapping[str, object]
    violations: tuple[Violation, ...]

    def trips(self, role: LegRole) -> list[Trip]:
        """Trips of one role, by departure."""
        return sorted((trip for trip in self.plan.trips if trip.leg_role is role), key=lambda trip: trip.depart_at)

    @property
    def served(self) -> int:
        """Persons who reach their door: of each part, those on its first leg."""
        return sum(load.persons for load in self.plan.loads if load.leg_seq == 1)

    @property
    def unserved(self) -> int:
        """Persons who stay behind."""
        return sum(row.persons for row in self.plan.unserved)

    def aboard(self, trip: Trip) -> set[str]:
        """Enterprises aboard a trip."""
        firm_of = {cohort.cohort_id: cohort.enterprise_id for cohort in self.plan.cohorts}
        return {firm_of[load.cohort_id] for load in self.plan.loads if load.trip_id == trip.trip_id}

    def loads_by_service(self) -> Counter[str]:
        """Persons per opened train or flight."""
        service_of = {trip.trip_id: trip.service_id for trip in self.plan.trips if trip.service_id is not None}
        persons: Counter[str] = Counter()
        for load in self.plan.loads:
            if load.trip_id in service_of:
                persons[service_of[load.trip_id]] += load.persons
        return persons


@cache
def play(name: str, time_limit_s: float = 20.0) -> Played:
    """Play a recipe at its own size."""
    with TemporaryDirectory() as folder:
        built = build_scenario(name, None, SEED, "lists", Path(folder) / "scenario")
        scenario = read_scenario(built)
        options = PlanOptions(time_limit_s=time_limit_s, seed=SEED, threads=2)
        plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
        out = Path(folder) / "plan"
        write_plan(plan, scenario, out)
        head = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        return Played(scenario, plan, head, verify_folder(built, out))
