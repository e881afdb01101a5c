from __future__ import annotations

from dataclasses import replace

import pytest

from planner.carrying import carry
from planner.causes import causes_of
from planner.domain.demand import Cohort
from planner.domain.fleet import Capacity
from planner.domain.place import Level, ModeBan, Zone
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.explain.reasons import Cause
from planner.units import HOUR_S
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of
from tests.builders.small_world import FIRST_DAY, FUNAN, SmallWorld, cohort, fleet, limits, moment, small_world


def world(**facts: object) -> SmallWorld:
    """The little world under legal driving hours."""
    rulesets = facts.pop("rulesets", (legal_rules(),))
    return small_world(*rulesets, rides=rides_of(LEGAL), **facts)  # type: ignore[misc, arg-type]


def causes(small: SmallWorld, person: Cohort) -> list[tuple[int, Cause]]:
    """Persons and causes of a single cohort."""
    ways = small.ways([person])
    found = carry(small.scenario, small.policy, small.ground, ways, limits())
    return causes_of(small.scenario, small.policy, ways, found)[person.cohort_id]


def why(small: SmallWorld, person: Cohort) -> Cause:
    """The last cause of a single cohort: the one that explains whoever is left."""
    return causes(small, person)[-1][1]


@pytest.mark.parametrize(
    ("count", "drivers", "reason", "detail"),
    [
        (4, 2, "NO_DRIVER", "NB has vehicles but no driver left"),
        (1, 8, "NO_VEHICLE", "every coach of NB that could come is in use"),
    ],
)
def test_those_never_routed_are_told_what_ran_out(count: int, drivers: int, reason: str, detail: str) -> None:
    # a day and a half: time for one sortie of some 20 h, and for 200 persons that are too many for any of these fleets
    person = cohort(1, 200, ready_at=moment(1), due_at=moment(2, 12))
    found = causes(world(fleets=[fleet(count=count, drivers=drivers)]), person)
    assert {each.reason for _, each in found} == {reason}
    assert found[-1][1].detail == detail
    assert found[-1][1].blocking_id == "NB"


def test_those_whom_only_another_fleet_could_take_lack_a_vehicle() -> None:
    far = fleet(registration_adcode="522327", depot_adcode="522327")
    found = why(world(rulesets=(legal_rules(one_end_registration=True),), fleets=[far]), cohort(1, 5))
    assert (found.reason, found.blocking_id) == ("NO_VEHICLE", FUNAN)


def test_those_who_have_no_departure_that_fits_are_told_so_and_not_that_coaches_ran_out() -> None:
    ban = ModeBan("341225", "coach", moment(0), moment(6))
    found = why(world(mode_bans=(ban,), fleets=[fleet(count=1, drivers=2)]), cohort(1, 5, board_by=moment(5)))
    assert (found.reason, found.blocking_id) == ("WINDOW_TOO_SHORT", FUNAN)


def test_those_who_travel_have_no_cause() -> None:
    assert causes(world(), cohort(1, 5)) == []


def test_a_window_shorter_than_the_ride_is_the_cause() -> None:
    found = why(world(), cohort(1, 5, due_at=moment(1, 6)))
    assert found.reason == "WINDOW_TOO_SHORT"
    assert "window of 6 h" in found.detail


def test_a_ride_longer_than_allowed_is_the_cause() -> None:
    made = legal_rules()
    short = replace(made, times=replace(made.times, max_ride_s=6 * HOUR_S))
    found = why(world(rulesets=(short,)), cohort(1, 5))
    assert found.reason == "RIDE_TOO_LONG"
    assert "700 km" in found.detail and "limit is 6 h" in found.detail


def test_no_way_is_the_cause() -> None:
    found = why(world(epochs=((FUNAN,),)), cohort(1, 5))
    assert (found.reason, found.blocking_id) == ("NO_ROUTE", FUNAN)


def test_a_sealed_origin_is_the_cause() -> None:
    zones = (Zone("341225", Level.SEALED, moment(0), None),)
    found = why(world(rulesets=(legal_rules(sealed_closed=True),), zones=zones, epochs=((FUNAN,),)), cohort(1, 5))
    assert (found.reason, found.blocking_id) == ("ORIGIN_SEALED", "341225")


def asked(action: ArrivalAction, days: int = 0) -> RuleSet:
    """Everybody has to do this on arrival."""
    return legal_rules(arrivals=(ArrivalRule(Level.LOW, action, days),))


@pytest.mark.parametrize(
    ("ruleset", "reason"),
    [
        (asked(ArrivalAction.TEST), "NO_TEST_SLOT"),
        (asked(ArrivalAction.QUARANTINE, 3), "NO_BED"),
        (legal_rules(closed_loop_from=Level.LOW, crew_isolation_days=7), "NO_CREW_BED"),
    ],
)
def test_what_a_place_lacks_is_the_cause(ruleset: RuleSet, reason: str) -> None:
    found = causes(world(rulesets=(ruleset,)), cohort(1, 5))
    persons, first = found[0]
    assert (persons, first.reason, first.blocking_id) == (5, reason, "S1")
    assert first.detail.startswith("S1 has no")


def test_those_beyond_the_intake_have_a_cause_of_their_own() -> None:
    rows = tuple(Capacity("intake", "S1", FIRST_DAY + day, 2 * (day == 3)) for day in range(12))
    persons, first = causes(world(capacities=rows), cohort(1, 5))[0]
    assert (persons, first.reason, first.detail) == (3, "INTAKE_FULL", "S1 takes in nobody more on any day that fits")
