from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.fleet import Driver, Fleet
from planner.domain.plan import Activity, LegRole
from planner.domain.routing import Shipment
from planner.domain.rule import LoadCap
from planner.schedule.crews import with_listed_drivers
from planner.schedule.rotations import Rotation, rotate
from planner.schedule.sorties import Sortie, rest_activity
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.schedule.yards import Yard, offered
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import (
    LEGAL,
    at_hour,
    legal_rules,
    most_driven,
    options,
    run_all,
    schedule_world,
    shipment,
    single_trips,
    stretches,
    trip_of,
)  # fmt: skip
from tests.builders.small_world import CEHENG, FUNAN, YINGSHANG, cohort, fleet, moment

FAR_DEPOT = (-490.0, 200.0, "341225")


def by_vehicle(sorties: tuple[Sortie, ...]) -> dict[tuple[int, int], list[Sortie]]:
    """Sorties of each vehicle in order of leaving the depot."""
    found: dict[tuple[int, int], list[Sortie]] = defaultdict(list)
    for sortie in sorted(sorties, key=lambda s: s.out.depart_s):
        found[sortie.fleet, sortie.vehicle_no].append(sortie)
    return found


def driven(sorties: list[Sortie]) -> np.ndarray:
    """All driving of a vehicle."""
    return np.concatenate([part for s in sorties for part in (s.out.driven, s.timed.run.driven, s.home.driven)])


def check_rotation(world: World, rotation: Rotation) -> None:
    """Everything that must hold of any rotation, recounted."""
    drivers: dict[int, int] = defaultdict(int)
    for (number, vehicle), sorties in by_vehicle(rotation.sorties).items():
        owner = world.scenario.fleets[number]
        crew = max(sortie.timed.crew for sortie in sorties)
        drivers[number] += crew
        assert 1 <= vehicle <= owner.count
        assert owner.max_trips is None or len(sorties) <= owner.max_trips
        assert sorties[0].out.depart_s >= owner.available_from + world.offset_s
        assert sorties[-1].free_s <= owner.available_until + world.offset_s
        for sortie in sorties:
            assert sortie.out.arrive_s <= sortie.timed.boarding_s
            assert sortie.home.depart_s >= sortie.timed.run.arrive_s + sortie.timed.rules.times.drop_dwell_s
        for first, second in pairwise(sorties):
            rules = first.timed.rules
            assert second.out.depart_s - first.home.arrive_s >= max(rules.times.turnaround_s, rules.drivers.rest_s)
        hours_are_kept(driven(sorties), crew, world.policy.rulesets[0].drivers.rest_s)
    assert all(count <= world.scenario.fleets[number].drivers for number, count in drivers.items())


def hours_are_kept(wheel: np.ndarray, crew: int, rest_s: int) -> None:
    """Stretch, day and week of driving."""
    assert all(sum(b - a for a, b in stretch) <= 4 * HOUR_S for stretch in stretches(wheel, rest_s))
    assert most_driven(wheel, DAY_S) <= 8 * HOUR_S * crew
    assert most_driven(wheel, 7 * DAY_S) <= 44 * HOUR_S * crew


journeys = st.builds(
    lambda start, end, day, hour, hours, tier, persons: shipment(
        persons, start, end, (moment(day, hour), moment(day, hour + hours)), tier=tier
    ),
    st.sampled_from([FUNAN, YINGSHANG, "NBH", "FYH", CEHENG]),
    st.sampled_from(["S1", "S3"]),
    st.integers(1, 5),
    st.integers(0, 23),
    st.sampled_from([12, 24, 60]),
    st.integers(0, 2),
    st.integers(1, 24),
)
yards = st.builds(
    lambda count, drivers, trips: (
        fleet("NB", count=count, drivers=drivers, max_trips=trips), fleet("AH", FAR_DEPOT, count=1, drivers=2),
    ),
    st.integers(1, 3), st.integers(1, 6), st.sampled_from([None, 1, 2]),
)  # fmt: skip


@settings(max_examples=40)
@given(shipments=st.lists(journeys, min_size=1, max_size=8), fleets=yards, rest_s=st.sampled_from([1_200, 7_200]))
def test_every_rotation_keeps_vehicles_crews_and_hours(
    shipments: list[Shipment], fleets: tuple[Fleet, ...], rest_s: int
) -> None:
    world = schedule_world(shipments, legal_rules(drivers=replace(LEGAL, rest_s=rest_s)), fleets=fleets)
    rotation = rotate(world, single_trips(shipments))
    check_rotation(world, rotation)
    carried = [sortie.timed.routed.loads[0].shipment for sortie in rotation.sorties]
    failed = [failure.routed.loads[0].shipment for failure in rotation.failures]
    assert sorted(carried + failed) == list(range(len(shipments)))
    assert {failure.reason for failure in rotation.failures} <= {"NO_VEHICLE", "NO_DRIVER", "WINDOW_TOO_SHORT"}


def test_a_rotation_is_the_same_every_time() -> None:
    shipments = [at_hour(1 + k % 3, 6 + k, start=[FUNAN, "NBH"][k % 2]) for k in range(6)]
    world = schedule_world(shipments)
    first, second = (
        [(s.timed.run.depart_s, s.fleet, s.vehicle_no, s.out.depart_s) for s in rotate(world, trips).sorties]
        for trips in (single_trips(shipments), single_trips(shipments)[::-1])
    )
    assert first == second


@pytest.mark.parametrize(("hours", "vehicles"), [((8, 8.25, 14), 2), ((8, 11, 14), 1), ((8, 8, 8, 14, 14), 3)])
def test_as_many_vehicles_go_as_trips_overlap_at_once(hours: tuple[float, ...], vehicles: int) -> None:
    # NBH to S1 and back is about an hour and a half with boarding, rest and disinfection
    sorties = run_all(schedule_world([at_hour(2, hour, start="NBH") for hour in hours]))
    assert len(by_vehicle(sorties)) == vehicles


def test_used_vehicles_go_before_new_ones_and_one_fleet_before_others() -> None:
    fleets = (fleet("NB", count=2, drivers=2), fleet("N2", count=2, drivers=2))
    sorties = run_all(schedule_world([at_hour(2, hour, start="NBH") for hour in (8, 8, 8, 12)], fleets=fleets))
    assert len(sorties) == 4
    assert set(by_vehicle(sorties)) == {(0, 1), (0, 2), (1, 1)}


def one_coach(**facts: object) -> dict[str, object]:
    """A fleet of a single coach."""
    return {"fleets": (fleet("NB", count=1, drivers=2, **facts),)}


def test_when_vehicles_are_scarce_the_better_tier_rides() -> None:
    late, early = at_hour(2, 8, start="NBH", tier=2), at_hour(3, 8, start="NBH", tier=0)
    world = schedule_world([late, early], **one_coach(max_trips=1))
    rotation = rotate(world, single_trips(world.shipments))
    assert [world.shipments[s.timed.routed.loads[0].shipment].tier for s in rotation.sorties] == [0]
    (failure,) = rotation.failures
    assert (failure.reason, failure.blocking_id, failure.routed.loads[0].shipment) == ("NO_VEHICLE", "NB", 0)


def test_trips_of_a_train_go_before_those_that_can_wait() -> None:
    direct = at_hour(2, 6, start="NBH", tier=0)
    tied = at_hour(2, 6.5, start="NBH", tier=2, role=LegRole.LAST_MILE, service_id="SV1")
    world = schedule_world([direct, tied], **one_coach())
    rotation = rotate(world, single_trips(world.shipments))
    assert [sortie.timed.routed.role for sortie in rotation.sorties] == [LegRole.LAST_MILE]


def test_a_direct_trip_waits_until_a_coach_is_free() -> None:
    window = (moment(2, 8), moment(2, 20))
    world = schedule_world([shipment(start="NBH", window=window) for _ in range(3)], **one_coach())
    sorties = run_all(world)
    assert {sortie.vehicle_no for sortie in sorties} == {1}


def test_a_coach_goes_between_two_trips_that_were_fixed_before() -> None:
    tied = [at_hour(2, hour, start="NBH", role=LegRole.LAST_MILE, service_id="SV1") for hour in (8, 16)]
    world = schedule_world([*tied, shipment(start="NBH", window=(moment(2, 10), moment(2, 14)))], **one_coach())
    roles = [sortie.timed.routed.role for sortie in run_all(world)]
    assert roles == [LegRole.LAST_MILE, LegRole.DIRECT, LegRole.LAST_MILE]


def test_a_coach_that_would_come_back_too_late_for_its_crew_to_rest_does_not_fill_a_gap() -> None:
    # the empty run to NBH begins at about 13:10 for 16:00; home from the trip at 10:00 it is 12:25
    rules = legal_rules(drivers=replace(LEGAL, rest_s=2 * HOUR_S))
    tied = at_hour(2, 16, start="NBH", role=LegRole.LAST_MILE, service_id="SV1")
    yard = (fleet("NB", (-10.0, 0.0, "330206"), count=2, drivers=2),)
    world = schedule_world([tied, at_hour(2, 10, start="NBH")], rules, fleets=yard)
    check_rotation(world, rotate(world, single_trips(world.shipments)))


def test_few_drivers_leave_coaches_standing() -> None:
    world = schedule_world([at_hour(2, 8), at_hour(2, 8)], fleets=(fleet("NB", count=2, drivers=3),))
    rotation = rotate(world, single_trips(world.shipments))
    assert len(rotation.sorties) == 1
    assert [(f.reason, f.blocking_id) for f in rotation.failures] == [("NO_DRIVER", "NB")]


@pytest.mark.parametrize(("count", "drivers", "left"), [(8, 5, "NO_DRIVER"), (5, 8, "NO_VEHICLE")])
def test_what_runs_out_first_binds_drivers_or_vehicles(count: int, drivers: int, left: str) -> None:
    # eight short trips at once: 62 % of the vehicles have a driver, or 62 % of the drivers a vehicle
    trips = [at_hour(2, 8, start="NBH") for _ in range(8)]
    world = schedule_world(trips, fleets=(fleet("NB", (-10.0, 0.0, "330206"), count=count, drivers=drivers),))
    rotation = rotate(world, single_trips(trips))
    assert len(rotation.sorties) == 5
    assert {failure.reason for failure in rotation.failures} == {left}


def named(driver_id: str, from_at: int | None = None, until_at: int | None = None, **facts: object) -> Driver:
    """A driver of fleet NB."""
    return replace(Driver(driver_id, "NB", True, "green", from_at, until_at), **facts)


def test_listed_drivers_drive_under_their_names_and_only_while_they_are_there() -> None:
    trips = [at_hour(day, 8, start="NBH") for day in (2, 2, 4)]
    listed = (named("D1", until_at=moment(3)), named("D2", moment(2), moment(3)))
    world = schedule_world(trips, fleets=(fleet("NB", (-10.0, 0.0, "330206")),), drivers=listed)
    rotation = rotate(world, single_trips(trips))
    assert sorted(sortie.driver_ids for sortie in rotation.sorties) == [("D1",), ("D2",)]
    (failure,) = rotation.failures
    assert (failure.reason, failure.routed.loads[0].shipment) == ("NO_DRIVER", 2)


def test_drivers_off_the_white_list_or_with_a_banned_code_do_not_drive() -> None:
    strict = legal_rules(driver_white_list=True, banned_codes=("red",))
    listed = (named("D1", whitelisted=False), named("D2", health_code="red"), named("D3"))
    trips = [at_hour(2, 8, start="NBH"), at_hour(2, 8, start="NBH")]
    world = schedule_world(trips, strict, fleets=(fleet("NB", (-10.0, 0.0, "330206")),), drivers=listed)
    assert [sortie.driver_ids for sortie in rotate(world, single_trips(trips)).sorties] == [("D3",)]
    assert with_listed_drivers(world.scenario, world.policy).fleets[0].drivers == 1


def test_two_drivers_stay_together_on_their_vehicle() -> None:
    trips = [at_hour(2, 8, start="NBH"), shipment(window=(moment(3), moment(7)))]
    listed = tuple(named(f"D{number}") for number in range(1, 4))
    world = schedule_world(trips, fleets=(fleet("NB", (-10.0, 0.0, "330206"), count=1),), drivers=listed)
    assert {sortie.driver_ids for sortie in rotate(world, single_trips(trips)).sorties} == {("D1", "D2")}


def test_people_in_need_of_accessible_seats_ride_where_there_are_some() -> None:
    # five of them, two accessible seats to a coach: three coaches, and the others ride along
    needy = shipment(5, accessible=True)
    fleets = (fleet("NA"), fleet("NB", accessible_seats=2))
    world = schedule_world([shipment(15), needy], fleets=fleets)
    rotation = rotate(world, [trip_of(world.shipments, 0, 1)])
    aboard = [{load.shipment: load.persons for load in s.timed.routed.loads} for s in rotation.sorties]
    assert sorted((load.get(1, 0), s.fleet) for load, s in zip(aboard, rotation.sorties)) == [(1, 1), (2, 1), (2, 1)]
    assert sum(load.get(0, 0) for load in aboard) == 15
    assert not rotation.failures


def test_without_accessible_seats_the_others_go_and_the_reason_is_told() -> None:
    world = schedule_world([shipment(15), shipment(5, accessible=True)])
    rotation = rotate(world, [trip_of(world.shipments, 0, 1)])
    assert [sortie.timed.load for sortie in rotation.sorties] == [15]
    assert [(f.reason, f.routed.loads[0].shipment) for f in rotation.failures] == [("NEEDS_NOT_MET", 1)]


def test_a_week_holds_only_so_much_driving() -> None:
    # out and back over 700 km are 19.4 h: two drivers may do it four times in seven days
    shipments = [shipment(window=(moment(1), moment(8))) for _ in range(6)]
    world = schedule_world(shipments, **one_coach())
    rotation = rotate(world, single_trips(shipments))
    check_rotation(world, rotation)
    strict = legal_rules(drivers=replace(LEGAL, driving_7d_s=20 * HOUR_S))
    fewer = rotate(schedule_world(shipments, strict, **one_coach()), single_trips(shipments))
    assert len(fewer.sorties) < len(rotation.sorties) <= 4


def test_a_crew_is_fixed_by_the_hardest_trip_and_counts_once() -> None:
    world = schedule_world([at_hour(2, 8, start="NBH"), at_hour(3, 8)], **one_coach())
    sorties = run_all(world)
    assert [sortie.timed.crew for sortie in sorties] == [1, 2]
    check_rotation(world, rotate(world, single_trips(world.shipments)))


def test_a_trip_that_fits_no_clock_says_so() -> None:
    world = schedule_world([shipment(window=(moment(1, 8), moment(1, 12)))])
    (failure,) = rotate(world, single_trips(world.shipments)).failures
    assert (failure.reason, failure.blocking_id) == ("WINDOW_TOO_SHORT", FUNAN)


def test_a_coach_that_must_be_home_before_the_charter_ends_is_not_sent() -> None:
    world = schedule_world([at_hour(3, 8)], fleets=(fleet("NB", available_until=moment(3, 19)),))
    assert [f.reason for f in rotate(world, single_trips(world.shipments)).failures] == ["NO_VEHICLE"]


def test_the_next_depot_steps_in_when_the_chosen_one_is_out() -> None:
    fleets = (fleet("NB", count=1, drivers=1), fleet("FAR", (-30, -300, "330206")), fleet("N2", (-30, 0, "330206")))
    sorties = run_all(schedule_world([at_hour(2, 8, start="NBH"), at_hour(2, 8, start="NBH")], fleets=fleets))
    assert sorted(sortie.fleet for sortie in sorties) == [0, 2]


def test_vehicles_rest_as_long_as_their_crew() -> None:
    rules = legal_rules(drivers=replace(LEGAL, rest_s=2 * HOUR_S))
    shipments = [shipment(start="NBH", window=(moment(2, 6), moment(2, 23))) for _ in range(2)]
    first, second = run_all(schedule_world(shipments, rules, **one_coach()))
    assert second.out.depart_s - first.home.arrive_s >= 2 * HOUR_S


@pytest.mark.parametrize(
    ("crew", "seconds", "activity"),
    [(1, 1_200, Activity.REST), (2, 1_200, Activity.DRIVER_CHANGE), (1, 7_200, Activity.OVERNIGHT)],
)
def test_a_halt_on_the_road_is_called_by_what_it_is(crew: int, seconds: int, activity: Activity) -> None:
    assert rest_activity(crew, seconds) is activity


def test_a_trip_whose_windows_do_not_meet_is_split_and_both_parts_go() -> None:
    early, late = at_hour(2, 8, start="NBH", persons=3), at_hour(4, 8, start="NBH", persons=5)
    world = schedule_world([early, late])
    rotation = rotate(world, [trip_of(world.shipments, 0, 1)])
    aboard = [[(load.shipment, load.persons) for load in s.timed.routed.loads] for s in rotation.sorties]
    assert (aboard, rotation.failures) == ([[(0, 3)], [(1, 5)]], ())


def test_of_a_trip_with_somebody_who_is_never_in_time_the_others_go() -> None:
    never = shipment(2, "NBH", "S1", (moment(3, 8), moment(3, 8)))
    world = schedule_world([at_hour(2, 8, start="NBH", persons=3), never, at_hour(2, 8, start="NBH", persons=4)])
    rotation = rotate(world, [trip_of(world.shipments, 0, 1, 2)])
    assert [sortie.timed.load for sortie in rotation.sorties] == [7]
    assert [(f.reason, f.routed.loads[0].shipment) for f in rotation.failures] == [("WINDOW_TOO_SHORT", 1)]


def test_a_single_attempt_takes_trips_by_time_whatever_their_tier() -> None:
    early, later = (at_hour(2, hour, start=FUNAN, persons=10) for hour in (8, 9))
    world = schedule_world([replace(early, tier=2), replace(later, tier=0)], **one_coach())
    left = [
        [failure.routed.loads[0].shipment for failure in rotate(world, single_trips(world.shipments), most).failures]
        for most in (1, 2)
    ]
    assert left == [[1], [0]]


def long_way(hour: float) -> tuple[World, list[TimedTrip]]:
    """A trip over most of the country from ``hour`` of the second day on, with all its departures."""
    far = fleet("NB", (-240.0, 100.0, "330206"), count=1, drivers=2, driver_day_cents=45_000)
    window = {"depart_to": moment(3, 23), "arrive_to": moment(5, 20)}
    errand = at_hour(2, hour, start=CEHENG, **window)
    world = schedule_world([errand], fleets=(far,))
    return world, options(world, drive_s=100_000)


def test_a_later_departure_of_the_day_is_taken_where_drivers_are_paid_for_fewer_days() -> None:
    world, departures = long_way(10)
    today = [timed for timed in departures if timed.run.depart_s // DAY_S == departures[0].run.depart_s // DAY_S]
    offers = [offered(world, Yard.of(world, world.scenario.fleets[0]), 0, timed) for timed in today]
    days = [offer.sortie.days for offer in offers if offer is not None]
    (sortie,) = rotate(world, single_trips(world.shipments)).sorties
    assert (days[0], min(days), sortie.days, sortie.least_days) == (5, 4, 4, 4)
    paid = 2 * 4 * 45_000
    free = replace(world.scenario.fleets[0], driver_day_cents=0)
    assert sortie.cost_cents(world.scenario.fleets[0]) == sortie.cost_cents(free) + paid


def test_nobody_boards_in_the_night_to_save_a_day_of_drivers() -> None:
    world, _ = long_way(0)
    (sortie,) = rotate(world, single_trips(world.shipments)).sorties
    assert 6 <= sortie.timed.run.depart_s % DAY_S / 3600 <= 21


def test_those_who_came_off_worst_go_before_others_of_their_tier() -> None:
    # the coach can take one of two trips of the same hour; firm and county of the first have others who travel later
    people = (cohort(1, 10), cohort(2, 10, "S2", YINGSHANG), cohort(3, 20))
    errands = [
        replace(at_hour(2, 8, 10, FUNAN, "S1"), cohort=0),
        replace(at_hour(2, 8, 10, YINGSHANG, "S2"), cohort=1),
        replace(at_hour(6, 8, 20, FUNAN, "S1"), cohort=2),
    ]
    world = replace(schedule_world(errands, **one_coach()), cohorts=people)
    left = [
        [failure.routed.loads[0].shipment for failure in rotate(world, single_trips(errands), most).failures]
        for most in (2, 3)
    ]
    assert left == [[1], [0]]
    late = rotate(world, single_trips(errands), 3, lambda: False)
    assert [failure.routed.loads[0].shipment for failure in late.failures] == [1]


def test_a_full_coach_without_a_vehicle_once_rules_are_milder_goes_before_in_two() -> None:
    full = legal_rules(caps=(LoadCap("*", "*", "*", Fraction(1)),), version="test@later", effective_from=moment(6))
    asked = [shipment(40), shipment(40, YINGSHANG)]
    world = schedule_world(asked, legal_rules(), full, fleets=[fleet(count=1, drivers=2, available_until=moment(9))])
    trips = [replace(trip_of(asked, number), depart_from=moment(6)) for number in range(2)]
    rotation = rotate(world, trips)
    assert not rotation.failures
    assert sorted(sortie.timed.load for sortie in rotation.sorties) == [16, 24, 40]
    late = moment(6) + world.offset_s
    assert [s.timed.load for s in rotation.sorties if s.timed.run.depart_s >= late] == [40]
    check_rotation(world, rotation)


def test_where_the_large_coaches_are_out_a_small_one_takes_as_many_as_it_can() -> None:
    asked = [shipment(26, window=(moment(1), moment(2, 20))) for _ in range(2)]
    fleets = [fleet(count=1, drivers=2, seats=53), fleet("SM", count=1, drivers=2, seats=49)]
    rotation = rotate(schedule_world(asked, fleets=fleets), single_trips(asked))
    assert sorted(sortie.timed.load for sortie in rotation.sorties) == [24, 26]
    assert [sum(load.persons for load in failure.routed.loads) for failure in rotation.failures] == [2]


def two_trips_for_one_cheap_coach() -> World:
    """Two trips ready on the same morning, due days later; the fleet that routing chose has one coach."""
    cheap = fleet("NB", count=1, cents_per_km=600)
    dear, dearest = (fleet(f"D{price}", count=1, cents_per_km=price) for price in (900, 1_200))
    errands = [shipment(20, FUNAN, "S1", (moment(2, 6), moment(6, 20))) for _ in range(2)]
    return schedule_world(errands, fleets=(cheap, dearest, dear))


def test_a_trip_waits_for_the_fleet_that_routing_chose_where_another_one_costs_more() -> None:
    world = two_trips_for_one_cheap_coach()
    rotation = rotate(world, single_trips(world.shipments))
    assert [sortie.fleet for sortie in rotation.sorties] == [0, 0] and not rotation.failures


def test_a_single_attempt_does_not_wait_and_takes_the_cheapest_fleet_that_is_free() -> None:
    world = two_trips_for_one_cheap_coach()
    assert sorted(sortie.fleet for sortie in rotate(world, single_trips(world.shipments), 1).sorties) == [0, 2]
