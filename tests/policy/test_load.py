"""Packs are read strictly, overridden key by key, and refused with file, key, value and limit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planner.domain.place import Level
from planner.errors import BadPolicy
from planner.policy import load_policy
from tests.policy.packs import CLOCK, PACK, policy_of, scenario


def test_a_pack_becomes_dated_rule_sets(tmp_path: Path) -> None:
    policy = policy_of(tmp_path)
    rules = policy.rulesets[0]
    assert (policy.pack, rules.version) == ("mine", "mine@2020-02-11")
    assert rules.effective_from == CLOCK.span_start("2020-02-11")
    assert rules.cap("coach", "in_city", Level.LOW) == 1
    assert rules.cap("train", "inter_city", Level.LOW) == Fraction(1, 2)
    assert (rules.max_pickups, rules.max_drops, rules.stop_ban_from) == (3, None, Level.HIGH)
    assert (rules.drivers.continuous_day_s, rules.times.max_ride_s) == (14_400, 108_000)
    assert rules.sources["*"] == "for tests"


def test_an_override_replaces_merges_and_goes_in_front(tmp_path: Path) -> None:
    override = {
        "max_pickups": 1, "stop_ban_from": "none", "observation_rows": {"train": 1}, "drivers": {"rest_s": 600},
        "caps": [{"mode": "coach", "scope": "*", "level": "*", "share": "0.75"}],
    }  # fmt: skip
    rules = policy_of(tmp_path, override=override).rulesets[0]
    assert (rules.max_pickups, rules.stop_ban_from) == (1, None)
    assert rules.observation_rows == {"coach": 2, "train": 1}
    assert (rules.drivers.rest_s, rules.drivers.continuous_day_s) == (600, 14_400)
    assert rules.cap("coach", "in_city", Level.LOW) == Fraction(3, 4)
    assert rules.cap("train", "in_city", Level.LOW) == Fraction(1, 2)
    assert rules.sources["max_pickups"] == rules.sources["drivers.rest_s"] == "scenario.toml [policy.override]"


def test_the_scenarios_objective_stands_above_the_packs(tmp_path: Path) -> None:
    assert policy_of(tmp_path).objective_order == ("served", "cost")
    policy = policy_of(tmp_path, objective={"order": ["served"], "tolerances": {"served": "0.01"}})
    assert (policy.objective_order, policy.tolerances) == (("served",), {"served": Fraction(1, 100)})


BAD = [
    ("max_pickups = 3", "max_pickup = 3", r"unknown key 'ruleset\[1\].max_pickup'; is it meant to be 'max_pickups'"),
    ("max_pickups = 3", "max_pickups = 0", r"ruleset\[1\].max_pickups is 0; it must be a whole number from 1"),
    ("max_pickups = 3", 'max_pickups = "3"', "max_pickups is '3'"),
    ("max_pickups = 3", "max_pickups = true", "max_pickups is True"),
    ("max_pickups = 3", "sealed_closed = 1", "must be true or false"),
    ('share = "0.5"', 'share = "1.5"', "between"),
    ('share = "0.5"', "share = 0.5", "decimal in quotes"),
    ('scope = "in_city"', 'scope = "in_town"', r"caps\[1\].scope is 'in_town'; it must be one of"),
    ('mode = "coach"', 'mode = "bus"', "mode is 'bus'"),
    ('level = "*", share = "1.0"', 'level = "grey", share = "1.0"', "level is 'grey'"),
    (', share = "1.0"', "", r"caps\[1\] has no share"),
    ('    { mode = "*", scope = "*", level = "*", share = "0.5" },\n', "", "does not end with a row for everything"),
    ('mode = "coach", scope = "in_city"', 'mode = "*", scope = "*"', r"caps\[2\] is never reached; row 1"),
    ("caps = [", "cops = [", "unknown key"),
    ('"high"', '"severe"', "stop_ban_from is 'severe'"),
    ("{ coach = 2 }", "{ bus = 2 }", "unknown key 'ruleset"),
    ("{ coach = 2 }", "2", "must be a table"),
    ('["red"]', '["blue"]', "banned_codes is 'blue'"),
    ('["red"]', '["red", "red"]', "each colour once"),
    ('["red"]', '"red"', "must be a list"),
    ('{ "*" = "for tests" }', '{ caps = "x" }', "gives no source for max_pickups, stop_ban_from, observation_rows"),
    ('{ "*" = "for tests" }', '{ "*" = "" }', "must be text"),
    ('{ "*" = "for tests" }', '{ "*" = "x", max_drops = "y" }', "unknown key"),
    ("rest_s = 1200", "rest_s = 0", "needs a rest"),
    ("rest_s = 1200", "rest_s = 1200\nstop_from_s = 7200", "only one of stop_from_s and stop_to_s"),
    ("rest_s = 1200", "rest_s = 1200\nstop_to_s = 90000\nstop_from_s = 0", "from 0 to 86400"),
    ("rest_s = 1200", 'rest_s = 1200\nnight_speed_share = "0"', 'above "0"'),
    ("max_ride_s", "max_rides_s", "unknown key 'ruleset"),
    ('"2020-02-11"', '"11.2.2020"', "must be a date"),
    ('effective_from = "2020-02-11"\n', "", "effective_from is None"),
    ('order = ["served", "cost"]', 'order = ["cost"]', "'served' the first of them"),
    ('order = ["served", "cost"]', 'order = ["cost", "served"]', "'served' the first of them"),
    ('order = ["served", "cost"]', 'tolerances = { cost = "0.02" }', "objective.source is None; it must be text"),
    ('order = ["served", "cost"]', 'order = ["served", "joy"]', "must be one of"),
    ('order = ["served", "cost"]', 'tolerances = { cost = "2" }\nsource = "x"', "between"),
    ('pack = "mine"', 'pack = "yours"', "name of its file, 'mine'"),
    ('title = "Mine"', 'titel = "Mine"', "unknown key 'titel'"),
    ("[objective]", "[objective", "is not TOML"),
    ("[[ruleset]]", "[ruleset]", r"has no \[\[ruleset\]\]"),
]


@pytest.mark.parametrize(("good", "bad", "message"), BAD, ids=[bad[1].strip()[:40] or bad[0][:40] for bad in BAD])
def test_a_bad_pack_is_refused_with_key_value_and_limit(tmp_path: Path, good: str, bad: str, message: str) -> None:
    assert good in PACK
    with pytest.raises(BadPolicy, match=message) as caught:
        policy_of(tmp_path, PACK.replace(good, bad))
    assert "mine.toml" in str(caught.value)


def test_rule_sets_stand_in_order_of_date(tmp_path: Path) -> None:
    second = PACK[PACK.index("[[ruleset]]") :]
    with pytest.raises(BadPolicy, match=r"ruleset\[2\].effective_from is '2020-02-11'"):
        policy_of(tmp_path, PACK + second)


def test_no_rule_set_in_force_on_the_first_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BadPolicy, match="no rule set is in force on 2020-02-22, the first day"
    ):
        policy_of(tmp_path, PACK.replace("2020-02-11", "2020-02-23"))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ({"max_pickup": 1}, r"\[policy.override\]: unknown key 'max_pickup'"),
        ({"effective_from": "2020-01-01"}, "unknown key 'effective_from'"),
        ({"max_drops": -1}, r"\[policy.override\]: max_drops is -1"),
        ({"caps": [{"mode": "coach"}]}, r"\[policy.override\]: caps\[1\] has no scope"),
        ({"drivers": {"rest": 1}}, "unknown key 'drivers.rest'"),
        ({"sources": {"caps": "x"}}, "unknown key 'sources.caps'"),
    ],
)
def test_a_bad_override_is_refused(tmp_path: Path, override: dict[str, object], message: str) -> None:
    with pytest.raises(BadPolicy, match=message):
        policy_of(tmp_path, override=override)


def test_an_unknown_pack_names_those_that_ship() -> None:
    with pytest.raises(BadPolicy, match=r"unknown rule pack 'covid'.*bare"):
        load_policy(scenario("covid"))
    with pytest.raises(BadPolicy, match=r"gone\.toml: there is no such file"):
        load_policy(scenario("gone.toml"))


def test_a_pack_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(PACK.replace("Mine", "规则").encode("gb18030"))
    with pytest.raises(BadPolicy, match="is not UTF-8"):
        load_policy(scenario(str(path)))


def test_every_fault_of_a_pack_is_told_at_once(tmp_path: Path) -> None:
    text = PACK.replace("max_pickups = 3", "max_pickups = 0\nmax_dorps = 2").replace("rest_s = 1200", "rest_s = -1")
    text = text.replace('share = "1.0"', 'share = "2"').replace('scope = "in_city"', 'scope = "town"')
    with pytest.raises(BadPolicy) as found:
        policy_of(tmp_path, text.replace('order = ["served"', 'order = ["cost"'), override={"max_ride": 1})
    keys = ("max_dorps", "max_pickups", "caps[1].scope", "caps[1].share", "drivers.rest_s", "objective.order", "max_r")
    assert len(found.value.faults) == len(keys)
    assert all(any(key in fault for fault in found.value.faults) for key in keys), found.value.faults


def test_a_fault_of_a_rule_set_that_others_are_like_is_told_once(tmp_path: Path) -> None:
    more = '\n[[ruleset]]\neffective_from = "2020-02-28"\nlike = "2020-02-11"\n'
    with pytest.raises(BadPolicy) as found:
        policy_of(tmp_path, PACK.replace("max_pickups = 3", "max_pickups = 0") + more)
    assert len(found.value.faults) == 1
