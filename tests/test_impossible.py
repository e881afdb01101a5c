"""Those told to be blocked travel once the campaign itself lacks what is named, and not for anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.domain.plan import Plan, Status
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.travel import travel_source
from tests.builders.edit import header_of, read_rows, write_rows

QUICK = PlanOptions(time_limit_s=5.0, seed=3, threads=1, deterministic=True, iterations=500)
Edit = Callable[[Path], None]


def scaled(table: str, times: int, *columns: str) -> Edit:
    """Multiply whole numbers of a table."""

    def edit(folder: Path) -> None:
        rows = read_rows(folder, table)
        for row in rows:
            row.update({column: str(int(row[column]) * times) for column in columns if row.get(column)})
        write_rows(folder, table, rows)

    return edit


def told(table: str, **cells: str) -> Edit:
    """Set cells of all rows."""

    def edit(folder: Path) -> None:
        rows = read_rows(folder, table)
        write_rows(folder, table, [{**row, **{k: v for k, v in cells.items() if k in row}} for row in rows])

    return edit


def unsealed(folder: Path) -> None:
    rows = [row for row in read_rows(folder, "zones") if row["level"] != "sealed"]
    write_rows(folder, "zones", rows, header_of(folder, "zones"))


def in_order(folder: Path) -> None:
    """Everybody has every paper that a funnel may ask for."""
    day = read_scenario(folder).campaign.clock.iso(read_scenario(folder).campaign.as_of)
    told(
        "workers", stage="accepted", health_code="green", health_code_at=day, test_result="negative", test_at=day,
        origin_proof="true", health_certificate="true",
    )(folder)  # fmt: skip
    told("enterprises", whitelisted="true", negative_listed="false", light="green", resume_from="")(folder)


def planned(folder: Path) -> Plan:
    scenario = read_scenario(folder)
    return plan_scenario(scenario, load_policy(scenario), travel_source(scenario), QUICK)


def left(plan: Plan) -> int:
    return sum(row.persons for row in plan.unserved)


def blocked_by(plan: Plan, name: str) -> int:
    """Persons left behind whom a rule or resource is said to block alone."""
    return sum(int(f.value) for f in plan.findings if f.code == "BLOCKED_BY" and f.cites == name)


@pytest.mark.parametrize(
    ("recipe", "name", "release", "other", "all_at_once"),
    [
        ("port-drivers", "drivers", scaled("coaches", 2, "drivers"), scaled("coaches", 2, "count"), True),
        ("sanxing-hubei", "sealed", unsealed, scaled("coaches", 2, "count", "drivers"), True),
        # each of them could have one more coach; there are not coaches for all of them
        ("ceheng-funnel", "eligibility", in_order, scaled("coaches", 2, "count", "drivers"), False),
    ],
)
def test_a_named_cause_is_one_by_which_those_left_behind_can_travel(
    recipe: str, name: str, release: Edit, other: Edit, all_at_once: bool, tmp_path: Path
) -> None:
    before = planned(build_scenario(recipe, None, 7, "lists", tmp_path / "as-is"))
    blocked = blocked_by(before, name)
    assert blocked > 0
    released = build_scenario(recipe, None, 7, "lists", tmp_path / "released")
    release(released)
    after = planned(released)
    assert left(after) <= left(before) - (blocked if all_at_once else 1), "they travel once it is gone"
    elsewhere = build_scenario(recipe, None, 7, "lists", tmp_path / "elsewhere")
    other(elsewhere)
    assert left(planned(elsewhere)) == left(before), "what is not named does not help"


def test_nothing_is_called_infeasible_that_was_not_solved_twice(tmp_path: Path) -> None:
    # No search says so: a plan that carries nobody is a plan, with a reason for everybody.
    folder = build_scenario("port-drivers", None, 7, "lists", tmp_path / "nobody")
    told("coaches", drivers="0")(folder)
    plan = planned(folder)
    assert not plan.trips and plan.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert left(plan) == sum(cohort.persons for cohort in plan.cohorts)
    assert all(row.reason and row.detail for row in plan.unserved)
