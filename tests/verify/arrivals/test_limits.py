from __future__ import annotations

from fractions import Fraction

from planner.domain.rule import LoadCap, RuleSet
from planner.verify.arrivals.limits import Day, aboard_s, calls, most_seats, rules_between
from planner.verify.world import World


def test_the_rule_sets_of_a_span_are_those_in_force_at_some_moment(toy_world: World) -> None:
    first, second = toy_world.policy.rulesets
    change = second.effective_from
    assert rules_between(toy_world, change - 9, change - 1) == [first]
    assert rules_between(toy_world, change - 1, change) == [first, second]
    assert rules_between(toy_world, change, change + 9) == [second]


def test_most_seats_are_those_of_the_mildest_cap() -> None:
    caps = (LoadCap("coach", "in_city", "*", Fraction(1)), LoadCap("*", "*", "*", Fraction(1, 2)))
    rules = RuleSet("test@1", 0, caps, observation_rows={"coach": 2})
    assert most_seats([rules], "coach", ("in_city",), 49, 13) == 49 - 2 * 4
    assert most_seats([rules], "coach", ("inter_city", "inter_province"), 49, 13) == 24
    assert most_seats([RuleSet("test@2", 0, ())], "coach", ("in_city",), 49, 13) == 0


def test_a_service_without_calls_has_its_two_ends(toy_world: World) -> None:
    train = toy_world.services["SV1"]
    assert calls(train) == [("GYB", train.depart_at, train.depart_at), ("NGB", train.arrive_at, train.arrive_at)]


def test_trunks_hang_on_hubs_with_a_limit(toy_world: World) -> None:
    day = toy_world.clock.day(toy_world.services["SV1"].arrive_at)
    assert Day(toy_world, day - 1).trunks([], toy_world.services.values()) == {}
    trunks = Day(toy_world, day).trunks([], toy_world.services.values())
    assert trunks["service:SV1"].parent == "hub:NGB" and trunks["service:SV1"].persons == 2 * 59
    assert trunks["service:SV2"].parent is None


def test_rides_are_no_faster_than_the_fastest_coach(toy_world: World) -> None:
    assert aboard_s(toy_world, 1_000_000) == 30_000 - 1_200 and aboard_s(toy_world, 10) == 0
