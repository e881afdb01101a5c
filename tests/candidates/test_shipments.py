"""From a choice of services to what each coach leg carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.candidates.shipments import Work, add_direct_rides, build_work, same_spots
from planner.domain.demand import Cohort
from planner.domain.fleet import Capacity
from planner.domain.place import Level, Site, Stop, StopKind, Zone
from planner.domain.plan import LegRole
from planner.domain.routing import OpenService
from planner.domain.rule import ArrivalAction, ArrivalRule
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import FIRST_DAY, FUNAN, SmallWorld, cohort, firm, moment, rules, small_world, train

SERVICE = train()


def work_of(world: SmallWorld, cohorts: Sequence[Cohort], *opened: OpenService, practical: bool = True) -> Work:
    ways = world.ways(cohorts)
    return build_work(ways.prices, cohorts, ways.arrays, [practical] * len(cohorts), opened)


def aboard(*persons: tuple[int, int]) -> OpenService:
    return OpenService(0, 5, 59, persons)


def test_everybody_goes_by_coach_when_no_service_is_open() -> None:
    work = work_of(small_world(), [cohort(1, 30), cohort(2, 4, "S2", tier=0)])
    assert [(s.role, s.persons, s.to_place, s.tier) for s in work.shipments] == [
        (LegRole.DIRECT, 30, "S1", 1),
        (LegRole.DIRECT, 4, "S2", 0),
    ]
    assert [ride.direct for ride in work.rides] == [0, 1]


def test_groups_stay_whole_and_the_others_travel_together() -> None:
    work = work_of(small_world(), [cohort(1, 10, group_sizes=(3, 2))])
    assert [(s.persons, s.group) for s in work.shipments] == [(3, True), (2, True), (5, False)]


def test_a_service_takes_groups_that_fit_and_the_rest_goes_by_coach() -> None:
    world = small_world(services=(SERVICE,))
    work = work_of(world, [cohort(1, 12, group_sizes=(6, 4))], aboard((0, 5)))
    over = [(ride.persons, ride.group) for ride in work.rides if ride.service == 0]
    direct = [(ride.persons, ride.group) for ride in work.rides if ride.service is None]
    assert over == [(4, True), (1, False)]
    assert direct == [(6, True), (1, False)]


def test_a_ride_over_a_service_has_a_feeder_and_a_last_mile_within_its_times() -> None:
    world = small_world(services=(SERVICE,))
    feeder, last = work_of(world, [cohort(1, 20)], aboard((0, 20))).shipments
    times = world.policy.rulesets[0].times
    assert (feeder.role, feeder.from_place, feeder.to_place, feeder.service_id) == (LegRole.FEEDER, FUNAN, "FYH", "SV1")
    assert feeder.depart_from == moment(1)
    assert feeder.arrive_to == SERVICE.depart_at - times.rail_board_s
    assert feeder.arrive_from == SERVICE.depart_at - times.max_hub_wait_s
    assert (last.role, last.from_place, last.to_place) == (LegRole.LAST_MILE, "NBH", "S1")
    assert last.depart_from == SERVICE.arrive_at + times.rail_alight_s
    assert last.depart_to == SERVICE.arrive_at + times.max_hub_wait_s
    assert last.arrive_to <= moment(7, 20)


def test_those_who_walk_to_the_station_have_no_feeder() -> None:
    world = small_world(services=(SERVICE,))
    stops = tuple(replace(stop, catchment_adcodes=("341225",)) for stop in world.scenario.stops)
    near = replace(world, scenario=replace(world.scenario, stops=stops))
    for made, who in ((near, cohort(1, 20)), (world, cohort(1, 20, pickup_id="FYH"))):
        work = work_of(made, [who], aboard((0, 20)))
        assert [s.role for s in work.shipments] == [LegRole.LAST_MILE]
        assert work.rides[0].feeder is None and work.rides[0].last_mile == 0


def test_nobody_without_a_practical_coach_is_sent_by_coach() -> None:
    assert work_of(small_world(), [cohort(1, 9)], practical=False) == Work((), ())


def test_a_firm_that_resumes_later_receives_nobody_before() -> None:
    world = small_world(firms=[firm("E1", resume_from=moment(4)), firm("E2"), firm("E3")])
    (shipment,) = work_of(world, [cohort(1, 9)]).shipments
    assert shipment.arrive_from == moment(4)


def test_the_last_mile_arrives_while_the_door_is_open() -> None:
    world = small_world(services=(SERVICE,))
    sites = tuple(replace(s, opens_s=8 * HOUR_S, closes_s=18 * HOUR_S) for s in world.scenario.sites)
    open_by_day = replace(world, scenario=replace(world.scenario, sites=sites))
    last = work_of(open_by_day, [cohort(1, 20)], aboard((0, 20))).shipments[1]
    assert (last.arrive_from, last.arrive_to) == (moment(3, 8), moment(3, 18))  # the train arrives at 06:00


def door(site_id: str, lon: float, lat: float) -> Site:
    return Site(site_id, "E1", site_id, lon, lat, "330206", 0, DAY_S)


def test_doors_at_one_spot_are_one_halt() -> None:
    doors = (door("S3", 121.5, 29.5), door("S1", 121.5, 29.5), door("S2", 121.6, 29.5))
    scenario = replace(small_world().scenario, sites=doors)
    assert same_spots(scenario) == {"S1": "S1", "S3": "S1", "S2": "S2"}


def test_shipments_to_doors_at_one_spot_share_it() -> None:
    world = small_world(extra={"S4": (0, 0, "330206")}, firms=[firm(f"E{n}") for n in range(1, 5)])
    shipments = work_of(world, [cohort(1, 5), cohort(2, 5, "S4")]).shipments
    assert {s.to_place for s in shipments} == {"S1"}
    assert [s.enterprise_id for s in shipments] == ["E1", "E4"]


def test_a_second_round_adds_direct_rides_and_keeps_the_first() -> None:
    world, cohorts = small_world(services=(SERVICE,)), [cohort(1, 20, group_sizes=(3,))]
    first = work_of(world, cohorts, aboard((0, 20)))
    ways = world.ways(cohorts)
    both = add_direct_rides(first, ways.prices, cohorts, ways.arrays, [(0, 3, True), (0, 7, False)])
    assert both.shipments[: len(first.shipments)] == first.shipments and both.rides[: len(first.rides)] == first.rides
    added = both.shipments[len(first.shipments) :]
    assert [(s.role, s.persons, s.group) for s in added] == [(LegRole.DIRECT, 3, True), (LegRole.DIRECT, 7, False)]
    assert [ride.direct for ride in both.rides[len(first.rides) :]] == [len(first.shipments), len(first.shipments) + 1]


def test_a_promise_ends_the_window_of_the_first_boarding() -> None:
    world, promised = small_world(services=(SERVICE,)), cohort(1, 20, board_by=moment(2, 6))
    (direct,) = work_of(world, [promised]).shipments
    feeder, last = work_of(world, [promised], aboard((0, 20))).shipments
    assert (direct.depart_to, feeder.depart_to) == (moment(2, 6), moment(2, 6))
    assert direct.arrive_to == moment(7, 20)
    assert last.depart_to == SERVICE.arrive_at + world.policy.rulesets[0].times.max_hub_wait_s
    (late,) = work_of(world, [replace(promised, board_by=moment(9))]).shipments
    assert late.depart_to == moment(7, 20)


MEDIUM = (Zone("341225", Level.MEDIUM, moment(0), moment(3)),)
"""Funan is of medium level until the fourth day."""
ASKED = rules(
    arrivals=(ArrivalRule(Level.LOW, ArrivalAction.TEST), ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 14))
)
SHELTER = Stop("QA", StopKind.QUARANTINE_SITE, "测试隔离点", 121.0, 29.0, "330206", catchment_adcodes=("3302",))
BEDS = (Capacity("quarantine", "QA", FIRST_DAY + 3, 10),)


def sheltered(**facts: object) -> SmallWorld:
    """Quarantine is asked for, and ``QA`` in Beilun has beds."""
    stops = (*small_world().scenario.stops, SHELTER)
    extra = {"QA": (1, 0, "330206")}
    return small_world(ASKED, **{"zones": MEDIUM, "stops": stops, "capacities": BEDS, "extra": extra, **facts})


def test_those_in_quarantine_end_at_the_place_that_serves_their_site() -> None:
    (shipment,) = work_of(sheltered(), [cohort(1, 9)]).shipments
    assert (shipment.to_place, shipment.quarantine_at, shipment.quarantine_days) == ("QA", "QA", 14)


def test_a_site_with_beds_of_its_own_keeps_its_people() -> None:
    sites = tuple(replace(site, isolation_beds=5) for site in small_world().scenario.sites)
    (shipment,) = work_of(sheltered(sites=sites), [cohort(1, 9)]).shipments
    assert (shipment.to_place, shipment.quarantine_at) == ("S1", "S1")
    rows = (Capacity("quarantine", "S1", FIRST_DAY + 3, 1),)
    (shipment,) = work_of(sheltered(capacities=(*BEDS, *rows)), [cohort(1, 9)]).shipments
    assert shipment.to_place == "S1"


def test_where_no_place_has_beds_they_are_sent_to_their_site() -> None:
    for facts in ({"capacities": ()}, {"stops": (replace(SHELTER, catchment_adcodes=("3303",)),)}):
        (shipment,) = work_of(sheltered(**facts), [cohort(1, 9)]).shipments
        assert (shipment.to_place, shipment.quarantine_at, shipment.quarantine_days) == ("S1", "S1", 14)


def test_what_may_be_asked_is_the_strictest_of_the_moments_of_boarding() -> None:
    early = cohort(1, 9, due_at=moment(2, 20))
    later = cohort(2, 9, ready_at=moment(4))
    first, both, last = work_of(sheltered(), [early, cohort(3, 9), later]).shipments
    assert (first.tested, first.quarantine_days) == (False, 14)
    assert (both.tested, both.quarantine_days) == (True, 14)
    assert (last.tested, last.quarantine_days, last.to_place) == (True, 0, "S1")


def test_a_walk_in_is_asked_what_holds_when_the_train_leaves() -> None:
    stops = (*(replace(stop, catchment_adcodes=("341225",)) for stop in small_world().scenario.stops), SHELTER)
    late = train(depart_at=moment(3, 20), arrive_at=moment(4, 6))
    for service, days, place in ((SERVICE, 14, "QA"), (late, 0, "S1")):
        made = sheltered(stops=stops, services=(service,))
        (last,) = work_of(made, [cohort(1, 20)], aboard((0, 20))).shipments
        assert (last.quarantine_days, last.to_place, last.tested) == (days, place, not days)


@given(
    st.lists(st.tuples(st.integers(1, 40), st.lists(st.integers(2, 6), max_size=3)), min_size=1, max_size=4),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
)
def test_every_person_has_exactly_one_ride_and_every_ride_its_legs(
    people: list[tuple[int, list[int]]], over: list[int]
) -> None:
    world = small_world(services=(SERVICE,))
    cohorts = [cohort(n, extra + sum(groups), group_sizes=tuple(groups)) for n, (extra, groups) in enumerate(people)]
    taken = tuple((n, min(over[n], c.persons)) for n, c in enumerate(cohorts) if over[n])
    work = work_of(world, cohorts, aboard(*taken))
    persons: Counter[int] = Counter()
    for ride in work.rides:
        persons[ride.cohort] += ride.persons
        legs = [leg for leg in (ride.direct, ride.feeder, ride.last_mile) if leg is not None]
        assert legs and all(work.shipments[leg].persons == ride.persons for leg in legs)
        assert all(work.shipments[leg].group == ride.group for leg in legs)
    assert dict(persons) == {n: c.persons for n, c in enumerate(cohorts)}
    for n, c in enumerate(cohorts):
        groups = Counter(ride.persons for ride in work.rides if ride.cohort == n and ride.group)
        assert groups == Counter(c.group_sizes)
    assert all(sum(r.persons for r in work.rides if r.cohort == n and r.service == 0) <= count for n, count in taken)
