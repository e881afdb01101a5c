"""Sheets of a schedule, before they are written."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.plan import Bound
from planner.publish.sheets import Line, Table
from planner.publish.views import ManifestView, overview, stop_times, trips, unserved
from tests.publish.builders import small_scenario, synthetic_plan


def lines(table: Table) -> list[Line]:
    return list(table.lines)


def test_no_line_is_longer_than_its_header() -> None:
    view = ManifestView.of(synthetic_plan(trips=30), small_scenario())
    for table in (overview(view), trips(view), stop_times(view), unserved(view)):
        assert all(len(line.cells) <= len(table.heads) for line in lines(table)), table.title


def test_the_overview_tells_served_and_unserved_and_the_bound_in_yuan() -> None:
    plan = synthetic_plan(trips=30)
    plan = replace(plan, bounds=(Bound("cost", 100_000_00, "lp", 0.19, restricted=False),))
    found = {str(line.cells[0]): line.cells[1:] for line in lines(overview(ManifestView.of(plan, small_scenario())))}
    assert found["已安排 served"][2] == sum(load.persons for load in plan.loads)
    assert found["未安排 unserved"][2] == 37
    assert found["目标 objective: cost"][0] == "123,456.00 元 yuan，下界 bound 100,000.00 (lp)"


def test_days_of_the_overview_add_up_to_its_modes() -> None:
    found = lines(overview(ManifestView.of(synthetic_plan(trips=60), small_scenario())))
    deep = [line.cells for line in found if line.depth]
    by_day = [cells for cells in deep if str(cells[0])[:4] == "2020"]
    by_mode = [cells for cells in deep if str(cells[0])[:4] != "2020"]
    for column in (2, 3):
        assert sum(int(str(c[column])) for c in by_day) == sum(int(str(c[column])) for c in by_mode) > 0


def test_an_enterprise_view_keeps_only_loads_of_its_own() -> None:
    plan = synthetic_plan(trips=60)
    own = {cohort.cohort_id for cohort in plan.cohorts if cohort.enterprise_id == "E002"}
    view = ManifestView.of(plan, small_scenario(), "E002")
    assert {load.cohort_id for rows in view.loads.values() for load in rows} == own
    assert {trip.trip_id for trip in view.trips()} == {load.trip_id for load in plan.loads if load.cohort_id in own}
