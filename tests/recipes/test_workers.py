"""The same draw as a list of people, and as counts."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from planner.ingest import read_scenario
from planner.recipes import build_scenario
from planner.recipes.facts import facts_of
from planner.recipes.parties import Parties
from planner.recipes.workers import make_crowd


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_heat_and_demand_count_the_same_people_as_the_lists(tmp_path: Path) -> None:
    lists = build_scenario("ningbo-10k", 900, 4, "lists", tmp_path / "lists")
    heat = build_scenario("ningbo-10k", 900, 4, "heat", tmp_path / "heat")
    here = sum(row["stage"] == "accepted" for row in _rows(lists, "workers"))
    assert sum(int(row["workers"]) for row in _rows(heat, "heat")) == here
    assert sum(int(row["headcount"]) for row in _rows(heat, "demand")) == here
    assert not (heat / "workers.csv").exists()


def test_shares_of_codes_and_withdrawals_are_exact_and_apart() -> None:
    facts = facts_of("ningbo-102k")
    ones = np.zeros(40, dtype=np.int64)
    parties = Parties(ones, np.full(40, "341202"), ones, ones, np.full(40, 25, dtype=np.int64), (None,) * 40)
    crowd = make_crowd(facts, parties, 5)
    assert ((crowd.codes == "yellow").sum(), (crowd.codes == "red").sum(), crowd.withdrawn.sum()) == (12, 2, 20)
    assert not (crowd.withdrawn & (crowd.codes != "green")).any()
    assert (crowd.groups[(crowd.codes != "green") | crowd.withdrawn] == -1).all()


def test_a_heat_scenario_is_whole(tmp_path: Path) -> None:
    scenario = read_scenario(build_scenario("wuxing-flight", None, 1, "heat", tmp_path / "s"))
    assert sum(row.workers for row in scenario.heat) == sum(row.headcount for row in scenario.demand) == 165
    assert scenario.workers == ()


def test_a_funnel_leaves_behind_exactly_as_many_as_its_source_tells(tmp_path: Path) -> None:
    rows = _rows(build_scenario("ceheng-funnel", None, 3, "lists", tmp_path / "s"), "workers")
    seen = Counter((row["stage"], row["health_certificate"], row["origin_proof"]) for row in rows)
    assert seen == {
        ("registered", "true", "true"): 310,
        ("interviewed", "true", "true"): 130,
        ("accepted", "false", "true"): 50,
        ("accepted", "true", "false"): 48,
        ("accepted", "true", "true"): 262,
    }


def test_who_asked_when_is_written_only_where_somebody_asked(tmp_path: Path) -> None:
    asked = _rows(build_scenario("sichuan-request", None, 3, "lists", tmp_path / "asked"), "workers")
    assert {row["requested_at"] for row in asked} == {"2020-02-18T10:00+08:00"}
    assert "requested_at" not in _rows(build_scenario("toy", None, 3, "lists", tmp_path / "toy"), "workers")[0]
