"""The work of one process: plan one region. Tasks and results travel as compressed bytes."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import attrgetter
from typing import Any, cast

from planner.collector import collector_paused
from planner.domain.demand import HeatFlow
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.options import PlanOptions
from planner.pipeline import UNPROVEN, plan_of, prepare, search, settle
from planner.policy import load_policy
from planner.run_clock import RunClock
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


@dataclass(frozen=True, slots=True)
class _Columns:
    """Rows of one type, column by column: a tenth of the time of packing them row by row."""

    row_type: type
    columns: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[object]) -> _Columns:
        names = [field.name for field in fields(cast(Any, rows[0]))]
        return cls(type(rows[0]), tuple(zip(*map(attrgetter(*names), rows), strict=True)))

    def rows(self) -> tuple[object, ...]:
        return tuple(map(self.row_type, *self.columns))


@dataclass(frozen=True, slots=True)
class _Packed:
    """A plan without its tables, and these by field."""

    head: Plan
    tables: dict[str, _Columns]


def pack(thing: object) -> bytes:
    """Bytes to send to a process of the same code."""
    return zlib.compress(pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL), LEVEL)


def plan_packed(packed: bytes) -> bytes:
    """Plan a packed task; the plan, packed."""
    with collector_paused():
        return packed_plan(plan_region(pickle.loads(zlib.decompress(packed))))


def packed_plan(plan: Plan) -> bytes:
    """A plan as bytes."""
    rows = {field.name: getattr(plan, field.name) for field in fields(plan)}
    tables = {
        name: _Columns.of(found)
        for name, found in rows.items()
        if isinstance(found, tuple) and found and is_dataclass(found[0])
    }
    return pack(_Packed(replace(plan, **cast(dict[str, Any], dict.fromkeys(tables, ()))), tables))


def unpacked(packed: bytes) -> Plan:
    """The plan that ``plan_packed`` gave."""
    found = pickle.loads(zlib.decompress(packed))
    if not isinstance(found, _Packed):
        raise TypeError(f"a region came back as {type(found).__name__}, a packed plan was expected")
    rows = {name: columns.rows() for name, columns in found.tables.items()}
    return replace(found.head, **cast(dict[str, Any], rows))


def plan_region(task: Task) -> Plan:
    """One search on a region's scenario and its tables.

    Its bounds are not those of the whole, so none are proven; nobody is asked what blocks those left behind, since
    what blocks them in a region need not do so in the whole.
    """
    scenario, policy = task.scenario, load_policy(task.scenario)
    options = PlanOptions(
        task.time_limit_s, task.seed, task.threads, task.deterministic, task.iterations, bounds=False
    )
    clock = RunClock(options)
    prepared = prepare(scenario, policy, travel_source(scenario), clock, task.flows)
    clock.keep_for(len(prepared.eligible))
    outcome = settle(prepared, search(prepared, clock), clock, ask_s=0.0)
    return plan_of(prepared, outcome, UNPROVEN, clock)
