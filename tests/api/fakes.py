"""A planner made of memory: hands out a made-up plan, and finds what it is told to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.publishing import Published, publish_plan
from planner.domain.place import County
from planner.domain.plan import Bound, Finding, Plan
from planner.domain.scenario import Scenario
from planner.domain.violation import Violation
from planner.publish.receipt import plan_digest
from planner.publish.tables import write_plan
from tests.api.databases import database_at
from tests.publish.builders import small_scenario, synthetic_plan

NOW = 1_582_000_000
MAP_PAGE = "<!doctype html><title>map</title><script>document.title = '图'</script>"


def small_plan(trips: int = 60) -> Plan:
    """A plan of made-up people with a bound, and findings about a thing and about a person."""
    return replace(
        synthetic_plan(trips),
        bounds=(Bound("cost", 120_000_00, "lp", 0.028, False),),
        findings=(
            Finding("drivers_bind", "FL1", "12", "12", "drivers", "bare@2020-01-01", "every driver is out"),
            Finding("worker_alone", "W000007", "1", "0", "persons", "bare@2020-01-01", "测试甲0007"),
        ),
    )


def few_trips() -> Plan:
    """A plan of a dozen coach trips."""
    return small_plan(12)


@dataclass
class FakePapers:
    """Papers with a plan and what the verifier shall say about it."""

    scenario: Scenario = field(default_factory=small_scenario)
    plan: Plan = field(default_factory=few_trips)
    violations: tuple[Violation, ...] = ()
    county_list: Mapping[str, County] = field(default_factory=dict)

    def read(self, scenario_dir: Path, plan_dir: Path) -> tuple[Scenario, Plan]:
        return self.scenario, self.plan

    def verify(self, scenario_dir: Path, plan_dir: Path) -> tuple[Violation, ...]:
        return self.violations

    def digest(self, plan_dir: Path) -> str:
        return plan_digest(plan_dir)

    def draw(self, plan: Plan, scenario: Scenario, file: Path) -> None:
        file.write_text(MAP_PAGE, encoding="utf-8")

    def counties(self) -> Mapping[str, County]:
        return self.county_list


def publish(folder: Path, papers: FakePapers | None = None, now: int = NOW, url: str | None = None) -> Published:
    """Publish into the database of a folder, or that at ``url``."""
    papers = papers or FakePapers()
    plan_dir = folder / "plan"
    write_plan(papers.plan, papers.scenario, plan_dir)
    return publish_plan(folder, plan_dir, url or address(folder), papers, clock=lambda: now)


def address(folder: Path) -> str:
    """Address of the database of a test."""
    return database_at(folder / "returnline.db")
