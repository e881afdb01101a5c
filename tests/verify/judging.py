"""A toy world per test, and the rules that the verifier finds broken in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.domain.violation import Violation
from planner.verify import verify_folder
from planner.verify.check import _world, judge_folder, read_case
from planner.verify.world import World
from tests.builders import set_plan_value, toy_plan, toy_scenario
from tests.builders.toy_plan import scenario_digest


@dataclass(frozen=True, slots=True)
class Toy:
    """Folders of the little world."""

    scenario: Path
    plan: Path

    @property
    def pack(self) -> Path:
        """Rule pack of the little world."""
        return self.scenario / "toy-pack.toml"


Change = Callable[[Toy], None]


def make_toy(tmp: Path) -> Toy:
    """The little world, valid."""
    return Toy(toy_scenario(tmp), toy_plan(tmp))


def world_of(toy: Toy) -> World:
    """What the rules look at."""
    world, faults = _world(read_case(toy.scenario), toy.plan, lambda _: None)
    assert world is not None, faults
    return world


def judge(toy: Toy) -> tuple[Violation, ...]:
    """Violations, after the plan has been told which scenario it is for; two halves find the same as one piece."""
    if (toy.plan / "plan.json").is_file():
        set_plan_value(toy.plan, "scenario_sha256", scenario_digest(toy.scenario))
    found = verify_folder(toy.scenario, toy.plan)
    assert found == judged_in_halves(toy.scenario, toy.plan)
    return found


def judged_in_halves(scenario: Path, plan: Path) -> tuple[Violation, ...]:
    """Violations as two processes find them, in this one; over wrong files the other one may stumble unheard."""
    return judge_folder(read_case(scenario), plan, aside=lambda task: task)


def broken_by(toy: Toy, *changes: Change) -> set[str]:
    """Ids of the rules broken once the changes are made."""
    for change in changes:
        change(toy)
    return {violation.rule for violation in judge(toy)}
