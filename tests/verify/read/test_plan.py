from __future__ import annotations

from pathlib import Path

from planner.publish import tables
from planner.units import LocalClock
from planner.verify.read.plan import read_plan
from tests.builders import toy_plan


def test_a_plan_folder_reads_as_the_publisher_reads_it(tmp_path: Path) -> None:
    folder = toy_plan(tmp_path)
    (ours, problems), theirs = read_plan(folder, LocalClock(28_800)), tables.read_plan(folder)
    assert problems == ()
    assert (ours.served, ours.unserved) == (23, 2)
    for name in ("trips", "stop_times", "paths", "loads", "manifest", "dwells", "offers", "duties", "reservations"):
        assert getattr(ours.plan, name) == getattr(theirs, name), name
    assert [cohort.persons for cohort in ours.plan.cohorts] == [cohort.persons for cohort in theirs.cohorts]
    assert [level.value for level in ours.plan.objective] == [level.value for level in theirs.objective]
