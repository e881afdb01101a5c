"""How far a run is: a line on the terminal, or one JSON object a line on the error stream."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from planner.domain.limits import Progress

REPORT_EVERY_S = 1.0
"""Seconds between two JSON lines of one stage."""


@contextmanager
def shown_progress(as_json: bool) -> Iterator[Callable[[Progress], None]]:
    """Where a run reports to while it goes on."""
    if as_json:
        yield JsonLines(sys.stderr)
        return
    with _bar() as bar:
        yield BarLine(bar)


def figures(progress: Progress) -> dict[str, object]:
    """What is known of a run, for machines: figures that are not known yet are left out."""
    known: dict[str, object] = {"stage": progress.stage, "share": round(progress.share, 3)}
    for name in ("cost_cents", "unserved", "bound_cents", "gap", "first_plan_s"):
        value = getattr(progress, name)
        if value is not None:
            known[name] = round(value, 4) if isinstance(value, float) else value
    if progress.incumbent is not None:
        known["incumbent"] = asdict(progress.incumbent)
    return known | ({"message": progress.message} if progress.message else {})


class JsonLines:
    """A JSON object for each stage, message and new plan, and for the rest one a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._told, self._told_s = stream, ("", "", 0.0), 0.0

    def __call__(self, progress: Progress) -> None:
        now_s = time.monotonic()
        told = (progress.stage, progress.message, 0.0 if progress.incumbent is None else progress.incumbent.seconds)
        if told == self._told and now_s - self._told_s < REPORT_EVERY_S:
            return
        self._told, self._told_s = told, now_s
        event = {"kind": "progress", "data": figures(progress)}
        self._stream.write(json.dumps(event, ensure_ascii=False) + "\n")
        self._stream.flush()


class BarLine:
    """Stage, share, search and verified plan on the progress bar; messages above it."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=1.0, figures="", stands="")
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        from planner.units import yuan_text

        shown = progress.message
        if progress.cost_cents is not None:
            shown = f"{yuan_text(progress.cost_cents)} yuan, {progress.unserved or 0} not yet seated"
        if progress.stage != self._stage:
            self._stage = progress.stage
            self._bar.reset(self._task, total=1.0)
        self._bar.update(
            self._task, description=progress.stage, completed=progress.share, figures=shown, stands=stands(progress)
        )


def stands(progress: Progress) -> str:
    """The verified plan in its place, in words: persons by tier, cost, gap to the bound, and when the first stood."""
    from planner.units import yuan_text

    plan = progress.incumbent
    if plan is None:
        return ""
    tiers = "+".join(f"{persons:,}" for persons in plan.served)
    gap = "no bound yet" if progress.gap is None else f"gap {progress.gap:.1%}"
    first_s = plan.seconds if progress.first_plan_s is None else progress.first_plan_s
    return f"verified: {tiers} served, {yuan_text(plan.cost_cents)} yuan, {gap}, first after {first_s:.0f} s"


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    return RichProgress(
        SpinnerColumn(),
        TextColumn("{task.description:<11}"),
        BarColumn(bar_width=12),
        TimeElapsedColumn(),
        TextColumn("{task.fields[figures]}"),
        TextColumn("{task.fields[stands]}"),
        console=Console(stderr=True),
    )
