"""Bounds on arrivals: what a pencil says, with the part that binds named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from planner.domain.demand import Cohort, Inspection
from planner.domain.fleet import Capacity
from planner.domain.place import IntakeWindow, Level, Stop, StopKind, Zone
from planner.domain.rule import ArrivalAction, ArrivalRule, DriverRules, LightRules, Times
from planner.optimise.arrivals import ArrivalBound, prove_arrivals
from planner.optimise.arrivals.facts import Facts
from planner.optimise.arrivals.people import kin_of
from planner.schedule.world import persons_of_sites
from planner.units import HOUR_S
from tests.builders.small_world import (
    CEHENG,
    FIRST_DAY,
    SmallWorld,
    cohort,
    firm,
    fleet,
    moment,
    rules,
    small_world,
    train,
)

FAR = {"adcode:341203": (-6_000, 2_000, "341203")}
"""A home door 598 km away as the crow flies: 4.6 h at the least."""


def from_far(number: int, persons: int, **facts: object) -> Cohort:
    """Persons from there."""
    return cohort(number, persons, pickup_id="adcode:341203", origin_adcode="341203", **facts)


def bounds(world: SmallWorld, cohorts: Sequence[Cohort]) -> dict[int, ArrivalBound]:
    """Bounds by day of the campaign."""
    places = {place.place_id: place for place in world.ground.places}
    facts = Facts.of(world.scenario, world.policy, places, persons_of_sites(cohorts))
    kin = kin_of(world.scenario, cohorts, lambda _, due: moment(11) if due is None else due)
    return {bound.day - FIRST_DAY: bound for bound in prove_arrivals(facts, kin)}


def with_site(world: SmallWorld, **facts: object) -> SmallWorld:
    """The same world with facts of ``S1`` replaced."""
    sites = tuple(replace(s, **facts) if s.site_id == "S1" else s for s in world.scenario.sites)
    return replace(world, scenario=replace(world.scenario, sites=sites))


def test_everybody_who_is_ready_can_have_arrived_where_nothing_binds() -> None:
    found = bounds(small_world(), [cohort(1, 30), cohort(2, 40, ready_at=moment(3))])
    assert [found[day].persons for day in range(4)] == [0, 30, 30, 70]
    assert found[1].held == {"people": 30}
    assert max(found) == 3  # once everybody can be there, later days say nothing new


def test_the_daily_intake_of_a_site_is_the_bottleneck() -> None:
    found = bounds(with_site(small_world(), intake_per_day=30), [cohort(1, 100), cohort(2, 20, "S2")])
    assert [found[day].persons for day in range(1, 5)] == [50, 80, 110, 120]
    assert found[2].held == {"people": 20, f"intake:S1:{FIRST_DAY + 1}": 30, f"intake:S1:{FIRST_DAY + 2}": 30}


def test_a_dated_row_of_intake_stands_for_its_day() -> None:
    rows = (Capacity("intake", "S1", FIRST_DAY + 2, 5),)
    found = bounds(with_site(small_world(capacities=rows), intake_per_day=30), [cohort(1, 100)])
    assert [found[day].persons for day in range(1, 4)] == [30, 35, 65]


def test_a_light_leaves_its_share_of_the_intake() -> None:
    firms = (firm("E1", light="yellow"), firm("E2"), firm("E3"))
    rule = rules(lights=LightRules(intake_factor={"yellow": 1 / 2}))
    world = small_world(rule, firms=firms, inspections=(Inspection("E1", moment(3), 0, True),))
    found = bounds(with_site(world, intake_per_day=30), [cohort(1, 200)])
    assert [found[day].persons for day in range(1, 5)] == [15, 30, 60, 90]


def test_the_resumption_map_binds_by_the_end_of_each_day() -> None:
    windows = (IntakeWindow("330206", None, moment(0), moment(3), "0.5"),)
    found = bounds(small_world(intake_windows=windows), [cohort(1, 101)])
    assert [found[day].persons for day in range(1, 4)] == [50, 50, 101]
    assert found[2].held == {f"map:S1:{FIRST_DAY + 1}": 50} or found[2].held == {f"map:S1:{FIRST_DAY + 2}": 50}


def test_one_train_is_the_bottleneck_of_a_campaign_without_coaches() -> None:
    # two carriages of 118 seats, half of them usable: 118 of 300
    found = bounds(small_world(fleets=[], services=(train(units=2),)), [cohort(1, 300)])
    assert [found[day].persons for day in range(5)] == [0, 0, 0, 118, 118]
    assert found[3].held == {"service:SV1": 118}


def test_a_train_that_had_to_be_ordered_before_brings_nobody() -> None:
    late = train(commit_by=moment(0) - HOUR_S)
    found = bounds(small_world(fleets=[], services=(late,)), [cohort(1, 300)])
    assert found[11].persons == 0 and found[11].ways == 0


def test_the_throughput_of_a_station_is_the_bottleneck() -> None:
    # 40 an hour, 10 a quarter; from 06:00 people wait an hour at most: four quarters and the one that begins then
    stops = tuple(replace(s, people_per_hour=40) if s.stop_id == "NBH" else s for s in small_world().scenario.stops)
    world = small_world(rules(times=Times(max_hub_wait_s=HOUR_S)), fleets=[], services=(train(),), stops=stops)
    found = bounds(world, [cohort(1, 300)])
    assert found[3].persons == 40 and found[3].held == {"service:SV1": 40}
    several = tuple(train(f"SV{n}") for n in range(30))
    held = bounds(replace(world, scenario=replace(world.scenario, services=several)), [cohort(1, 3_000)])[3].held
    assert held == {"hub:NBH": 72 * 10}  # from 06:00 to the end of the day


def test_coaches_without_drivers_bring_nobody() -> None:
    found = bounds(small_world(fleets=[fleet(drivers=0)]), [cohort(1, 30)])
    assert found[11].persons == 0 and found[11].ways == 30


def test_vehicles_come_back_before_they_go_again() -> None:
    # 4.6 h there, 40 min of turning round, 4.6 h back: the third trip of a day would end after midnight
    found = bounds(small_world(fleets=[fleet(count=1, drivers=9)], extra=FAR), [from_far(1, 1_000)])
    assert found[1].persons == 2 * 24 and found[1].held == {"coaches": 2 * 24}
    assert [found[day].persons for day in (2, 3, 4)] == [5 * 24, 7 * 24, 10 * 24]


def test_max_trips_and_crews_count() -> None:
    world = small_world(fleets=[fleet(count=4, drivers=8, max_trips=1)], extra=FAR)
    assert bounds(world, [from_far(1, 1_000)])[11].persons == 4 * 24
    two = rules(drivers=DriverRules(two_driver_m=400_000))
    world = small_world(two, fleets=[fleet(count=4, drivers=5, max_trips=1)], extra=FAR)
    assert bounds(world, [from_far(1, 1_000)])[11].persons == 2 * 24


def test_hours_at_the_wheel_count() -> None:
    four = rules(drivers=DriverRules(driving_24h_s=5 * HOUR_S))
    world = small_world(four, fleets=[fleet(count=1, drivers=1)], extra=FAR)
    # a trip takes 4.9 h at the wheel, of five that a driver may drive in a day
    assert bounds(world, [from_far(1, 1_000)])[1].persons == 24


def test_permits_bound_what_leaves_the_city() -> None:
    office = Stop("PO", StopKind.PERMIT_OFFICE, "窗口", 121.0, 29.0, "330203", catchment_adcodes=("3302",))
    rows = tuple(Capacity("permit", "PO", FIRST_DAY + day, 1) for day in range(5))
    stops = (*small_world().scenario.stops, office)
    world = small_world(rules(permit_required=True), stops=stops, capacities=rows)
    found = bounds(world, [cohort(1, 1_000)])
    assert [found[day].persons for day in (1, 2)] == [2 * 24, 3 * 24]
    assert found[2].held == {"permits": 3 * 24}


def test_laboratories_bound_those_who_owe_a_test() -> None:
    lab = Stop("TS", StopKind.TEST_SITE, "检测点", 121.0, 29.0, "330206", catchment_adcodes=("330206",))
    rows = tuple(Capacity("test", "TS", FIRST_DAY + day, 10) for day in range(1, 9))
    zones = (Zone("341225", Level.MEDIUM, moment(-5), None),)
    tests = rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.TEST),))
    world = small_world(tests, stops=(*small_world().scenario.stops, lab), capacities=rows, zones=zones)
    found = bounds(world, [cohort(1, 100), cohort(2, 7, origin=CEHENG)])
    assert [found[day].persons for day in (2, 3)] == [27, 37]
    assert found[2].held == {"people": 7, "tests:330206": 20}


def test_beds_stay_taken() -> None:
    zones = (Zone("341225", Level.HIGH, moment(-5), None),)
    stay = rules(arrivals=(ArrivalRule(Level.HIGH, ArrivalAction.QUARANTINE, 3),))
    found = bounds(with_site(small_world(stay, zones=zones), isolation_beds=10), [cohort(1, 100)])
    assert [found[day].persons for day in range(1, 8)] == [10, 10, 20, 20, 20, 30, 30]
    # beds of days −2 and 0 are counted too: nobody was there then, which a flow does not see


def test_sealed_ground_lets_nobody_go_but_those_who_walk_to_a_station() -> None:
    shut = (Zone("341225", Level.SEALED, moment(-5), None),)
    stops = tuple(
        replace(s, catchment_adcodes=("3412",)) if s.stop_id == "FYH" else s for s in small_world().scenario.stops
    )
    world = small_world(rules(sealed_closed=True), zones=shut)
    assert bounds(world, [cohort(1, 30)])[11].ways == 0
    walking = small_world(rules(sealed_closed=True), zones=shut, stops=stops, services=(train(),))
    assert bounds(walking, [cohort(1, 30)])[3].persons == 30


def test_a_ride_that_no_rule_allows_is_no_way() -> None:
    world = small_world(rules(times=Times(max_ride_s=4 * HOUR_S)), extra=FAR)
    assert bounds(world, [from_far(1, 30)])[11].ways == 0


@pytest.mark.parametrize("relax", ["seats", "intake", "vehicles", "window"])
def test_a_relaxed_campaign_has_no_lower_bound(relax: str) -> None:
    tight = with_site(small_world(fleets=[fleet(count=2, drivers=2)], services=(train(units=1),)), intake_per_day=40)
    people = [cohort(1, 200), cohort(2, 90, due_at=moment(4))]
    wide, more = tight, people
    if relax == "seats":
        wide = replace(tight, scenario=replace(tight.scenario, services=(train(units=3),)))
    elif relax == "intake":
        wide = with_site(tight, intake_per_day=55)
    elif relax == "vehicles":
        wide = replace(tight, scenario=replace(tight.scenario, fleets=(fleet(count=3, drivers=6),)))
    else:
        more = [people[0], replace(people[1], due_at=moment(9))]
    before, after = bounds(tight, people), bounds(wide, more)
    assert all(after[day].persons >= before[day].persons for day in before.keys() & after.keys())
