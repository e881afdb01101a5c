from __future__ import annotations

from planner.domain.mixing import MixBook
from planner.domain.place import Level, Zone
from planner.domain.rule import Policy
from tests.builders.small_world import YINGSHANG, cohort, moment, rules, small_world


def book(zones: tuple[Zone, ...] = (), **facts: object) -> MixBook:
    """Classes where Funan is high from the fourth day on, or by other zones."""
    rows = zones or (Zone("341225", Level.HIGH, moment(3), None),)
    return MixBook(small_world(zones=rows).scenario, Policy("test", (rules(**facts),)))


def test_nobody_is_kept_apart_without_a_rule() -> None:
    free = book()
    assert (free.of(cohort(1, 5), moment(1), moment(5)), free.keeps_apart) == ("", False)


def test_levels_make_two_classes() -> None:
    apart = book(unmixed_from=Level.HIGH)
    low, high = (apart.of(cohort(1, 5), moment(day), moment(day)) for day in (1, 4))
    assert low != high
    assert apart.of(cohort(2, 5, origin=YINGSHANG), moment(1), moment(5)) == low


def test_a_county_whose_level_changes_in_the_window_is_a_class_of_its_own() -> None:
    apart = book(unmixed_from=Level.HIGH)
    assert apart.of(cohort(1, 5), moment(1), moment(5)) == "?341225"


def test_health_codes_are_kept_apart() -> None:
    apart = book(unmixed_codes=True)
    assert apart.of(cohort(1, 5), 0, 1) == "green" != apart.of(cohort(1, 5, health_class="yellow"), 0, 1)


def test_feeders_keep_to_the_side_of_a_change_that_their_ride_allows() -> None:
    apart = book(unmixed_from=Level.HIGH)
    who = cohort(1, 5)
    assert apart.steady(who, moment(1), moment(3, 12), 4 * 3_600) == (moment(3), moment(3, 12))
    assert apart.steady(who, moment(1), moment(3, 3), 4 * 3_600) == (moment(1), moment(3) - 1)
    assert apart.steady(who, moment(1), moment(2), 4 * 3_600) == (moment(1), moment(2))
