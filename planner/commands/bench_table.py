"""Figures of a benchmark as a table for people: one row a figure, one column a campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from typing import TYPE_CHECKING

from planner.units import yuan_text

if TYPE_CHECKING:
    from rich.table import Table

    from planner.commands.bench_report import Report
    from planner.commands.bench_stages import CoachFigures

MEGABYTE = 1_000_000


def figures_table(reports: Sequence[Report]) -> Table:
    """All campaigns side by side."""
    from rich.table import Table

    table = Table("figure", *(f"{r.task.title}, seed {r.task.seed}" for r in reports), title="benchmark")
    columns = [dict([*figures(report), *growth(report, reports)]) for report in reports]
    for name in dict.fromkeys(name for column in columns for name in column):
        table.add_row(name, *(column.get(name, "") for column in columns))
    return table


def figures(report: Report) -> list[tuple[str, str]]:
    """Rows of one campaign: name of the figure and its value."""
    return [*_people(report), *_money(report), *_carriage(report), *_yardstick(report), *_effort(report)]


def growth(report: Report, reports: Sequence[Report]) -> list[tuple[str, str]]:
    """How times grow from the next smaller size of the same recipe on, as powers of persons."""
    persons = persons_of(report)
    smaller = [r for r in reports if r.task.name == report.task.name and persons_of(r) < persons]
    below = max(smaller, key=persons_of, default=None)
    if below is None:
        return []
    rows = [(name, power(measure, below, report)) for name, measure in GROWING]
    since = f"from {persons_of(below):,}"
    return [(f"growth of the {name}", f"persons^{found:.2f} {since}") for name, found in rows if found is not None]


def power(measure: Callable[[Report], float | None], small: Report, large: Report) -> float | None:
    """The power of persons with which a time grows from one size to another; nothing where one has no such time."""
    times = measure(small), measure(large)
    if not times[0] or not times[1]:
        return None
    return log(times[1] / times[0]) / log(persons_of(large) / persons_of(small))


def unclocked_s(report: Report) -> float:
    """Seconds of all stages whose work, not the time limit, decides how long they take."""
    return sum(seconds for stage, seconds in report.plan.timings if stage not in CLOCKED)


def near_s(report: Report) -> float | None:
    """Seconds after which a verified plan stood that serves as many as the last one and lies near its bound."""
    plan = report.plan
    if plan.bound_cents is None or not plan.trail:
        return None
    served = plan.trail[-1][1]
    near = (s for s, persons, cents in plan.trail if persons == served and plan.bound_cents >= (1 - NEAR_GAP) * cents)
    return min(near, default=None)


def persons_of(report: Report) -> int:
    """Persons of a campaign."""
    return sum(tier.persons for tier in report.plan.tiers)


CLOCKED = frozenset({"routing", "releases", "first_plan_s"})
"""Timings that the time limit decides."""
NEAR_GAP = 0.10
"""Gap at which a plan counts as near its bound."""
GROWING: tuple[tuple[str, Callable[[Report], float | None]], ...] = (
    ("stages without a clock", unclocked_s),
    ("first verified plan", lambda report: report.plan.first_plan_s),
    (f"plan within {NEAR_GAP:.0%} of its bound", near_s),
)
"""Times that may be compared between sizes: the search itself takes what it is given."""


def _people(report: Report) -> list[tuple[str, str]]:
    tiers = report.plan.tiers
    rows = [("persons", f"{sum(t.persons for t in tiers):,}"), ("served", f"{sum(t.served for t in tiers):,}")]
    rows += [(f"  tier {t.tier}", f"{t.served:,} of {t.persons:,}") for t in tiers]
    return rows + [(f"  left: {reason}", f"{persons:,}") for reason, persons in report.plan.left]


def _money(report: Report) -> list[tuple[str, str]]:
    plan = report.plan
    return [
        ("cost, yuan", yuan_text(plan.cost_cents)),
        ("  of it services", yuan_text(plan.services_cents)),
        ("  per person served", _each(plan.cost_cents, sum(t.served for t in plan.tiers))),
        ("proven bound, yuan", "no time for it" if plan.bound_cents is None else yuan_text(plan.bound_cents)),
        ("gap", "" if plan.gap is None else f"{plan.gap:.1%}{' (restricted)' if plan.restricted else ''}"),
    ]


def _carriage(report: Report) -> list[tuple[str, str]]:
    coaches = report.plan.coaches
    rows = [("coach trips", f"{sum(row.trips for row in coaches):,}")]
    rows += [(f"  {row.role}", _coach_text(row)) for row in coaches]
    return rows + [(row.mode, f"{row.opened} opened, {row.persons:,} persons") for row in report.plan.services]


def _coach_text(row: CoachFigures) -> str:
    load, share = row.persons / row.trips, row.persons / max(row.usable_seats, 1)
    return f"{row.trips:,} (least {row.least:,}), mean load {load:.1f}, load factor {share:.1%}"


def _yardstick(report: Report) -> list[tuple[str, str]]:
    naive = report.naive
    factor = naive.persons / max(naive.usable_seats, 1)
    return [
        ("each county and day by itself", "coaches alone, fleets without limit"),
        ("  persons", f"{naive.persons:,}"),
        ("  cost, yuan", yuan_text(naive.cost_cents)),
        ("  per person", _each(naive.cost_cents, naive.persons)),
        ("  coaches", f"{naive.coaches:,}, load factor {factor:.1%}"),
        *((f"  not carried: {reason}", f"{persons:,}") for reason, persons in naive.left),
    ]


def _effort(report: Report) -> list[tuple[str, str]]:
    plan = report.plan
    first = "none" if plan.first_plan_s is None else f"after {plan.first_plan_s:.1f} s"
    return [
        ("read", f"{report.stage('read').seconds:.1f} s · {_process(report, 'read')}"),
        ("first verified plan", first),
        ("read, plan, write, verify", f"{plan.run_s:.1f} s of {report.task.time_limit_s:.0f} · "
                                      f"{_process(report, 'plan')}"),
        *((f"  {stage}", f"{seconds:.1f} s") for stage, seconds in plan.timings if stage != "first_plan_s"),
        ("verify again", f"{report.stage('verify').seconds:.1f} s · {_process(report, 'verify')}"),
        ("map", f"{report.stage('draw_map').seconds:.1f} s, drawing {report.map.draw_s:.1f} · "
                f"{_process(report, 'draw_map')}"),
        ("map, MB", f"{report.map.page_bytes / MEGABYTE:.1f}"),
        ("peak memory, MB", f"{max(row.peak_bytes for row in report.stages) / MEGABYTE:,.0f}"),
        ("violations", _violations(report)),
    ]  # fmt: skip


def _process(report: Report, name: str) -> str:
    """Processor seconds and peak memory of the process of a stage."""
    stage = report.stage(name)
    return f"processor {stage.processor_s:.1f} s, {stage.peak_bytes / MEGABYTE:,.0f} MB"


def _violations(report: Report) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in report.violations) or "none"


def _each(cents: int, persons: int) -> str:
    return yuan_text(round(cents / persons)) if persons else ""
