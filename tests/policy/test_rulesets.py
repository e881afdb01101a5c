"""Every field of a rule set is read or refused by name; layers of packs that extend each other."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planner.domain.place import Level
from planner.errors import BadPolicy
from planner.policy import load_policy
from tests.policy.full_pack import BASE, TOP, full_pack
from tests.policy.packs import scenario

BAD_FULL = [
    ('unmixed_from = "medium"', 'unmixed_from = "grey"', r"ruleset\[1\].unmixed_from is 'grey'; it must be one of"),
    ("unmixed_codes = true", "unmixed_codes = 1", "unmixed_codes is 1; it must be true or false"),
    ('"42", "3412", "330206"', '"42", "341"', r"banned_origins is '341'; it must be a code of 2, 4 or 6 digits"),
    ('"42", "3412", "330206"', "42", "banned_origins is 42; it must be a code"),
    ('["42", "3412", "330206"]', '"42"', "banned_origins is '42'; it must be a list of codes"),
    ('corridors = ["33", "3412"]', 'corridors = ["33", "33"]', r"corridors is \['33', '33'\]; each area once"),
    ('"accepted", "interviewed"', '"accepted", "withdrawn"', "stages is 'withdrawn'; it must be one of: registered"),
    ('["accepted", "interviewed"]', "[]", r"stages is \[\]; it must be a list of: registered"),
    ('"accepted", "interviewed"', '"accepted", "accepted"', "each word once"),
    ("code_max_age_s = 432000", "code_max_age_s = 0", "code_max_age_s is 0; it must be a whole number from 1"),
    ("code_max_age_s", "code_max_age", "unknown key 'ruleset.*is it meant to be 'code_max_age_s'"),
    ('{ level = "medium", action = "test" }', '"medium"', r"arrivals\[1\] is 'medium'; it must be a table"),
    ('level = "medium", action = "test"', 'level = "medium"', r"arrivals\[1\] has no action"),
    ('level = "medium", action', 'level = "*", action', r"arrivals\[1\].level is '\*'; it must be one of: low"),
    ('action = "test"', 'action = "rest"', "action is 'rest'; it must be one of: none, test, quarantine"),
    ('action = "test"', 'action = "test", days = 3', "days is 3; only quarantine lasts days"),
    (", days = 14", "", r"arrivals\[2\] has no days; a row of quarantine has level, action, days"),
    ("days = 14", "days = 61", "days is 61; it must be a whole number from 1 to 60"),
    ("days = 14", "day = 14", r"unknown key 'ruleset\[1\].arrivals\[2\].day'; is it meant to be 'days'"),
    ('level = "low", action', 'level = "high", action', r"arrivals\[3\].level is 'high'; each level has one row"),
    ('kind = "medic"', 'kind = "doctor"', r"escorts\[1\].kind is 'doctor'; it must be one of: medic, liaison"),
    ('mode = "train", persons', 'mode = "ship", persons', r"escorts\[1\].mode is 'ship'"),
    ('kind = "medic", mode = "train"', 'kind = "medic"', r"escorts\[1\] has no mode; an escort row has kind, mode"),
    ("persons_per = 150", "persons_per = 0", "persons_per is 0; it must be a whole number from 1"),
    ("ride_over_s = 14400", "ride_over = 4", "is it meant to be 'ride_over_s'"),
    ('level_from = "medium"', 'level_from = "none"', "level_from is 'none'"),
    ('promise_to = "arrival"', 'promise_to = "home"', "promise_to is 'home'; it must be one of: boarding, arrival"),
    ("promise_s = 108000", 'promise_s = "30 h"', "promise_s is '30 h'; it must be a whole number"),
    ("low = 1, medium", "lows = 1, medium", "incidence_ppm.lows'; is it meant to be 'low'"),
    ("sealed = 4000", "sealed = 2000000", "sealed is 2000000; it must be a whole number from 0 to 1000000"),
    ('worker = "0.2"', 'worker = "0.1"', "cost_shares is public 0.5.*must make exactly 1, these make 9/10"),
    ('worker = "0.2"', 'workers = "0.2"', "cost_shares.workers'; is it meant to be 'worker'"),
    ('worker = "0.2"', "worker = 0.2", "cost_shares.worker is 0.2; it must be a decimal in quotes"),
    ("crew_isolation_days = 7", "crew_isolation_days = -1", "crew_isolation_days is -1; it must be a whole number"),
    ('level_area = "prefecture"', 'level_area = "town"', "level_area is 'town'; it must be one of: county, prefecture"),
    ("transfer_min_s = 300", "transfer_min_s = 2.5", "times.transfer_min_s is 2.5"),
    ("yellow_items = 2", "yellow_items = 0", "lights.yellow_items is 0; it must be a whole number from 1"),
    ("red_after = 4", 'red_after = "none"', "lights.red_after is 'none'"),
    ('yellow = "0.5"', 'yellow = "1.5"', 'intake_factor.yellow is \'1.5\'; it must be a decimal between "0" and "1"'),
    ('red = "0" }', 'blue = "0" }', "unknown key 'ruleset.*lights.intake_factor.blue'"),
    ('intake_factor = { green = "1", yellow = "0.5", red = "0" }', "intake_factor = 1", "is 1; it must be a table"),
    ("red_after", "red_afters", "lights.red_afters'; is it meant to be 'red_after'"),
    ('"lateness", ', '"late", ', "objective.order is 'late'; it must be one of: served, lateness, fairness, cost"),
    ('blast_radius = "0.5"', 'blast = "0.5"', "tolerances.blast is 'blast'; it must be one of"),
]


@pytest.mark.parametrize(("good", "bad", "message"), BAD_FULL, ids=[bad[:40] or good[:40] for good, bad, _ in BAD_FULL])
def test_a_bad_value_of_any_field_is_refused_even_in_an_extended_pack(
    tmp_path: Path, good: str, bad: str, message: str
) -> None:
    path = full_pack(tmp_path)
    assert BASE.count(good) == 1
    (tmp_path / "base.toml").write_text(BASE.replace(good, bad), encoding="utf-8")
    with pytest.raises(BadPolicy, match=message) as caught:
        load_policy(scenario(str(path)))
    assert "base.toml: " in str(caught.value)


BAD_TOP = [
    ('extends = "base.toml"', 'extends = "top.toml"', "extends is 'top.toml'; packs may not extend each other"),
    ('extends = "base.toml"', 'extends = "gone.toml"', r"gone\.toml: there is no such file"),
    ('extends = "base.toml"', 'extends = "covid"', "unknown rule pack 'covid'; the packs that ship: bare"),
    ('extends = "base.toml"', "extends = 1", "extends is 1; it must be text"),
    ("extends", "extend", "unknown key 'extend'; is it meant to be 'extends'"),
    ('like = "2020-02-11"', 'like = "2020-02-12"', r"\[2\].like is '2020-02-12'.*inherited or above: 2020-02-11"),
    ('like = "2020-02-11"', 'like = "soon"', r"ruleset\[2\].like is 'soon'; it must be a date"),
    ("observation_rows = { coach = 3 }", 'like = "2020-02-11"', r"ruleset\[1\].like is .*leave out 'like'"),
    ('like = "2020-02-11"\n', "", r"ruleset\[2\] has no caps"),
    ('"2020-03-01"', '"2020-02-20"', r"ruleset\[3\].effective_from is '2020-02-20'; rule sets stand in"),
    ('caps = "order of the city", ', "", r"ruleset\[1\] gives no source for caps"),
    ('worker = "0" }', 'worker = "0.1" }', r"ruleset\[2\].cost_shares is .*these make 11/10"),
]


@pytest.mark.parametrize(("good", "bad", "message"), BAD_TOP, ids=[bad[:40] or good[:40] for good, bad, _ in BAD_TOP])
def test_a_pack_that_extends_wrongly_is_refused(tmp_path: Path, good: str, bad: str, message: str) -> None:
    path = full_pack(tmp_path)
    assert TOP.count(good) == 1
    path.write_text(TOP.replace(good, bad), encoding="utf-8")
    with pytest.raises(BadPolicy, match=message):
        load_policy(scenario(str(path)))


def test_two_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    path = full_pack(tmp_path)
    (tmp_path / "base.toml").write_text('pack = "base"\nextends = "top.toml"\n' + BASE.partition("\n")[2])
    with pytest.raises(BadPolicy, match=r"base\.toml: extends is .*top extends base extends top"):
        load_policy(scenario(str(path)))


def test_a_pack_takes_what_it_extends_and_changes_it_by_date(tmp_path: Path) -> None:
    policy = load_policy(scenario(str(full_pack(tmp_path))))
    first, second, third = policy.rulesets
    assert [rules.version for rules in policy.rulesets] == [
        "top@2020-02-11", "top@2020-02-20T12:00", "top@2020-03-01",
    ]  # fmt: skip
    assert first.observation_rows == {"coach": 3, "train": 1}
    assert first.cap("coach", "in_city", Level.HIGH) == second.cap("coach", "in_city", Level.HIGH) == Fraction(1, 4)
    assert first.cap("coach", "in_city", Level.LOW) == 1
    assert (first.max_drops, second.max_drops, third.max_drops) == (2, None, None)
    assert (second.max_pickups, third.max_pickups, third.lights.red_after) == (3, None, 3)
    assert policy.objective_order == ("served", "cost")
    assert policy.tolerances == {"cost": Fraction(1, 100)}


def test_a_source_for_all_covers_what_its_own_rule_set_sets(tmp_path: Path) -> None:
    first, second, _ = load_policy(scenario(str(full_pack(tmp_path)))).rulesets
    assert (first.sources["caps"], first.sources["*"]) == ("order of the city", "for tests")
    assert (second.sources["caps"], second.sources["max_drops"]) == ("order of the city", "order of the province")
    assert (second.sources["lights.red_after"], second.sources["lights.intake_factor"]) == (
        "notice 8", "order of the province",
    )  # fmt: skip


def test_an_extending_pack_may_have_no_rule_set_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "covid-2020"\n', encoding="utf-8")
    rules = load_policy(scenario(str(path))).rulesets
    assert [found.version for found in rules] == ["mine@2020-02-11", "mine@2020-02-28"]
