"""From files to files: the plan folder is there whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from planner.errors import EngineError
from planner.options import PlanOptions
from planner.regions.coordinate import Dividing
from planner.regions.engines import Numbered, Work
from planner.regions.run import make_plan_by_regions
from tests.regions.inline import Inline


class _Lost(Inline):
    """An engine that is gone after its first result."""

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[Numbered]:
        """See ``Engine.run``."""
        for number, task in enumerate(tasks):
            if number:
                raise EngineError("the cluster is gone")
            yield number, work(task)


OPTIONS = PlanOptions(deterministic=True, iterations=30)


def test_the_plan_has_a_receipt(nation_folder: Path, tmp_path: Path) -> None:
    plan, broken = make_plan_by_regions(
        nation_folder, tmp_path / "out", Inline(), OPTIONS, lambda _: None, Dividing(150)
    )
    assert broken == ()
    assert plan.receipt
    assert (tmp_path / "out" / "plan.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_nothing_is_written_when_the_engine_is_lost(nation_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="gone"):
        make_plan_by_regions(nation_folder, tmp_path / "out", _Lost(), OPTIONS, lambda _: None, Dividing(80))
    assert list(tmp_path.iterdir()) == []
