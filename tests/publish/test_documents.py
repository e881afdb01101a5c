"""plan.json and its neighbours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.plan import Load, PathShape
from planner.errors import BadPlanFolder
from planner.publish.documents import counts, plan_document, read_documents, shapes_document, write_documents
from tests.publish.builders import synthetic_plan


def test_a_person_who_changes_vehicles_counts_once_as_served_and_once_per_mode() -> None:
    plan = synthetic_plan(trips=20)
    train = next(trip.trip_id for trip in plan.trips if trip.mode == "train")
    coach = plan.trips[0].trip_id
    both = replace(plan, unserved=(), loads=(Load("C1", "p", 1, coach, 1, 2, 5), Load("C1", "p", 2, train, 1, 2, 5)))
    found = counts(both)
    assert found["served"] == found["total"] == 5
    assert found["by_mode"]["coach"]["persons"] == found["by_mode"]["train"]["persons"] == 5
    assert found["by_mode"]["train"]["services"] == 14
    assert found["by_mode"]["train"]["trips"] == 14 * 12


def test_a_load_on_an_unknown_trip_is_named() -> None:
    plan = replace(synthetic_plan(trips=3), loads=(Load("C1", "p", 1, "T-none", 1, 2, 5),))
    with pytest.raises(ValueError, match="T-none"):
        counts(plan)


def test_a_shape_of_one_point_is_named() -> None:
    with pytest.raises(ValueError, match="T1"):
        shapes_document((PathShape("T1", ((121.0, 29.0),)),))


def test_plan_json_holds_every_key_of_the_contract() -> None:
    assert set(plan_document(synthetic_plan(trips=3))) == {
        "plan_id", "scenario_sha256", "code_version", "seed", "rule_versions", "status", "stopped_by", "objective",
        "bounds", "counts", "findings", "timings", "receipt",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{", '{"plan_id": "x"}'])
def test_a_broken_plan_json_is_said_so(tmp_path: Path, text: str) -> None:
    write_documents(synthetic_plan(trips=3), tmp_path)
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(BadPlanFolder, match=r"plan\.json"):
        read_documents(tmp_path)


def test_who_pays_stands_in_plan_json_where_the_rules_say_it(tmp_path: Path) -> None:
    plan = replace(synthetic_plan(trips=3), cost_shares={"public": 2, "enterprise": 1})
    write_documents(plan, tmp_path)
    assert plan_document(plan)["cost_shares"] == {"public": 2, "enterprise": 1}
    assert read_documents(tmp_path).cost_shares == {"public": 2, "enterprise": 1}
