"""Prices of coach seats: an estimate near the truth, a floor below every plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.candidates.prices import NEVER, CoachPrices, Ints
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, Zone
from planner.domain.rule import DriverRules, LoadCap, RuleSet, Times
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import (
    CEHENG,
    DAYS,
    FUNAN,
    YINGSHANG,
    SmallWorld,
    fleet,
    moment,
    rules,
    small_world,
)

WINDOW = (moment(1), moment(7))


def prices_of(world: SmallWorld, anchor: str = "S1") -> CoachPrices:
    return CoachPrices(world.scenario, world.policy, world.ground, world.rides, world.ground.index()[anchor])


def row(world: SmallWorld, place: str) -> Ints:
    return np.array([world.ground.index()[place]])


def floor(world: SmallWorld, origin: str, target: str, window: tuple[int, int] = WINDOW, anchor: str = "S1") -> int:
    prices = prices_of(world, anchor)
    start, end = (np.array([edge]) for edge in window)
    return int(prices.floor(row(world, origin), row(world, target), start, end)[0])


def test_a_full_coach_home_again_costs_its_floor() -> None:
    # Funan – S1 is 700 km; the depot stands at S1: 1,400 km at 6 yuan, 800 yuan, one driver for a day; 24 seats
    assert floor(small_world(), FUNAN, "S1") == (80_000 + 1_400 * 600 - 1 + 30_000) // 24


def test_an_empty_run_that_is_not_paid_is_not_in_the_floor() -> None:
    one_way = small_world(fleets=[fleet(positioning=Positioning.NONE)])
    assert floor(one_way, FUNAN, "S1") == (80_000 + 700 * 600 + 30_000) // 24


def test_two_drivers_are_paid_beyond_the_distance_of_one() -> None:
    strict = rules(drivers=DriverRules(two_driver_m=400_000))
    assert floor(small_world(strict), FUNAN, "S1") - floor(small_world(), FUNAN, "S1") == 30_000 // 24


def test_a_limit_for_motorways_alone_asks_for_nobody() -> None:
    motorway = rules(drivers=DriverRules(two_driver_motorway_m=600_000))
    assert floor(small_world(motorway), FUNAN, "S1") == floor(small_world(), FUNAN, "S1")


def test_the_cheapest_fleet_sets_the_floor() -> None:
    both = small_world(fleets=[fleet(), fleet("FY", fixed_cents=0, cents_per_km=100, driver_day_cents=0)])
    assert floor(both, FUNAN, "S1") == (140_000 - 1) // 24


def test_without_a_way_or_a_seat_there_is_no_price() -> None:
    cut_off = small_world(epochs=((FUNAN,),))
    assert floor(cut_off, FUNAN, "S1") == NEVER
    no_seat = small_world(rules(caps=(LoadCap("*", "*", "*", Fraction(0)),)))
    assert floor(no_seat, FUNAN, "S1") == NEVER
    assert int(prices_of(no_seat).estimate(row(no_seat, FUNAN), row(no_seat, "S1"), moment(1))[0]) == NEVER


def test_a_looser_rule_set_counts_when_a_departure_may_fall_under_it() -> None:
    later = rules(version="test@later", effective_from=moment(5), caps=(LoadCap("*", "*", "*", Fraction(1)),))
    world = small_world(rules(), later)
    assert floor(world, FUNAN, "S1", (moment(1), moment(4))) > floor(world, FUNAN, "S1", (moment(1), moment(6)))


def test_a_coach_that_left_before_the_rules_tightened_may_still_be_fuller() -> None:
    loose = rules(caps=(LoadCap("*", "*", "*", Fraction(1)),), times=Times(max_ride_s=30 * HOUR_S))
    tight = rules(version="test@tight", effective_from=moment(2), times=Times(max_ride_s=30 * HOUR_S))
    world = small_world(loose, tight)
    # first boarding on day 1 at 20:00 under the loose set, this cohort boards at a later stop on day 2
    assert floor(world, FUNAN, "S1", (moment(2), moment(4))) == floor(small_world(loose), FUNAN, "S1")
    assert floor(world, FUNAN, "S1", (moment(4), moment(6))) == floor(small_world(tight), FUNAN, "S1")


def test_a_zone_that_opens_within_the_campaign_counts_as_open() -> None:
    half, quarter = LoadCap("*", "*", "*", Fraction(1, 2)), Fraction(1, 4)
    caps = (LoadCap("*", "*", "high", quarter), LoadCap("*", "*", "sealed", quarter), half)
    closed = Zone("341225", Level.HIGH, moment(-5), None)
    always = small_world(rules(caps=caps), zones=(closed,))
    opening = small_world(rules(caps=caps), zones=(replace(closed, until_at=moment(5)),))
    assert floor(always, FUNAN, "S1") > floor(opening, FUNAN, "S1") == floor(small_world(rules(caps=caps)), FUNAN, "S1")


def test_only_fleets_registered_at_one_end_are_estimated_where_the_rule_holds() -> None:
    foreign = [fleet("SH", registration_adcode="310115")]
    strict = small_world(rules(one_end_registration=True), fleets=foreign)
    free = small_world(rules(), fleets=foreign)
    assert int(prices_of(strict).estimate(row(strict, FUNAN), row(strict, "S1"), moment(1))[0]) == NEVER
    assert int(prices_of(free).estimate(row(free, FUNAN), row(free, "S1"), moment(1))[0]) < NEVER


@pytest.mark.parametrize("positioning", list(Positioning))
@pytest.mark.parametrize("origin", [FUNAN, YINGSHANG, CEHENG])
def test_the_estimate_is_never_below_the_floor(positioning: Positioning, origin: str) -> None:
    world = small_world(fleets=[fleet(positioning=positioning)])
    estimate = prices_of(world).estimate(row(world, origin), row(world, "S1"), moment(1))
    assert int(estimate[0]) >= floor(world, origin, "S1")


def test_the_most_seats_are_those_of_the_widest_rule_and_fleet() -> None:
    in_city = (LoadCap("coach", "in_city", "*", Fraction(1)), LoadCap("*", "*", "*", Fraction(1, 2)))
    world = small_world(rules(caps=in_city), fleets=[fleet(), fleet("BIG", seats=56)])
    prices = prices_of(world)
    window = [np.array([edge]) for edge in WINDOW]
    assert int(prices.most_seats(row(world, "S1"), row(world, "S3"), *window)[0]) == 56
    assert int(prices.most_seats(row(world, FUNAN), row(world, "S1"), *window)[0]) == 28


def test_no_ride_is_faster_than_the_law_lets_a_coach_run() -> None:
    prices = prices_of(small_world())
    assert prices.fastest_s(np.array([100_000, 1 << 30])).tolist() == [HOUR_S, NEVER]


# -- any plan costs at least the floors of those it carries

SPOTS = tuple((f"adcode:3412{n:02d}", (float(x), float(y), f"3412{n:02d}")) for n, (x, y) in enumerate(
    [(-400, 100), (-390, 130), (-300, -50), (-120, 300), (-700, 250), (30, -80)], start=51
))  # fmt: skip
DOORS = ("S1", "S2", "S3", "NBH")


@dataclass(frozen=True, slots=True)
class Run:
    """A trip of a block: where it boards and sets down."""

    pickups: tuple[str, ...]
    drops: tuple[str, ...]


runs = st.builds(
    Run,
    st.lists(st.sampled_from([key for key, _ in SPOTS]), min_size=1, max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(DOORS), min_size=1, max_size=2, unique=True).map(tuple),
)
fleets = st.builds(
    fleet,
    depot=st.sampled_from([(0.0, 0.0, "330206"), (-410.0, 90.0, "341251"), (200.0, 200.0, "330902")]),
    seats=st.integers(10, 60),
    fixed_cents=st.integers(0, 90_000),
    cents_per_km=st.integers(0, 900),
    driver_day_cents=st.integers(0, 40_000),
    positioning=st.sampled_from(list(Positioning)),
)


def _cost(world: SmallWorld, made: Fleet, block: list[Run], drivers: int) -> int:
    """Cost of a vehicle's block by the definition of a trip's cost: fixed + rate × paid metres + driver days."""
    rows, metres = world.ground.index(), world.ground.matrices[0].distance_m

    def way(a: str, b: str) -> int:
        return int(metres[rows[a], rows[b]])

    total, here = 0, made.depot_id
    for number, run in enumerate(block):
        stops = (*run.pickups, *run.drops)
        paid = sum(way(a, b) for a, b in zip(stops, stops[1:]))
        if number > 0 or made.positioning is not Positioning.NONE:
            paid += way(here, stops[0])
        if number == len(block) - 1 and made.positioning is Positioning.RETURN:
            paid += way(stops[-1], made.depot_id)
        total += made.fixed_cents + (2 * made.cents_per_km * paid + 1_000) // 2_000 + drivers * made.driver_day_cents
        here = stops[-1]
    return total


@settings(max_examples=80)
@given(fleets, st.lists(runs, min_size=1, max_size=3), st.sampled_from(DOORS), st.data())
def test_no_block_of_full_coaches_undercuts_the_floors_of_those_aboard(
    made: Fleet, block: list[Run], anchor: str, data: st.DataObject
) -> None:
    world = small_world(fleets=[made], extra=dict(SPOTS))
    seats = made.seats // 2
    floors = 0
    for run in block:
        for _ in range(seats):
            origin, target = data.draw(st.sampled_from(run.pickups)), data.draw(st.sampled_from(run.drops))
            floors += floor_of(world, origin, target, anchor)
    assert floors <= _cost(world, made, block, drivers=1)


TOWN = "adcode:341351"
"""A place of another city, by which vehicles registered there have to come."""
calls = st.builds(
    lambda run, at, up: Run(
        (*run.pickups[:at], TOWN, *run.pickups[at:]) if up else run.pickups,
        run.drops if up else (*run.drops[:at], TOWN, *run.drops[at:]),
    ),
    runs,
    st.integers(0, 3),
    st.booleans(),
)


@settings(max_examples=40)
@given(fleets, st.lists(calls, min_size=1, max_size=3), st.sampled_from(DOORS), st.data())
def test_no_block_of_vehicles_that_call_at_home_undercuts_the_floors_of_those_aboard(
    made: Fleet, block: list[Run], anchor: str, data: st.DataObject
) -> None:
    home = replace(made, registration_adcode="341351", driver_day_cents=0)
    strict, extra = rules(one_end_registration=True), {**dict(SPOTS), TOWN: (-250.0, -120.0, "341351")}
    world = small_world(strict, fleets=[home], extra=extra)
    floors = 0
    for run in block:
        for _ in range(made.seats // 2):
            origin, target = data.draw(st.sampled_from(run.pickups)), data.draw(st.sampled_from(run.drops))
            floors += floor_of(world, origin, target, anchor) if origin != target else 0
    assert floors <= _cost(world, home, block, drivers=1)


def test_a_vehicle_registered_elsewhere_pays_the_way_by_its_own_city() -> None:
    # Funan and Yingshang are one city, 40 km apart; the fleet's own, 300 km to the north of both, is another
    extra = {"adcode:340811": (-480.0, 500.0, "340811")}
    fleets_of = [fleet(registration_adcode="340811", driver_day_cents=0, positioning=Positioning.NONE)]
    strict = small_world(rules(one_end_registration=True), fleets=fleets_of, extra=extra)
    free = small_world(rules(), fleets=fleets_of, extra=extra)
    # Funan – S1 is 700 km; somebody from the town, 320 km from Funan, has to be aboard before
    assert floor(free, FUNAN, "S1") == (80_000 + 700 * 600) // 24
    assert floor(strict, FUNAN, "S1") == (80_000 + 1_020 * 600) // 24
    assert floor(strict, "adcode:340811", "S1") == floor(free, "adcode:340811", "S1")


def test_a_fleet_of_a_city_without_halts_leaves_floors_whole_at_any_price() -> None:
    far = [fleet("SH", registration_adcode="650102", cents_per_km=(1 << 31) - 1, positioning=Positioning.RETURN)]
    strict = small_world(rules(one_end_registration=True), fleets=far)
    assert floor(strict, FUNAN, "S1") > (1 << 31)


def test_milder_rules_count_only_for_rides_that_can_still_arrive_under_them() -> None:
    later = rules(version="test@later", effective_from=moment(5), caps=(LoadCap("*", "*", "*", Fraction(1)),))
    world = small_world(rules(), later)
    # 700 km at 20 m/s take 9.7 h: whoever is due before has to leave under the earlier rules
    strict = floor(world, FUNAN, "S1", (moment(1), moment(4)))
    assert floor(world, FUNAN, "S1", (moment(1), moment(5, 9.7))) == strict
    assert floor(world, FUNAN, "S1", (moment(1), moment(5, 9.8))) < strict


_known: dict[tuple[Fleet, str], tuple[dict[str, int], Ints]] = {}


def floor_of(world: SmallWorld, origin: str, target: str, anchor: str) -> int:
    """Floor of a pair; all pairs of a fleet are priced at once."""
    key = (world.scenario.fleets[0], anchor)
    if key not in _known:
        size = len(world.ground.places)
        a, b = np.divmod(np.arange(size * size), size)
        start, end = np.full(size * size, WINDOW[0]), np.full(size * size, WINDOW[1])
        _known.clear()
        _known[key] = (world.ground.index(), prices_of(world, anchor).floor(a, b, start, end).reshape(size, size))
    rows, table = _known[key]
    return int(table[rows[origin], rows[target]])


def test_shares_of_a_fen_lost_by_rounding_every_trip_are_not_in_the_floor() -> None:
    # One fen a kilometre, one seat. Along a line from the depot three trips of 1.4, 1.4 and 1.2 km cost 1 fen each;
    # the empty run of a trip shortens the next one's, so that their shares of it are 1, 1 and 2 km.
    made = fleet(seats=2, fixed_cents=0, cents_per_km=1, driver_day_cents=0)
    line = {"S4": 0.4, "S5": 0.8, "adcode:341251": 0.9, "adcode:341252": 1.3, "adcode:341253": 1.0}
    world = small_world(fleets=[made], extra={key: (east, 0.0, "330206") for key, east in line.items()})
    block = [
        Run(("adcode:341251",), ("S4",)),
        Run(("adcode:341252",), ("S5",)),
        Run(("adcode:341253",), ("S1",)),
    ]
    assert _cost(world, made, block, drivers=1) == 3
    assert sum(floor(world, run.pickups[0], run.drops[0]) for run in block) <= 3


def test_the_floor_holds_when_ground_opens_in_one_place_and_closes_in_another() -> None:
    # Epoch 0 leads past X, epoch 1 past Y; only both together would bring the far origin near the depot.
    world = small_world(fleets=[fleet(fixed_cents=0, driver_day_cents=0, cents_per_km=1_000, seats=2)])
    rows = world.ground.index()
    far, mid, door = rows[CEHENG], rows[FUNAN], rows["S1"]
    first = world.ground.matrices[0]
    near, other = first.distance_m.copy(), first.distance_m.copy()
    for table, (a, b) in ((near, (far, mid)), (other, (mid, door))):
        short = table[:, [a]] + 1_000 + table[[b], :]  # a new road of 1 km; distances stay a metric
        table[:] = np.minimum(table, np.minimum(short, short.T))
    ground = replace(
        world.ground,
        matrices=(replace(first, distance_m=near), replace(first, distance_m=other)),
        sealed=(frozenset(), frozenset({"1"})),
        epoch_of_day=(0, 1) * 7,
    )
    both = replace(world, ground=ground)
    # Run out on a day of epoch 1 to the middle, on to the far place in epoch 0; people ride from far to middle,
    # the run home falls into epoch 1 again.
    out = int(other[door, mid]) + int(near[mid, far])
    loaded, home = int(near[far, mid]), int(other[mid, door])
    assert floor(both, CEHENG, FUNAN) <= out + loaded + home


def _ruleset(share: Fraction, start: int) -> RuleSet:
    return rules(version=f"test@{start}", effective_from=start, caps=(LoadCap("*", "*", "*", share),))


@given(st.lists(st.fractions(0, 1, max_denominator=10), min_size=1, max_size=4), st.integers(0, DAYS - 1))
def test_the_floor_uses_at_least_the_seats_of_the_rule_set_of_departure(shares: list[Fraction], day: int) -> None:
    sets = [_ruleset(share, moment(-9) if n == 0 else moment(3 * n)) for n, share in enumerate(shares)]
    world = small_world(*sets)
    seats = int(world.policy.at(moment(day)).cap("coach", "inter_province", Level.LOW) * 48)
    if seats:
        full = 80_000 + 1_400 * 600 + 30_000
        assert floor(world, FUNAN, "S1", (moment(day), moment(day) + DAY_S)) <= full // seats
