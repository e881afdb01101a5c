from __future__ import annotations

import pytest

from planner.errors import BadInput, BadPolicy, PlanRefused
from planner.verify import receipt, rules, verify_folder
from tests.builders import drop_rows, edit_text, set_cells, set_plan_value
from tests.verify.judging import Toy, judge


def test_the_little_world_breaks_no_rule(toy: Toy) -> None:
    assert verify_folder(toy.scenario, toy.plan) == ()


def test_a_relative_scenario_path_is_enough(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(toy.scenario.parent)
    assert verify_folder(toy.scenario.relative_to(toy.scenario.parent), toy.plan) == ()


def test_every_rule_of_this_version_is_listed_with_what_it_demands() -> None:
    ids = [rule.rule_id for rule in rules()]
    assert set(ids) == {
        "files", "coverage", "continuity", "windows", "capacity", "load_cap", "observation", "stop_ban", "sealed",
        "mixing", "eligibility", "direct_only", "stops", "ride_time", "long_lines", "drivers", "vehicles", "permits",
        "services", "groups", "modes", "objective", "escorts", "hubs", "tests", "beds", "intake", "access",
    }  # fmt: skip
    assert all(len(rule.docstring) > 40 for rule in rules())


def test_all_violations_are_listed_not_only_the_first(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, load="12")
    set_cells(toy.plan, "trips", {"trip_id": "F1"}, load="12")
    set_cells(toy.plan, "stop_times", {"trip_id": "L1", "seq": "1"}, depart_at="2020-02-25T08:20+08:00")
    found = judge(toy)
    assert {v.subject for v in found if v.rule == "capacity"} == {"D1", "F1"}
    assert {v.rule for v in found} > {"capacity"}


def test_a_violation_names_value_limit_and_unit(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, usable_seats="25")
    (violation,) = judge(toy)
    assert (violation.rule, violation.subject) == ("load_cap", "D1")
    assert (violation.value, violation.limit, violation.unit) == ("25", "24", "seats")
    assert "25" in violation.message


def test_a_plan_made_from_another_scenario_is_found_out(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", 'name = "小世界"', 'name = "另一个"')
    (violation,) = verify_folder(toy.scenario, toy.plan)
    assert (violation.rule, violation.subject) == ("files", "plan.json scenario_sha256")


def test_a_scenario_that_cannot_be_read_is_bad_input_with_every_cell(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W01"}, ready_at="soon", tier="-1")
    set_cells(toy.scenario, "coaches", {"fleet_id": "NB"}, seats="many")
    with pytest.raises(BadInput) as caught:
        verify_folder(toy.scenario, toy.plan)
    found = {(p.table, p.row, p.column) for p in caught.value.problems}
    assert found == {("workers", 2, "ready_at"), ("workers", 2, "tier"), ("coaches", 2, "seats")}


def test_an_unknown_rule_pack_is_an_error(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "toy-pack.toml", "no-such-pack")
    with pytest.raises(BadPolicy, match="no-such-pack"):
        verify_folder(toy.scenario, toy.plan)


def test_a_receipt_is_given_to_a_clean_plan_alone(toy: Toy) -> None:
    assert len(receipt(toy.scenario, toy.plan, ())) == 64
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, load="12")
    with pytest.raises(PlanRefused):
        receipt(toy.scenario, toy.plan, judge(toy))


def test_a_receipt_follows_the_content_not_the_run(toy: Toy) -> None:
    before = receipt(toy.scenario, toy.plan, ())
    set_plan_value(toy.plan, "plan_id", "another run")
    set_plan_value(toy.plan, "timings", {"plan": 12.5})
    assert receipt(toy.scenario, toy.plan, ()) == before
    drop_rows(toy.plan, "dwells", cohort_id="C3")
    assert receipt(toy.scenario, toy.plan, ()) != before


def test_no_receipt_for_a_plan_of_another_scenario(toy: Toy) -> None:
    set_plan_value(toy.plan, "scenario_sha256", "f" * 64)
    with pytest.raises(PlanRefused):
        receipt(toy.scenario, toy.plan, ())
