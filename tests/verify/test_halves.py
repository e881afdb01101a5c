"""Each half of a plan is read once, looks at nothing of the other, and gives way to the whole where a file is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.verify.check import Case, in_turn, judge_folder, read_case
from planner.verify.halves import BOTH, PEOPLE, WAYS, Unread, in_halves
from planner.verify.world import World
from tests.builders import drop_rows, set_cells
from tests.verify.judging import Toy, judged_in_halves


def here(task: Callable[[], Any]) -> Callable[[], Any]:
    """The other process, in this one."""
    answer = task()
    return lambda: answer


def source_of(case: Case) -> Any:
    return case.scenario, case.policy, case.standing


def test_every_table_is_read_by_one_half_or_by_both(toy: Toy) -> None:
    asked: list[str] = []
    halves = in_halves(source_of(read_case(toy.scenario)), toy.plan, asked.append, here, lambda world: world)
    assert halves is not None
    assert len(asked) == len(set(asked))
    assert {name.removesuffix(".csv") for name in asked if name.endswith(".csv")} == {
        *BOTH, *WAYS, *PEOPLE, "residuals",
    }  # fmt: skip
    assert {name for name in asked if not name.endswith(".csv")} == {"paths.geojson", "plan.json"}


def test_a_half_refuses_to_tell_of_the_other(toy: Toy) -> None:
    kept: list[World] = []
    halves = in_halves(source_of(read_case(toy.scenario)), toy.plan, lambda _: None, here, kept.append)
    assert halves is not None
    people, ways = halves.of_people, kept[0]
    of_people = people.paths, people.driver_duties, people.plan.shapes
    of_ways: tuple[Any, ...] = ways.members, ways.seats, ways.plan.manifest, ways.plan.objective, ways.folder.served
    for table in (*of_people, *of_ways):
        assert isinstance(table, Unread)
        for look in (iter, len, bool, lambda table: table.get("T1"), lambda table: "T1" in table):
            with pytest.raises(AssertionError, match="has not read that"):
                look(table)


@pytest.mark.parametrize("table", ["paths", "driver_duties", "manifest", "trips"])
def test_where_a_file_is_wrong_the_plan_is_judged_in_one_piece(toy: Toy, table: str) -> None:
    path = toy.plan / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8") + "one cell too many,,,,,,,,,,,,,,,,,,,,,,,,,\n", encoding="utf-8")
    found = judge_folder(read_case(toy.scenario), toy.plan)
    assert {violation.rule for violation in found} == {"files"}
    assert judged_in_halves(toy.scenario, toy.plan) == found


def test_where_an_id_is_unknown_the_plan_is_judged_in_one_piece(toy: Toy) -> None:
    drop_rows(toy.plan, "trips", trip_id="D1")
    found = judge_folder(read_case(toy.scenario), toy.plan)
    assert found and {violation.rule for violation in found} == {"files"}
    assert judged_in_halves(toy.scenario, toy.plan) == found


def test_where_the_other_process_is_lost_the_plan_is_judged_in_one_piece(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, load="12")
    case, lost = read_case(toy.scenario), list[Path]()

    def nowhere(task: Callable[[], Any]) -> Callable[[], None]:
        lost.append(toy.plan)
        return lambda: None

    assert judge_folder(case, toy.plan, lambda _: None, in_turn, nowhere) == judge_folder(case, toy.plan)
    assert lost
