"""A judge in a process of its own says what the verifier says, and nobody waits for one that is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner import judge
from planner.errors import BadInput
from planner.ingest import read_scenario
from planner.judge import Judge, judge_of
from planner.publish.contracts import PLAN_FILES
from planner.publish.tables import read_plan, write_files
from planner.second_core import forked
from planner.verify import verify_folder
from tests.builders import toy_plan, toy_scenario


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of the hand-made scenario and of a plan that breaks several rules."""
    source, plan = toy_scenario(tmp_path), read_plan(toy_plan(tmp_path))
    trips = tuple(replace(trip, load=1, drivers=0, cost_cents=7) for trip in plan.trips)
    folder = tmp_path / "broken"
    folder.mkdir()
    write_files(replace(plan, trips=trips), read_scenario(source), folder)
    return source, folder


def heard(bench: Judge, folder: Path) -> object:
    """The verdict on a plan of which every file is told to be whole."""
    hearing = bench.hear(folder)
    for name in PLAN_FILES:
        hearing.written(name)
    return hearing.verdict()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_findings_are_those_of_the_verifier_in_its_order(world: tuple[Path, Path], threads: int) -> None:
    found = verify_folder(*world)
    assert len({violation.rule for violation in found}) > 2
    with judge_of(world[0], threads) as bench:
        assert heard(bench, world[1]) == found
        assert heard(bench, world[1]) == found


def test_with_a_second_core_the_run_itself_verifies_nothing(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = verify_folder(*world)
    with judge_of(world[0], 2) as bench:
        monkeypatch.setattr(judge, "verify_folder", lambda *_: ())
        assert heard(bench, world[1]) == found


def test_files_are_read_once_they_are_whole(world: tuple[Path, Path], tmp_path: Path) -> None:
    source, folder = world
    late = tmp_path / "late"
    late.mkdir()
    with judge_of(source, 2) as bench:
        hearing = bench.hear(late)
        for name in PLAN_FILES:
            (late / name).write_bytes((folder / name).read_bytes())
            hearing.written(name)
        assert hearing.verdict() == verify_folder(source, folder)


def test_where_the_judge_is_lost_the_run_itself_judges(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[int] = []

    def noted(work: Callable[[], None]) -> int:
        children.append(forked(work))
        return children[-1]

    monkeypatch.setattr(judge, "forked", noted)
    with judge_of(world[0], 2) as bench:
        os.kill(children[0], signal.SIGSTOP)
        hearing = bench.hear(world[1])
        os.kill(children[0], signal.SIGKILL)
        hearing.written("cohorts.csv")
        assert hearing.verdict() == verify_folder(*world) == heard(bench, world[1])


def test_a_scenario_that_cannot_be_read_is_told_to_the_run(world: tuple[Path, Path]) -> None:
    (world[0] / "scenario.toml").write_text("[campaign", encoding="utf-8")
    with judge_of(world[0], 2) as bench, pytest.raises(BadInput):
        heard(bench, world[1])
