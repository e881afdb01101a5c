"""A shelf holds whole verified plans, knows those of its own run, and leaves no drafts behind."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from planner import shelf as shelves
from planner.domain.plan import Plan
from planner.errors import BadPlanFolder
from planner.ingest import read_scenario
from planner.judge import Judge, judge_of
from planner.options import PlanOptions
from planner.publish.contracts import PLAN_FILES
from planner.publish.tables import read_plan
from planner.run_clock import RunClock
from planner.shelf import cost_of, rank, served_by_tier, shelf
from tests.builders import toy_plan, toy_scenario


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of the hand-made scenario and of its plan."""
    return toy_scenario(tmp_path), toy_plan(tmp_path)


def test_a_plan_is_judged_before_it_is_put_in_its_place(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, plan = world
    found = read_plan(plan)
    with shelf(read_scenario(source), tmp_path / "deep" / "out", Judge(source)) as place:
        judged = place.judge(found, RunClock(PlanOptions()))
        assert not place.out.exists() and not place.is_new()
        assert judged.incumbent is not None and judged.plan.receipt is not None
        place.put(judged)
        assert place.is_new()
        standing = place.standing()
    assert (standing.plan_id, standing.receipt) == (found.plan_id, judged.plan.receipt)
    assert standing.loads == found.loads and standing.manifest == ()
    assert [file.name for file in place.out.parent.iterdir()] == ["out"]


def test_a_plan_that_stood_before_is_none_of_this_run(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, plan = world
    found = read_plan(plan)
    for number in range(2):
        with shelf(read_scenario(source), tmp_path / "out", Judge(source)) as place:
            assert not place.is_new()
            place.put(place.judge(replace(found, plan_id=f"P{number}"), RunClock(PlanOptions())))
            assert place.is_new()


def test_a_refused_plan_has_no_receipt_and_no_incumbent(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, plan = world
    found = read_plan(plan)
    broken = replace(found, trips=(replace(found.trips[0], load=1), *found.trips[1:]))
    with shelf(read_scenario(source), tmp_path / "out", Judge(source)) as place:
        judged = place.judge(broken, RunClock(PlanOptions()))
    assert judged.incumbent is None and judged.plan.receipt is None and judged.plan.violations
    assert judged.plan.trail == () and "first_plan_s" not in judged.plan.timings


def test_the_trail_has_each_plan_once(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, plan = world
    found, clock = read_plan(plan), RunClock(PlanOptions())
    with shelf(read_scenario(source), tmp_path / "out", Judge(source)) as place:
        once = place.judge(found, clock).plan
        clock.incumbents = once.trail
        again = place.judge(found, clock).plan
    assert again.trail == once.trail and len(once.trail) == 1
    assert (once.trail[0].served, once.trail[0].cost_cents) == (served_by_tier(found), cost_of(found))


def rows_of(plan: Plan) -> dict[str, Any]:
    """Rows of a plan by field."""
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


@pytest.mark.parametrize("lost", [False, True])
def test_a_plan_begun_early_is_the_same_also_where_the_writer_is_lost(
    world: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    source, plan = world
    found, clock, whole = read_plan(plan), RunClock(PlanOptions()), shelves.write_early

    def half(*facts: Any) -> tuple[str, ...]:
        whole(*facts)
        raise SystemExit(1)

    if lost:
        monkeypatch.setattr(shelves, "write_early", half)
    with judge_of(source, 2) as bench, shelf(read_scenario(source), tmp_path / "out", bench) as place:
        once = place.judge(found, clock)
        with place.draft() as draft:
            draft.begin(read_scenario(source).campaign.clock, rows_of(found))
            again = place.judge(found, clock, draft)
        assert again.plan.violations == ()
        for name in PLAN_FILES:
            assert name == "plan.json" or (again.draft / name).read_bytes() == (once.draft / name).read_bytes()


def test_anything_that_is_no_plan_stays(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, _ = world
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(BadPlanFolder), shelf(read_scenario(source), tmp_path / "letters", Judge(source)):
        pass


def test_plans_are_ranked_by_their_levels_in_order(world: tuple[Path, Path]) -> None:
    found = read_plan(world[1])
    first, *rest = found.objective
    worse = replace(found, objective=(replace(first, value=first.value + 1), *(replace(r, value=0) for r in rest)))
    assert rank(found) < rank(worse)
