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

    @property
    def ledger_adds_up(self) -> bool:
        """Everybody is served or named as unserved, once, and plan.json counts what the tables hold."""
        counts = self.head["counts"]
        assert isinstance(counts, dict)
        told = (counts["served"], counts["unserved"]) == (self.served, self.unserved)
        people = len(self.scenario.workers) or sum(row.workers for row in self.scenario.heat)
        return told and self.served + self.unserved == people

    def aboard_persons(self, role: LegRole) -> list[int]:
        """Loads of the trips of one role, largest first."""
        return sorted((trip.load for trip in self.trips(role)), reverse=True)

    def left_by_reason(self) -> Counter[str]:
        """Persons who stay behind, by code of reason."""
        persons: Counter[str] = Counter()
        for row in self.plan.unserved:
            persons[row.reason] += row.persons
        return persons

    def left_by_site(self) -> Counter[str]:
        """Persons who stay behind, by factory door."""
        site_of = {cohort.cohort_id: cohort.site_id for cohort in self.plan.cohorts}
        persons: Counter[str] = Counter()
        for row in self.plan.unserved:
            persons[site_of[row.cohort_id]] += row.persons
        return persons

    def opened(self) -> set[str]:
        """Trains and flights that run."""
        return {offer.service_id for offer in self.plan.offers if offer.opened}

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
    """Play a recipe at its own size for so many seconds."""
    return _play(name, None, "lists", PlanOptions(time_limit_s=time_limit_s, seed=SEED, threads=2))


@cache
def work(name: str, iterations: int = 300, workers: int | None = None, form: str = "lists") -> Played:
    """Play a recipe for so much work, whatever time it takes: the same plan on every machine."""
    options = PlanOptions(time_limit_s=60.0, seed=SEED, threads=2, deterministic=True, iterations=iterations)
    return _play(name, workers, form, options)


def _play(name: str, workers: int | None, form: str, options: PlanOptions) -> Played:
    with TemporaryDirectory() as folder:
        built = build_scenario(name, workers, SEED, form, Path(folder) / "scenario")
        scenario = read_scenario(built)
        plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
        out = Path(folder) / "plan"
        write_plan(plan, scenario, out)
        head = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        return Played(scenario, plan, head, verify_folder(built, out))
