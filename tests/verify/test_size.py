from __future__ import annotations

from pathlib import Path

import pytest

from planner.verify import verify_folder
from tests.builders import set_cells
from tests.builders.many import many_toys


def test_worlds_side_by_side_are_judged_together(tmp_path: Path) -> None:
    scenario, plan = many_toys(tmp_path, 20)
    assert verify_folder(scenario, plan) == ()
    set_cells(plan, "trips", {"trip_id": "D1.17"}, load="12")
    assert [(v.rule, v.subject) for v in verify_folder(scenario, plan)] == [("capacity", "D1.17")]


@pytest.mark.slow
def test_a_city_of_a_hundred_thousand_is_judged_whole(tmp_path: Path) -> None:
    scenario, plan = many_toys(tmp_path, 5_000)
    assert verify_folder(scenario, plan) == ()
