from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from planner.domain.demand import Cohort
from planner.domain.place import Level, Zone
from planner.domain.plan import Load, ObjectiveLevel, Offer
from planner.domain.service import Mode
from planner.objective import (
    contact_unit,
    cost_shares,
    is_bounded,
    objective_levels,
    round_to_sum,
    tier_of,
)
from planner.schedule.tables import Tables
from tests.builders.small_trips import coach, halts
from tests.builders.small_world import CEHENG, YINGSHANG, SmallWorld, cohort, moment, rules, small_world, train

NAMES = ["unserved_tier_0", "unserved_tier_1", "lateness", "fairness", "cost", "blast_radius", "journey", "transfers"]


def riding(persons: Sequence[tuple[Cohort, int]], trip_ids: tuple[str, ...] = ("T1",)) -> list[Load]:
    """Each cohort's persons as one part on the trips in order."""
    return [
        Load(who.cohort_id, f"{who.cohort_id}/1", leg, trip_id, 1, 2, count)
        for who, count in persons
        for leg, trip_id in enumerate(trip_ids, 1)
    ]


def one_coach(persons: Sequence[tuple[Cohort, int]], **facts: object) -> Tables:
    """A coach on the third day from 06:00 to 16:00 with persons of cohorts aboard."""
    trip = coach("T1", sum(count for _, count in persons), **facts)
    return Tables(trips=[trip], stop_times=halts("T1", trip.depart_at, trip.arrive_at), loads=riding(persons))


def values(small: SmallWorld, cohorts: Sequence[Cohort], tables: Tables) -> dict[str, int]:
    """Levels by name, in order."""
    return {level.name: level.value for level in objective_levels(small.scenario, small.policy, cohorts, tables)}


def test_every_level_stands_in_its_place_with_its_unit() -> None:
    small = small_world()
    found = objective_levels(small.scenario, small.policy, (cohort(1, 3),), Tables())
    assert [level.name for level in found] == NAMES
    assert [level.unit for level in found] == [
        "persons", "persons", "person-seconds", "permille", "fen", "persons_ppm", "person-seconds", "persons",
    ]  # fmt: skip


def test_levels_follow_the_order_of_the_pack_and_those_it_does_not_name_come_last() -> None:
    small = small_world()
    policy = replace(small.policy, objective_order=("served", "blast_radius", "cost"))
    found = objective_levels(small.scenario, policy, (cohort(1, 3),), Tables())
    assert [level.name for level in found] == [
        *NAMES[:2], "blast_radius", "cost", "lateness", "fairness", "journey", "transfers",
    ]  # fmt: skip


def test_bounds_are_proven_for_tiers_and_cost_alone() -> None:
    levels = [ObjectiveLevel(name, 0, "") for name in NAMES]
    assert [level.name for level in levels if is_bounded(level)] == ["unserved_tier_0", "unserved_tier_1", "cost"]
    assert [tier_of(level) for level in levels][:3] == [0, 1, None]


def test_those_left_behind_are_counted_by_tier() -> None:
    first, second = cohort(1, 5, tier=0), cohort(2, 7, tier=1)
    found = values(small_world(), (first, second), one_coach([(first, 3), (second, 7)]))
    assert (found["unserved_tier_0"], found["unserved_tier_1"]) == (2, 0)


@pytest.mark.parametrize(("due_at", "late"), [(moment(2, 16), 0), (moment(2, 15), 3 * 3_600), (moment(9), 0)])
def test_lateness_is_what_passes_the_due_moment(due_at: int, late: int) -> None:
    who = cohort(1, 3, due_at=due_at)
    assert values(small_world(), (who,), one_coach([(who, 3)]))["lateness"] == late


def test_fairness_is_the_worst_shortfall_of_a_firm_or_an_origin() -> None:
    near, far = cohort(1, 9), cohort(2, 3, origin=YINGSHANG)
    assert values(small_world(), (near, far), one_coach([(near, 9), (far, 3)]))["fairness"] == 0
    # one of three from Yingshang, one of twelve of the firm
    assert values(small_world(), (near, far), one_coach([(near, 9), (far, 2)]))["fairness"] == 334
    # all three of the other firm stay, a third of their county
    other = cohort(3, 6, "S2", YINGSHANG)
    assert values(small_world(), (far, other), one_coach([(far, 3)]))["fairness"] == 1000


def test_cost_is_that_of_coaches_and_offers() -> None:
    tables = one_coach([(who := cohort(1, 3), 3)], cost_cents=900)
    tables.offers = [Offer("SV1", True, 1, 9, 700, "opened"), Offer("SV2", False, 0, 0, 0, "not_needed")]
    assert values(small_world(), (who,), tables)["cost"] == 1_600


def test_the_blast_radius_takes_the_level_of_the_origin_at_departure() -> None:
    near, far = cohort(1, 4), cohort(2, 2, origin=CEHENG)
    tables = one_coach([(near, 4), (far, 2)])
    made = rules(incidence_ppm={"low": 1, "medium": 20})
    zones = (Zone("522327", Level.MEDIUM, moment(2), moment(3)),)
    assert values(small_world(made, zones=zones), (near, far), tables)["blast_radius"] == 6 * (4 * 1 + 2 * 20)
    later = (Zone("522327", Level.MEDIUM, moment(2, 7), None),)
    assert values(small_world(made, zones=later), (near, far), tables)["blast_radius"] == 6 * 6
    high = (Zone("522327", Level.HIGH, moment(0), None),)
    assert values(small_world(made, zones=high), (near, far), tables)["blast_radius"] == 6 * 4, "no figure for high"
    assert values(small_world(zones=zones), (near, far), tables)["blast_radius"] == 0


@pytest.mark.parametrize(
    ("mode", "load", "rows", "unit"),
    [
        (Mode.TRAIN, 60, 30, 60), (Mode.SEAT_BLOCK, 12, 30, 12), (Mode.FLIGHT, 150, 30, 35), (Mode.FLIGHT, 1, 30, 1),
        (Mode.FLIGHT, 155, 30, 37), (Mode.FLIGHT, 20, 5, 20),
    ],
)  # fmt: skip
def test_contacts_are_the_carriage_or_seven_rows_of_an_aircraft(mode: Mode, load: int, rows: int, unit: int) -> None:
    trip = coach("SV1#1", load, mode=mode, service_id="SV1", fleet_id=None)
    assert contact_unit(trip, {"SV1": rows}) == unit


def test_a_whole_coach_is_in_contact() -> None:
    assert contact_unit(coach("T1", 23), {}) == 23


def test_journeys_last_from_the_first_departure_to_the_last_arrival() -> None:
    who = cohort(1, 3)
    trips = [coach("T1", 3), coach("T2", 3, moment(2, 20))]
    tables = Tables(
        trips=trips,
        stop_times=[halt for trip in trips for halt in halts(trip.trip_id, trip.depart_at, trip.arrive_at)],
        loads=riding([(who, 3)], ("T1", "T2")),
    )
    found = values(small_world(), (who,), tables)
    assert (found["journey"], found["transfers"]) == (3 * 24 * 3_600, 3)
    assert values(small_world(), (who,), one_coach([(who, 3)]))["transfers"] == 0


def test_each_departure_is_shared_by_the_rules_of_its_day() -> None:
    half = {"public": Fraction(1, 2), "enterprise": Fraction(1, 2)}
    early = rules(cost_shares=half)
    late = rules(version="test@2020-02-22", effective_from=moment(2), cost_shares={"worker": Fraction(1)})
    small = small_world(early, late, services=(train(depart_at=moment(1, 20)),))
    tables = one_coach([(cohort(1, 3), 3)], cost_cents=900)
    tables.offers = [Offer("SV1", True, 1, 9, 701, "opened"), Offer("SV9", False, 0, 0, 0, "not_needed")]
    assert cost_shares(small.scenario, small.policy, tables) == {"public": 351, "enterprise": 350, "worker": 900}


def test_cost_that_no_rule_shares_is_said_so() -> None:
    early, late = rules(), rules(version="b", effective_from=moment(5), cost_shares={"public": Fraction(1)})
    tables = one_coach([(cohort(1, 3), 3)], cost_cents=900)
    small = small_world(early, late)
    assert cost_shares(small.scenario, small.policy, tables) == {"unshared": 900}
    plain = small_world(early)
    assert cost_shares(plain.scenario, plain.policy, tables) == {}


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)), (1, 0, 0)),
        ((Fraction(7, 2), Fraction(9, 4), Fraction(1, 4)), (4, 2, 0)),
        ((Fraction(5, 4), Fraction(11, 4), Fraction(0)), (1, 3, 0)),
    ],
)
def test_the_largest_remainders_are_rounded_up(parts: tuple[Fraction, ...], whole: tuple[int, ...]) -> None:
    found = round_to_sum(dict(zip("abc", parts, strict=True)))
    assert tuple(found.values()) == whole
    assert sum(found.values()) == sum(parts)
