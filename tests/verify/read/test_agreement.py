"""The verifier's readers share no code with the planner's; here both read the same and must see the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.scenario import Scenario
from planner.ingest import read_scenario as ingest_scenario
from planner.ingest import sha256_of
from planner.ingest.columns import TABLES
from planner.ingest.contracts.column import Kind
from planner.policy import load_policy
from planner.publish.receipt import plan_digest as publish_digest
from planner.recipes import build_scenario
from planner.units import LocalClock
from planner.verify.read.chinese import WORDS, header_meanings, plain, sheet_table
from planner.verify.read.digest import plan_digest, scenario_digest
from planner.verify.read.pack import read_policy
from planner.verify.read.reference import data_folder, pack_path
from planner.verify.read.scenario import read_scenario
from planner.verify.read.scenario_tables import carrier_columns, people_columns, place_columns
from tests.builders import toy_plan, toy_scenario

CLOCK = LocalClock(28_800)
PACKS = sorted(path.stem for path in (data_folder() / "policies").glob("*.toml"))
COLUMNS = {**people_columns(CLOCK), **place_columns(CLOCK), **carrier_columns(CLOCK)}


def _assert_same(ours: Scenario, theirs: Scenario) -> None:
    assert ours.campaign == theirs.campaign
    for name in (
        "sites",
        "stops",
        "zones",
        "mode_bans",
        "fleets",
        "services",
        "heat",
        "demand",
        "enterprises",
        "capacities",
        "inspections",
        "intake_windows",
        "drivers",
        "escorts",
    ):
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert len(mine) == len(other), name
        for row, twin in zip(mine, other, strict=True):
            assert row == replace(twin, **{key: getattr(row, key) for key in _UNREAD.get(name, ())}), name
    unread = _UNREAD["workers"]
    assert len(ours.workers) == len(theirs.workers)
    for worker, twin in zip(ours.workers, theirs.workers, strict=True):
        assert worker == replace(twin, **{key: getattr(worker, key) for key in unread})


_UNREAD = {
    "workers": ("name", "national_id", "phone"),
    "heat": ("confidence",),
    "demand": ("requested_at", "skill", "origin_adcodes"),
    "enterprises": ("tier_reason", "paired_origins"),
}  # fmt: skip
"""Fields that bind nothing in this version of the verifier."""


def test_the_little_world_reads_the_same(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    _assert_same(read_scenario(folder), ingest_scenario(folder))


@pytest.mark.parametrize("form", ["lists", "heat", "workbook"])
def test_a_recipe_reads_the_same_in_every_form(tmp_path: Path, form: str) -> None:
    path = build_scenario("toy", None, 7, form, tmp_path / "toy")
    _assert_same(read_scenario(path), ingest_scenario(path))
    assert scenario_digest(path) == sha256_of(path)


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_pack_that_ships_reads_the_same(tmp_path: Path, pack: str) -> None:
    theirs = load_policy(_with_pack(tmp_path, pack, {}))
    ours = read_policy(pack_path(pack, tmp_path), {}, CLOCK)
    assert ours.objective_order == theirs.objective_order
    assert [replace(rules, sources={}) for rules in ours.rulesets] == [
        replace(rules, sources={}) for rules in theirs.rulesets
    ]


def test_overrides_read_the_same(tmp_path: Path) -> None:
    override = {
        "caps": [{"mode": "coach", "scope": "*", "level": "high", "share": "0.3"}],
        "max_drops": "none",
        "stop_ban_from": "none",
        "lights_closed": ["red", "yellow"],
        "observation_rows": {"coach": 1},
        "times": {"max_ride_s": "none", "turnaround_s": 60},
        "drivers": {"night_speed_share": "0.75"},
    }
    theirs = load_policy(_with_pack(tmp_path, "covid-2020", override))
    ours = read_policy(pack_path("covid-2020", tmp_path), override, CLOCK)
    assert [replace(rules, sources={}) for rules in ours.rulesets] == [
        replace(rules, sources={}) for rules in theirs.rulesets
    ]


def _with_pack(tmp: Path, pack: str, override: dict[str, object]) -> Scenario:
    scenario = ingest_scenario(toy_scenario(tmp))
    late = 1_893_456_000  # 2030: after every rule set that ships
    campaign = replace(scenario.campaign, start_at=late, end_at=late + 86_400)
    return replace(scenario, campaign=campaign, policy_pack=pack, policy_override=override)


def test_digests_agree(tmp_path: Path) -> None:
    scenario, plan = toy_scenario(tmp_path), toy_plan(tmp_path)
    assert scenario_digest(scenario) == sha256_of(scenario)
    assert plan_digest(plan) == publish_digest(plan)


def test_every_header_and_word_that_ingest_takes_is_known_here() -> None:
    for table in TABLES:
        assert sheet_table(table.zh) == table.name
        if table.name not in COLUMNS:
            continue
        meanings = header_meanings(table.name)
        for column in COLUMNS[table.name]:
            contract = table.column(column.name)
            for word in (contract.name, contract.zh, *contract.aliases):
                assert meanings.get(plain(word), plain(word)) == column.name, (table.name, word)
            if contract.kind is Kind.CHOICE:
                assert {WORDS[choice.zh] for choice in contract.choices} == {
                    choice.value for choice in contract.choices
                }
