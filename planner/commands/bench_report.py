"""What a benchmark measured of one campaign, and the file that keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.commands.bench_stages import (
    CoachFigures,
    MapFigures,
    NaiveFigures,
    PlanFigures,
    ServiceFigures,
    TierFigures,
)

ROWS = {"tiers": TierFigures, "coaches": CoachFigures, "services": ServiceFigures}
"""Rows of a plan's figures that are objects of their own."""


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Wall seconds, processor seconds and peak memory of the process of one stage."""

    name: str
    seconds: float
    processor_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured: a recipe, its size (``None``: its own), and how it is planned."""

    name: str
    workers: int | None
    seed: int
    time_limit_s: float
    threads: int

    @property
    def title(self) -> str:
        """Recipe, and the workers where they are not its own."""
        return title_of(self.name, self.workers)


@dataclass(frozen=True, slots=True)
class Report:
    """One campaign measured."""

    task: Task
    plan: PlanFigures
    naive: NaiveFigures
    map: MapFigures
    violations: tuple[tuple[str, int], ...]
    stages: tuple[StageFigures, ...]

    def stage(self, name: str) -> StageFigures:
        """Figures of one stage."""
        return next(row for row in self.stages if row.name == name)


def title_of(name: str, workers: int | None) -> str:
    """Recipe, and the workers where they are not its own."""
    return name if workers is None else f"{name}-{workers}"


def kept_report(path: Path, task: Task) -> Report | None:
    """Figures that a file holds, where they are of the same task."""
    if not path.is_file():
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    if document["task"] != {name: getattr(task, name) for name in Task.__slots__}:
        return None
    plan = _wholes(document["plan"])
    plan |= {name: tuple(kind(**row) for row in document["plan"][name]) for name, kind in ROWS.items()}
    return Report(
        task=task,
        plan=PlanFigures(**plan),
        naive=NaiveFigures(**_wholes(document["naive"])),
        map=MapFigures(**document["map"]),
        violations=_whole(document["violations"]),
        stages=tuple(StageFigures(**row) for row in document["stages"]),
    )


def _wholes(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _whole(value) for name, value in row.items()}


def _whole(value: Any) -> Any:
    """Lists of a file as the tuples they were."""
    return tuple(_whole(one) for one in value) if isinstance(value, list) else value
