from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import pytest

from planner.domain.place import Level
from planner.domain.rule import ArrivalAction, RuleSet
from planner.errors import BadPolicy
from planner.policy import load_policy
from planner.units import LocalClock
from planner.verify.read.pack import LEVELS, read_policy
from planner.verify.read.reference import data_folder
from tests.builders import edit_text, toy_scenario
from tests.policy.full_pack import BASE, TOP, full_pack
from tests.policy.packs import scenario

CLOCK = LocalClock(28_800)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("max_drops = 2", "max_dorps = 2", "max_dorps"),
        ("max_drops = 2", 'max_drops = "two"', "max_drops"),
        ("sealed_closed = true", "sealed_closed = 1", "sealed_closed"),
        ('stop_ban_from = "high"', 'stop_ban_from = "purple"', "purple"),
        ('night_speed_share = "0.8"', "night_speed_share = 0.8", "exact decimal"),
        ('night_speed_share = "0.8"', 'night_speed_share = "1.8"', "between 0 and 1"),
        ('"2020-02-28"', '"2020-02-11"', "same moment"),
        ('pack = "toy-pack"', 'pakc = "toy-pack"', "pakc"),
        ("rest_s = 1200", "rest_m = 20", "rest_m"),
        ('title = "', "title = ", "not TOML"),
    ],
)
def test_a_pack_that_says_something_unknown_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    pack = toy_scenario(tmp_path) / "toy-pack.toml"
    edit_text(pack, old, new)
    with pytest.raises(BadPolicy, match=message):
        read_policy(pack, {}, CLOCK)


def test_a_pack_without_rule_sets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text('title = "nothing"\n', encoding="utf-8")
    with pytest.raises(BadPolicy, match="ruleset"):
        read_policy(path, {}, CLOCK)


def test_a_rule_set_is_cited_by_pack_and_date(tmp_path: Path) -> None:
    policy = read_policy(toy_scenario(tmp_path) / "toy-pack.toml", {}, CLOCK)
    assert [rules.version for rules in policy.rulesets] == ["toy-pack@2020-02-11", "toy-pack@2020-02-28"]


def test_the_order_of_levels_is_the_scenarios_then_the_packs_then_the_one_below(tmp_path: Path) -> None:
    top = full_pack(tmp_path)
    assert read_policy(top, {}, CLOCK).objective_order == ("served", "cost")
    assert read_policy(top, {}, CLOCK, {"order": ["served", "journey"]}).objective_order == ("served", "journey")
    edit_text(top, 'order = ["served", "cost"]\n', "")
    assert read_policy(top, {}, CLOCK).objective_order == LEVELS
    edit_text(top.parent / "base.toml", '"journey", "transfers"]', '"journey"]')
    assert read_policy(top, {}, CLOCK).objective_order == LEVELS[:-1]
    with pytest.raises(BadPolicy, match="once at most"):
        read_policy(top, {}, CLOCK, {"order": ["served", "joy"]})


SHIPPED = sorted((data_folder() / "policies").glob("*.toml"))


def _same(path: Path, override: dict[str, object] | None = None) -> tuple[RuleSet, ...]:
    """Rule sets of a pack as the verifier reads them; the planner's reader must see the same in every field."""
    ours = read_policy(path, override or {}, CLOCK)
    theirs = load_policy(scenario(str(path), "2030-01-01", policy_override=override or {}))
    assert ours.pack == theirs.pack
    assert len(ours.rulesets) == len(theirs.rulesets)
    for mine, other in zip(ours.rulesets, theirs.rulesets, strict=True):
        for field in fields(RuleSet):
            if field.name != "sources":
                assert getattr(mine, field.name) == getattr(other, field.name), field.name
    return ours.rulesets


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_both_readers_see_the_same_in_a_pack_that_ships(path: Path) -> None:
    assert _same(path)


def test_both_readers_see_the_same_in_a_pack_that_sets_everything(tmp_path: Path) -> None:
    first, second, third = _same(full_pack(tmp_path))
    default = RuleSet(first.version, first.effective_from, first.caps)
    same = [field.name for field in fields(RuleSet) if getattr(first, field.name) == getattr(default, field.name)]
    assert same == ["version", "effective_from", "caps", "sources"]
    assert [rules.version for rules in (first, second, third)] == [
        "top@2020-02-11", "top@2020-02-20T12:00", "top@2020-03-01",
    ]  # fmt: skip
    assert third == replace(default, version=third.version, effective_from=third.effective_from, caps=third.caps)


def test_a_set_like_another_changes_only_what_it_names(tmp_path: Path) -> None:
    first, second, _ = read_policy(full_pack(tmp_path), {}, CLOCK).rulesets
    assert (second.stop_ban_from, second.max_drops, second.escorts, second.times.max_ride_s) == (None, None, (), None)
    assert second.lights.intake_factor == {"green": 1, "yellow": Fraction(1, 4), "red": 0}
    assert (second.lights.yellow_items, second.lights.red_after) == (2, 2)
    assert second.arrivals == first.arrivals
    assert second.cap("coach", "inter_city", Level.HIGH) == Fraction(1, 4)
    assert (second.arrival(Level.HIGH).action, second.arrival(Level.SEALED).action) == (
        ArrivalAction.QUARANTINE, ArrivalAction.NONE,
    )  # fmt: skip


def test_both_readers_lay_an_override_over_everything(tmp_path: Path) -> None:
    override: dict[str, object] = {
        "caps": [{"mode": "train", "scope": "*", "level": "*", "share": "0.9"}],
        "incidence_ppm": {"high": 500},
        "lights": {"intake_factor": {"red": "0.1"}},
        "arrivals": [{"level": "low", "action": "test"}],
        "times": {"transfer_min_s": 0},
    }
    first = _same(full_pack(tmp_path), override)[0]
    assert first.incidence_ppm == {"low": 1, "medium": 20, "high": 500, "sealed": 4000}
    assert first.lights.intake_factor["red"] == Fraction(1, 10)
    assert first.cap("train", "in_city", Level.LOW) == Fraction(9, 10)
    assert len(first.arrivals) == 1


BAD = [
    ('level = "medium", action = "test"', 'level = "medium", action = "rest"', "rest"),
    ("days = 14", "days = 0", "days"),
    ("days = 14", 'day = 14', "a row of arrivals"),
    ('kind = "medic"', 'kind = "doctor"', "doctor"),
    ("persons_per = 150", "persons_per = 0", "persons_per"),
    ('"42", "3412", "330206"', '"42", "341"', "341"),
    ('promise_to = "arrival"', 'promise_to = "home"', "home"),
    ('level_area = "prefecture"', 'level_area = "town"', "town"),
    ("low = 1, medium", "lowest = 1, medium", "lowest"),
    ('worker = "0.2"', 'worker = "0.1"', "9/10"),
    ('"accepted", "interviewed"', '"accepted", "withdrawn"', "withdrawn"),
    ("test_result_s = 3600", 'test_result_s = "none"', "test_result_s"),
    ('red = "0" }', 'blue = "0" }', "blue"),
    ("unmixed_codes = true", 'unmixed_codes = "true"', "unmixed_codes"),
    ('test_from = "high"', 'test_from = "grey"', "grey"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD, ids=[new for _, new, _ in BAD])
def test_a_value_that_means_nothing_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = full_pack(tmp_path)
    assert BASE.count(old) == 1
    (tmp_path / "base.toml").write_text(BASE.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPolicy, match=message):
        read_policy(path, {}, CLOCK)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('extends = "base.toml"', 'extends = "top.toml"', "circle"),
        ('extends = "base.toml"', 'extends = "gone.toml"', "no file gone.toml"),
        ('like = "2020-02-11"', 'like = "2020-02-12"', "not there"),
        ("observation_rows = { coach = 3 }", 'like = "2020-02-11"', "cannot be like another"),
        ('"2020-03-01"', '"2020-02-20T12:00"', "same moment"),
        ('"2020-03-01"', '"1.3.2020"', "no date"),
    ],
)
def test_a_pack_that_extends_wrongly_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = full_pack(tmp_path)
    assert TOP.count(old) == 1
    path.write_text(TOP.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPolicy, match=message):
        read_policy(path, {}, CLOCK)
