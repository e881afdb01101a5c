"""The work of one process: plan one region. Tasks and results travel as compressed bytes."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass

from planner.domain.demand import HeatFlow
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.options import PlanOptions
from planner.pipeline import plan_scenario
from planner.policy import load_policy
from planner.travel import travel_source

LEVEL = 1
"""Of zlib: most of the gain for little time."""


@dataclass(frozen=True, slots=True)
class Task:
    """A region to plan: its scenario, its matched heat, and how to search; fields as in ``PlanOptions``."""

    scenario: Scenario
    flows: tuple[HeatFlow, ...]
    time_limit_s: float
    seed: int
    threads: int
    deterministic: bool
    iterations: int

    def packed(self) -> bytes:
        """The task as bytes."""
        return pack(self)


def pack(thing: object) -> bytes:
    """Bytes to send to a process of the same code."""
    return zlib.compress(pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL), LEVEL)


def plan_packed(packed: bytes) -> bytes:
    """Plan a packed task; the plan, packed."""
    task = pickle.loads(zlib.decompress(packed))
    return pack(plan_region(task))


def unpacked(packed: bytes) -> Plan:
    """The plan that ``plan_packed`` gave."""
    plan = pickle.loads(zlib.decompress(packed))
    if not isinstance(plan, Plan):
        raise TypeError(f"a region came back as {type(plan).__name__}, a Plan was expected")
    return plan


def plan_region(task: Task) -> Plan:
    """The ordinary run on a region's scenario; its bounds are not those of the whole, so none are proven."""
    options = PlanOptions(
        task.time_limit_s, task.seed, task.threads, task.deterministic, task.iterations, bounds=False
    )
    return plan_scenario(
        task.scenario, load_policy(task.scenario), travel_source(task.scenario), options, flows=task.flows
    )
