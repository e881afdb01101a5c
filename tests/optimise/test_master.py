"""Which trains are opened, and who rides them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.demand import Cohort
from planner.domain.place import Level, ModeBan, Stop, StopKind, Zone, ZoneArea
from planner.domain.rule import LoadCap, Times
from planner.domain.service import Mode, Service, ServiceCall
from planner.optimise.master import ServiceChoice, choose_services, most_through_hubs, orderable, usable_per_unit
from planner.units import HOUR_S
from tests.builders.small_world import (
    DAYS,
    FUNAN,
    YINGSHANG,
    SmallWorld,
    cohort,
    fleet,
    limits,
    moment,
    rules,
    small_world,
    train,
)


def world_of(*services: Service, **tables: object) -> SmallWorld:
    fleets = tables.pop(
        "fleets", [fleet(count=40, drivers=80), fleet("FY", (-500, 200, "341225"), count=40, drivers=80)]
    )
    return small_world(rules(), fleets=fleets, services=services, **tables)  # type: ignore[arg-type]


def choose(world: SmallWorld, cohorts: Sequence[Cohort]) -> ServiceChoice:
    ways = world.ways(cohorts)
    return choose_services(world.scenario, world.policy, cohorts, ways.direct, ways.linehaul, limits())


CHEAP = train(fixed_cents=10_000, unit_cents=1_000, seat_cents=100)
DEAR = train("SV2", fixed_cents=90_000_000)


def test_a_train_cheaper_than_coaches_is_opened_and_filled() -> None:
    cohorts = [cohort(1, 180), cohort(2, 60, origin=YINGSHANG)]
    (opened,) = choose(world_of(CHEAP), cohorts).opened
    assert opened.persons == ((0, 180), (1, 60))
    assert (opened.units, opened.seats_per_unit) == (5, 59)


def test_a_train_dearer_than_coaches_stays_closed_with_its_reason() -> None:
    choice = choose(world_of(DEAR), [cohort(1, 200)])
    assert choice == ServiceChoice((), {"SV2": "dearer_than_coach"})


def test_a_train_to_which_no_crew_can_bring_anybody_is_closed_for_that_and_not_for_its_price() -> None:
    world = small_world(fleets=[fleet(drivers=1)], services=(CHEAP,))
    assert choose(world, [cohort(1, 180)]) == ServiceChoice((), {"SV1": "no_feeder"})


def test_a_train_that_too_few_could_use_is_closed_for_its_least_load_and_not_for_its_price() -> None:
    choice = choose(world_of(replace(DEAR, min_load=100)), [cohort(1, 99)])
    assert choice == ServiceChoice((), {"SV2": "below_min_load"})


def test_those_with_a_cheaper_train_do_not_count_for_another() -> None:
    other = replace(CHEAP, service_id="SV2", seat_cents=CHEAP.seat_cents + 50_000)
    choice = choose(world_of(CHEAP, other), [cohort(1, 180)])
    assert [entry.service for entry in choice.opened] == [0]
    assert choice.closed == {"SV2": "below_min_load"}


def test_a_dear_train_is_opened_when_there_is_no_other_way() -> None:
    no_coach_so_far = replace(rules().times, max_ride_s=6 * 3_600)
    fleets = [fleet(count=40, drivers=80), fleet("FY", (-500, 200, "341225"), count=40, drivers=80)]
    world = small_world(rules(times=no_coach_so_far), fleets=fleets, services=(replace(DEAR, fixed_cents=9_000_000),))
    assert [entry.service for entry in choose(world, [cohort(1, 200)]).opened] == [0]


def test_no_train_leaves_below_its_minimum() -> None:
    choice = choose(world_of(CHEAP), [cohort(1, 99)])
    assert choice.opened == ()
    (opened,) = choose(world_of(CHEAP), [cohort(1, 100)]).opened
    assert sum(persons for _, persons in opened.persons) == 100


def test_only_as_many_carriages_as_are_needed_are_ordered() -> None:
    dear_carriages = replace(CHEAP, unit_cents=200_000, min_load=1)
    (opened,) = choose(world_of(dear_carriages), [cohort(1, 118)]).opened
    assert opened.units == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"commit_by": moment(0, 8) - 1}, "commit_passed"),
        ({"depart_at": moment(-1), "arrive_at": moment(0, 5)}, "outside_horizon"),
        ({"arrive_at": moment(DAYS)}, "outside_horizon"),
        ({"min_load": 5 * 59 + 1}, "cap_below_min_load"),
    ],
)
def test_a_train_that_cannot_be_ordered_is_closed_with_its_reason(change: dict[str, int], reason: str) -> None:
    choice = choose(world_of(replace(CHEAP, **change)), [cohort(1, 200)])
    assert choice == ServiceChoice((), {"SV1": reason})


def test_a_train_may_be_ordered_up_to_the_moment_of_planning() -> None:
    assert choose(world_of(replace(CHEAP, commit_by=moment(0, 8))), [cohort(1, 200)]).opened


def test_a_banned_mode_stays_closed_while_the_ban_holds() -> None:
    ban = ModeBan("3412", Mode.TRAIN.value, moment(2), moment(3))
    later = replace(ban, from_at=moment(3))
    assert orderable(world_of(CHEAP, mode_bans=(ban,)).scenario, small_world().policy) == ((), {"SV1": "mode_banned"})
    assert orderable(world_of(CHEAP, mode_bans=(later,)).scenario, small_world().policy)[0] == (0,)


@pytest.mark.parametrize(
    ("adcode", "from_at", "until_at", "closed"),
    [
        ("341204", moment(2, 19), moment(2, 21), True),
        ("341204", moment(2, 20), moment(2, 20) + 1, True),
        ("341204", moment(2, 21), moment(3, 12), False),
        ("330212", moment(3, 5), moment(3, 7), True),
        ("330212", moment(2, 0), moment(3, 6), False),
        ("341225", moment(0), None, False),
        ("33", moment(3, 6), None, True),
    ],
)
def test_a_ban_binds_the_hubs_at_their_moments_and_not_the_homes_of_the_people(
    adcode: str, from_at: int, until_at: int | None, closed: bool
) -> None:
    world = world_of(CHEAP, mode_bans=(ModeBan(adcode, Mode.TRAIN.value, from_at, until_at),))
    assert orderable(world.scenario, world.policy)[1] == ({"SV1": "mode_banned"} if closed else {})


def test_no_train_is_opened_where_a_journey_may_have_no_line_haul_leg() -> None:
    none, one = rules(max_linehaul_legs=0), replace(rules(), version="test@later", effective_from=moment(1))
    cohorts, fleets = [cohort(1, 200)], [fleet(count=40, drivers=80)]
    never = small_world(none, fleets=fleets, services=(CHEAP,))
    assert orderable(never.scenario, never.policy) == ((), {"SV1": "no_linehaul_leg"})
    assert choose(never, cohorts) == ServiceChoice((), {"SV1": "no_linehaul_leg"})
    later = small_world(none, one, fleets=fleets, services=(CHEAP,))
    assert orderable(later.scenario, later.policy)[0] == (0,), "bounds hold over journeys that begin later, too"
    assert choose(later, cohorts) == ServiceChoice((), {"SV1": "no_linehaul_leg"})


def test_a_train_keeps_clear_of_bans_and_seals_where_it_calls_on_the_way() -> None:
    out, home = moment(2, 20), moment(3, 6)
    times = (("FYH", out, out), (YINGSHANG, moment(2, 22), moment(2, 23)), ("NBH", home, home))
    stopping = replace(CHEAP, calls=tuple(ServiceCall("SV1", seq, *row) for seq, row in enumerate(times, 1)))
    ban = ModeBan("341226", Mode.TRAIN.value, moment(2, 22), moment(2, 22) + 1)
    shut = Zone("341226", Level.SEALED, moment(2, 22), moment(2, 22) + 1)
    codes = Stop(YINGSHANG, StopKind.PICKUP, YINGSHANG, 116.3, 32.6, "341226")
    for tables, reason in (({"mode_bans": (ban,)}, "mode_banned"), ({"zones": (shut,)}, "cap_below_min_load")):
        for train_, closed in ((CHEAP, {}), (stopping, {"SV1": reason})):
            world = world_of(train_, **tables)
            scenario = replace(world.scenario, stops=(*world.scenario.stops, codes))
            policy = replace(world.policy, rulesets=(rules(sealed_closed=True),))
            assert orderable(scenario, policy)[1] == closed


@pytest.mark.parametrize(
    ("hub", "opens_h", "closes_h", "closed"),
    [
        ("FYH", 6, 20, False), ("FYH", 6, 19, True), ("FYH", 21, 24, True), ("NBH", 6, 22, False), ("NBH", 7, 22, True),
        ("NBH", 19, 5, True), ("NBH", 19, 6, False),
    ],
)  # fmt: skip
def test_a_train_that_calls_when_a_hub_is_closed_stays_closed(
    hub: str, opens_h: int, closes_h: int, closed: bool
) -> None:
    world = world_of(CHEAP)
    hours = {"opens_s": opens_h * HOUR_S, "closes_s": closes_h * HOUR_S}
    stops = tuple(replace(s, **hours) if s.stop_id == hub else s for s in world.scenario.stops)
    assert orderable(replace(world.scenario, stops=stops), world.policy)[1] == ({"SV1": "hub_closed"} if closed else {})


def test_bans_of_other_modes_leave_a_train_alone() -> None:
    world = world_of(CHEAP, mode_bans=(ModeBan("34", Mode.FLIGHT.value, moment(0), None),))
    assert orderable(world.scenario, world.policy)[1] == {}


def test_a_hub_in_a_sealed_area_gives_no_seats_while_people_board_there() -> None:
    ruleset = rules(sealed_closed=True)
    for first, last, seats in ((2, 4, 0), (0, 1, 59)):
        area = ZoneArea("A1", "341204", Level.SEALED, moment(first), moment(last), "POLYGON EMPTY", ("FYH",))
        world = small_world(ruleset, zone_areas=(area,), services=(CHEAP,))
        assert usable_per_unit(world.scenario, world.policy, CHEAP) == seats
    boarding = ZoneArea("A1", "341204", Level.SEALED, moment(2, 19.5), moment(2, 19.75), "POLYGON EMPTY", ("FYH",))
    world = small_world(ruleset, zone_areas=(boarding,), services=(CHEAP,))
    assert usable_per_unit(world.scenario, world.policy, CHEAP) == 0


def test_the_city_of_a_hub_sets_the_seats_of_a_carriage_where_the_rules_say_so() -> None:
    caps = (LoadCap("*", "*", "high", Fraction(1, 4)), LoadCap("*", "*", "*", Fraction(1, 2)))
    for level_area, seats in (("county", 59), ("prefecture", 29)):
        ruleset = rules(caps=caps, level_area=level_area)
        world = small_world(ruleset, zones=(Zone("341225", Level.HIGH, moment(0), None),), services=(CHEAP,))
        assert usable_per_unit(world.scenario, world.policy, CHEAP) == seats


def test_a_train_that_nobody_can_use_is_closed() -> None:
    late = [cohort(1, 200, ready_at=moment(4))]
    assert choose(world_of(CHEAP), late) == ServiceChoice((), {"SV1": "no_practical_demand"})


def test_the_stricter_hub_sets_the_seats_of_a_carriage_and_sealed_ground_gives_none() -> None:
    caps = (LoadCap("*", "*", "high", Fraction(1, 4)), LoadCap("*", "*", "*", Fraction(1, 2)))
    ruleset = rules(caps=caps, sealed_closed=True, observation_rows={"train": 1})
    for level, seats in ((Level.LOW, 59), (Level.HIGH, 29), (Level.SEALED, 0)):
        world = small_world(ruleset, zones=(Zone("341204", level, moment(0), None),), services=(CHEAP,))
        assert usable_per_unit(world.scenario, world.policy, CHEAP) == seats


def check(world: SmallWorld, cohorts: Sequence[Cohort], choice: ServiceChoice) -> None:
    """What holds of every choice."""
    taken: Counter[int] = Counter()
    for entry in choice.opened:
        service = world.scenario.services[entry.service]
        aboard = sum(persons for _, persons in entry.persons)
        assert max(service.min_load, 1) <= aboard <= entry.units * entry.seats_per_unit
        assert 1 <= entry.units <= service.units
        taken.update(dict(entry.persons))
    assert all(taken[n] <= c.persons for n, c in enumerate(cohorts))
    opened = {world.scenario.services[entry.service].service_id for entry in choice.opened}
    assert opened.isdisjoint(choice.closed)
    assert opened | set(choice.closed) == {s.service_id for s in world.scenario.services}


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 150), st.sampled_from((FUNAN, YINGSHANG)), st.sampled_from(("S1", "S2", "S3"))),
        min_size=1,
        max_size=6,
    ),
    st.lists(
        st.tuples(st.integers(1, 300), st.integers(1, 6), st.sampled_from((0, 500_000, 3_000_000))),
        min_size=1,
        max_size=3,
    ),
)
def test_trains_keep_their_minimum_and_their_seats_and_nobody_rides_twice(
    people: list[tuple[int, str, str]], offers: list[tuple[int, int, int]]
) -> None:
    services = [
        train(f"SV{n}", min_load=least, units=units, fixed_cents=fixed, unit_cents=7_000, seat_cents=100)
        for n, (least, units, fixed) in enumerate(offers)
    ]
    world = world_of(*services)
    cohorts = [cohort(n, persons, door, origin) for n, (persons, origin, door) in enumerate(people)]
    check(world, cohorts, choose(world, cohorts))


def test_a_service_carries_no_more_than_its_hubs_let_pass() -> None:
    # a quarter of 60 an hour are 15; boarding from 19:15 to 20:00 has three quarter-hours
    narrow = small_world(rules()).scenario.stops
    stops = tuple(replace(stop, people_per_hour=60 if stop.stop_id == "FYH" else None) for stop in narrow)
    world = world_of(replace(CHEAP, min_load=10), stops=stops)
    assert most_through_hubs(world.scenario, world.policy, world.scenario.services[0]) == 45
    (opened,) = choose(world, [cohort(1, 180)]).opened
    assert sum(persons for _, persons in opened.persons) == 45


def test_those_who_get_off_pass_the_hub_twice() -> None:
    # ten quarter-hours of the longest wait, 25 each, for alighting and for boarding the coaches
    limited = rules(times=Times(max_ride_s=48 * HOUR_S, max_hub_wait_s=9_000))
    stops = tuple(replace(s, people_per_hour=100 if s.stop_id == "NBH" else None) for s in small_world().scenario.stops)
    world = small_world(limited, services=(CHEAP,), stops=stops)
    assert most_through_hubs(world.scenario, world.policy, world.scenario.services[0]) == 125
    assert most_through_hubs(small_world(limited).scenario, world.policy, CHEAP) is None
