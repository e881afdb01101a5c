"""Heat counts every worker once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.demand import Heat, Stage, Worker
from planner.publish.heat import area_of, heat_rows
from tests.publish.builders import START, small_scenario, synthetic_plan


def scenario(workers: tuple[Worker, ...], heat: tuple[Heat, ...]):  # type: ignore[no-untyped-def]
    return replace(small_scenario(), workers=workers, heat=heat)


def worker(number: int, origin: str = "341204", stage: Stage = Stage.ACCEPTED) -> Worker:
    return Worker(f"W{number}", "E000", "S000", origin, START, stage=stage)


def test_counts_include_the_named() -> None:
    rows = heat_rows(scenario((worker(1), worker(2)), (Heat("341204", 10, START, None, "test"),)))
    assert [(row.workers, row.named) for row in rows] == [(10, 2)]


def test_lists_longer_than_the_count_win() -> None:
    rows = heat_rows(scenario((worker(1), worker(2)), (Heat("341204", 1, START, None, "test"),)))
    assert rows[0].workers == 2


def test_the_withdrawn_do_not_count() -> None:
    assert heat_rows(scenario((worker(1, stage=Stage.WITHDRAWN),), ())) == ()


def test_the_largest_comes_first() -> None:
    counts = (("341204", 5), ("510822", 9), ("341204", 6))
    heat = tuple(Heat(code, workers, START, None, "t") for code, workers in counts)
    assert [(row.adcode, row.workers) for row in heat_rows(scenario((), heat))] == [("341204", 11), ("510822", 9)]


def test_with_a_plan_served_and_unserved_add_up_to_its_counts() -> None:
    plan = synthetic_plan(trips=50)
    rows = heat_rows(small_scenario(), plan)
    assert sum(row.served + row.unserved for row in rows) == sum(cohort.persons for cohort in plan.cohorts)


@pytest.mark.parametrize(("code", "name"), [("341204", "颍泉区"), ("341200", "阜阳市")])
def test_counties_and_cities_have_names(code: str, name: str) -> None:
    assert area_of(code).name == name


def test_a_code_of_nowhere_is_an_error() -> None:
    with pytest.raises(LookupError, match="990101"):
        area_of("990101")
