"""Progress tells machines and people the stage, the search, the verified plan, its bound and gap."""

from __future__ import annotations

import io
import json

from planner.commands.plan_progress import BarLine, JsonLines, figures, stands
from planner.domain.limits import Incumbent, Progress

STOOD = Incumbent(21.4, (2_000, 1_000), 9_000_000)


def test_figures_that_are_not_known_are_left_out() -> None:
    assert figures(Progress("travel", 0.0)) == {"stage": "travel", "share": 0.0}
    known = figures(Progress("routing", 0.51234, 850, 0, 8_100_000, "", STOOD, 20.0))
    assert known == {
        "stage": "routing", "share": 0.512, "cost_cents": 850, "unserved": 0, "bound_cents": 8_100_000, "gap": 0.1,
        "first_plan_s": 20.0, "incumbent": {"seconds": 21.4, "served": (2_000, 1_000), "cost_cents": 9_000_000},
    }  # fmt: skip


def test_the_verified_plan_is_told_in_words() -> None:
    assert stands(Progress("routing", 0.5)) == ""
    told = stands(Progress("routing", 0.5, incumbent=STOOD, first_plan_s=20.0))
    assert told == "verified: 2,000+1,000 served, 90,000.00 yuan, no bound yet, first after 20 s"
    told = stands(Progress("routing", 0.5, incumbent=STOOD, bound_cents=8_100_000, first_plan_s=20.0))
    assert "gap 10.0%" in told


def test_json_lines_are_told_at_a_change_and_else_once_a_second() -> None:
    stream = io.StringIO()
    report = JsonLines(stream)
    for share in (0.1, 0.2, 0.3):
        report(Progress("routing", share))
    report(Progress("routing", 0.4, incumbent=STOOD))
    report(Progress("tables", 0.0, message="half"))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(event["kind"], event["data"]["share"]) for event in events] == [
        ("progress", 0.1), ("progress", 0.4), ("progress", 0.0),
    ]  # fmt: skip
    assert events[-1]["data"]["message"] == "half"


def test_the_bar_shows_the_search_beside_the_verified_plan() -> None:
    from rich.progress import Progress as Bar

    bar = Bar(disable=True)
    report = BarLine(bar)
    report(Progress("routing", 0.5, 1_234_500, 3, incumbent=STOOD))
    (task,) = bar.tasks
    assert (task.description, task.completed) == ("routing", 0.5)
    assert task.fields["figures"] == "12,345.00 yuan, 3 not yet seated"
    assert task.fields["stands"].startswith("verified: 2,000+1,000 served")
