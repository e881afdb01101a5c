"""The packs that ship: complete, cited, and saying what the documents say."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from fractions import Fraction

import pytest

from planner.data_files import data_path
from planner.domain.place import Level
from planner.domain.rule import ArrivalAction, Policy, RuleSet
from planner.policy import load_policy, pack_names
from planner.policy.packs import RULE_KEYS
from tests.policy.packs import CLOCK, scenario

SHIPPED = ("bare", "closed-loop-2022", "covid-2020", "covid-2020-02-11", "spring-festival", "zones-2021")
NO_RULES = ("bare", "spring-festival")


def _policy(name: str) -> Policy:
    return load_policy(scenario(name, "2022-03-13"))


def test_the_packs_of_the_contract_ship() -> None:
    assert pack_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_set_has_a_source_for_each_rule(name: str) -> None:
    tree = tomllib.loads(data_path("policies", f"{name}.toml").read_text(encoding="utf-8"))
    for row in tree["ruleset"]:
        assert {key for key in row if key in RULE_KEYS} <= set(row["sources"])
    assert all(len(source) > 10 for rules in _policy(name).rulesets for source in rules.sources.values())


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in NO_RULES])
def test_health_packs_state_every_rule_rather_than_lean_on_defaults(name: str) -> None:
    for rules in _policy(name).rulesets:
        assert set(RULE_KEYS) - {key.split(".")[0] for key in rules.sources} <= {"max_enterprises"}


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "bare"])
def test_driving_law_is_the_same_in_every_pack_but_the_bare_one(name: str) -> None:
    for rules in _policy(name).rulesets:
        drivers = rules.drivers
        assert (drivers.continuous_day_s, drivers.continuous_night_s, drivers.rest_s) == (4 * 3600, 2 * 3600, 20 * 60)
        assert (drivers.driving_24h_s, drivers.driving_7d_s) == (8 * 3600, 44 * 3600)
        assert (drivers.two_driver_m, drivers.two_driver_motorway_m) == (400_000, 600_000)
        assert (drivers.stop_from_s, drivers.stop_to_s) == (2 * 3600, 5 * 3600)
        assert rules.one_end_registration


def test_the_bare_pack_binds_nothing_but_ride_time() -> None:
    rules = _policy("bare").rulesets[0]
    assert rules.usable_seats("coach", "inter_province", Level.HIGH, 49, 12) == 49
    assert rules.drivers.continuous_day_s is None
    assert rules.drivers.two_driver_m is None
    assert (rules.max_pickups, rules.max_drops, rules.times.max_ride_s) == (None, None, 30 * 3600)


def test_the_eleventh_of_february_halves_every_charter_between_cities() -> None:
    rules = load_policy(scenario("covid-2020-02-11")).rulesets[0]
    for scope in ("inter_city", "inter_province"):
        assert rules.usable_seats("coach", scope, Level.LOW, 49, 12) == 24
    assert rules.usable_seats("coach", "in_city", Level.LOW, 49, 12) == 39
    assert rules.usable_seats("carriage_block", "inter_province", Level.LOW, 118, 30) == 59
    assert rules.usable_seats("flight", "inter_province", Level.LOW, 180, 30) == 180


def test_the_twenty_eighth_of_february_halves_only_where_risk_is() -> None:
    policy = load_policy(scenario("covid-2020"))
    before, after = (policy.at(CLOCK.moment(text)) for text in ("2020-02-27T23:59", "2020-02-28T00:00"))
    assert (before.version, after.version) == ("covid-2020@2020-02-11", "covid-2020@2020-02-28")
    seats = [after.usable_seats("coach", "inter_province", level, 49, 12) for level in Level]
    assert seats == [39, 24, 24, 24]
    assert (before.stop_ban_from, after.stop_ban_from) == (Level.HIGH, Level.MEDIUM)
    assert not after.path_levels


def test_both_packs_of_2020_begin_with_the_same_rules() -> None:
    first = load_policy(scenario("covid-2020")).rulesets[0]
    alone = load_policy(scenario("covid-2020-02-11")).rulesets[0]
    assert (first.caps, first.drivers, first.times, first.sources) == (
        alone.caps, alone.drivers, alone.times, alone.sources,
    )  # fmt: skip


def test_the_caps_of_2021_follow_the_level() -> None:
    rules = load_policy(scenario("zones-2021", "2021-02-01")).rulesets[0]
    caps = [rules.cap("coach", "inter_city", level) for level in (Level.LOW, Level.MEDIUM, Level.HIGH)]
    assert [int(100 * cap) for cap in caps] == [90, 70, 50]


def test_the_second_rule_set_of_2020_changes_caps_and_stop_ban_alone() -> None:
    first, second = load_policy(scenario("covid-2020")).rulesets
    changed = {field.name for field in fields(RuleSet) if getattr(first, field.name) != getattr(second, field.name)}
    assert changed == {"version", "effective_from", "caps", "stop_ban_from", "sources"}
    assert "28 Feb 2020" in second.sources["caps"]


@pytest.mark.parametrize("name", NO_RULES)
def test_packs_without_health_rules_keep_them_all_off(name: str) -> None:
    given = _policy(name).rulesets[0]
    off = RuleSet(given.version, given.effective_from, given.caps)
    own = {"times", "drivers", "sources", "one_end_registration", "max_pickups", "max_drops"}
    for field in fields(RuleSet):
        assert field.name in own or getattr(given, field.name) == getattr(off, field.name), field.name


@pytest.mark.parametrize(("name", "days"), [("zones-2021", 14), ("closed-loop-2022", 7)])
def test_later_packs_test_and_isolate_by_the_level_of_the_origin(name: str, days: int) -> None:
    rules = _policy(name).rulesets[0]
    found = [(rules.arrival(level).action, rules.arrival(level).days) for level in Level]
    isolated = (ArrivalAction.QUARANTINE, days)
    assert found == [(ArrivalAction.NONE, 0), (ArrivalAction.TEST, 0), isolated, isolated]
    assert rules.level_area == "prefecture"


def test_half_of_the_cost_is_public_in_2020() -> None:
    half = Fraction(1, 2)
    assert load_policy(scenario("covid-2020")).rulesets[1].cost_shares == {"public": half, "enterprise": half}


def test_the_closed_loop_isolates_crews_and_wants_listed_drivers() -> None:
    rules = _policy("closed-loop-2022").rulesets[0]
    assert (rules.closed_loop_from, rules.crew_isolation_days) == (Level.MEDIUM, 7)
    assert rules.driver_white_list


def test_the_closed_loop_keeps_firms_apart() -> None:
    rules = _policy("closed-loop-2022").rulesets[0]
    assert (rules.max_enterprises["coach"], rules.max_drops) == (1, 1)
    assert rules.white_list_required
    assert rules.permit_required
