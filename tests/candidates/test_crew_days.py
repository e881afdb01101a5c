"""Driver days: no vehicle, wherever it stands between trips, pays its drivers less than the floors say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.candidates.crew_days import CrewDays
from planner.candidates.least_times import LeastTimes, least_elapsed_s
from planner.candidates.one_end import Halts
from planner.domain.rule import DriverRules
from planner.domain.service import Service
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import CEHENG, FUNAN, PLANE, YINGSHANG, SmallWorld, fleet, rules, small_world, train

HOURS = rules(drivers=DriverRules(driving_24h_s=8 * HOUR_S, two_driver_m=400_000))
DEPOTS = (PLANE["S1"], PLANE[FUNAN], PLANE[CEHENG], (-250.0, 50.0, "341702"))
PRICE = 45_000
COUNTIES, DOORS, HUB = (FUNAN, YINGSHANG, CEHENG), ("S1", "S2", "S3"), "FYH"


def crews(world: SmallWorld) -> CrewDays:
    rows = world.ground.index()
    pairs = [(rows[o], rows[t], 100) for o in COUNTIES for t in DOORS] + [(rows[FUNAN], rows[HUB], 50)]
    origins, targets, persons = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    pickups = np.array([rows[county] for county in COUNTIES])
    halts = Halts.of(world.scenario, world.policy, world.ground, pickups)
    return CrewDays(world.scenario, world.policy, world.ground, halts, (origins, targets, persons))


def cents(world: SmallWorld, origin: str, target: str, two: bool, crew: CrewDays | None = None) -> int:
    rows = world.ground.index()
    ride = (np.array([rows[origin]]), np.array([rows[target]]), np.array([two]))
    return int((crew or crews(world)).cents(0, *ride)[0])


def world_of(
    depot: tuple[float, float, str] = PLANE["S1"], services: tuple[Service, ...] = ()
) -> SmallWorld:
    return small_world(HOURS, fleets=[fleet(depot=depot, driver_day_cents=PRICE)], services=services)


BOTH = (train(), train("SV2", from_stop_id="NBH", to_stop_id="FYH"))
"""Trains from and to both stations."""


def test_two_drivers_need_a_second_day_for_more_than_sixteen_hours() -> None:
    # Funan – S1 is 700 km at 20 m/s: 35,000 s, out and home 70,000 s = 19.4 h; Yingshang is 660 km: 18.3 h
    assert cents(world_of(), FUNAN, "S1", True) == 2 * 2 * PRICE
    assert cents(world_of(), CEHENG, "S1", True) == 4 * 2 * PRICE  # 1,900 km: 52.8 h


def test_one_driver_alone_needs_a_day_for_every_eight_hours() -> None:
    assert cents(world_of(), "FYH", "S1", False) == 3 * PRICE  # never more than two days of two would cost


def test_without_a_limit_on_hours_a_day_holds_a_day() -> None:
    free = small_world(rules(), fleets=[fleet(driver_day_cents=PRICE)])
    assert cents(free, FUNAN, "S1", True) == 2 * PRICE


def test_drivers_without_a_price_cost_nothing() -> None:
    assert cents(small_world(HOURS, fleets=[fleet(driver_day_cents=0)]), CEHENG, "S1", True) == 0


def test_no_chain_of_ways_is_faster_than_the_least_times() -> None:
    world = world_of()
    slow = world.ground.matrices[0].drive_s
    rows = world.ground.index()
    slow[rows[FUNAN], rows["S1"]] = slow[rows["S1"], rows[FUNAN]] = 90_000  # by way of Yingshang it is faster
    label = np.arange(len(world.ground.places))
    least = LeastTimes(world.ground, label).between([np.array([rows["S1"]]), np.array([], dtype=np.int64)])
    assert least[0, rows[FUNAN]] < 40_000
    assert least[0, rows["S1"]] == 0
    assert (least[1] == 1 << 30).all()


@dataclass(frozen=True, slots=True)
class Outing:
    """A trip: where people get in and out, and whether its vehicle then goes to its depot."""

    pickups: tuple[str, ...]
    drops: tuple[str, ...]
    home: bool


def _outings(drops: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[Outing]:
    ups = st.lists(st.sampled_from(COUNTIES), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(Outing, ups, drops, st.booleans())


outings = st.one_of(
    _outings(st.lists(st.sampled_from(DOORS), min_size=1, max_size=2, unique=True).map(tuple)),
    _outings(st.lists(st.sampled_from((HUB, "NBH")), min_size=1, max_size=2, unique=True).map(tuple)),
)


@settings(max_examples=250)
@given(st.sampled_from(DEPOTS), st.lists(outings, min_size=1, max_size=6), st.data())
def test_no_vehicle_pays_its_drivers_less_than_the_floors(
    depot: tuple[float, float, str], block: list[Outing], data: st.DataObject
) -> None:
    world = _known.setdefault(depot, world_of(depot, BOTH))
    crew = _crews.setdefault(depot, crews(world))
    paid = floors = 0
    here = world.scenario.fleets[0].depot_id
    for number, outing in enumerate(block):
        stops = (here, *outing.pickups, *outing.drops)
        home = outing.home or number == len(block) - 1
        here = world.scenario.fleets[0].depot_id if home else outing.drops[-1]
        two = data.draw(st.booleans())
        paid += PRICE * _least_days((*stops, here) if home else stops, world, two)
        origin, target = data.draw(st.sampled_from(outing.pickups)), data.draw(st.sampled_from(outing.drops))
        floors += cents(world, origin, target, two, crew)
    assert floors <= paid


_known: dict[tuple[float, float, str], SmallWorld] = {}
_crews: dict[tuple[float, float, str], CrewDays] = {}


def test_so_much_driving_takes_its_rests_and_what_two_drivers_may_not_do_in_a_day() -> None:
    hours = DriverRules(continuous_day_s=4 * HOUR_S, rest_s=1_200, driving_24h_s=8 * HOUR_S)
    driving = np.array([0, 4 * HOUR_S, 4 * HOUR_S + 1, 16 * HOUR_S, 17 * HOUR_S])
    least = least_elapsed_s(driving, [rules(drivers=hours)])
    assert (least - driving).tolist() == [0, 0, 1_200, 3 * 1_200, 8 * HOUR_S]
    assert (least_elapsed_s(driving, [rules(drivers=hours), rules()]) == driving).all(), "the mildest counts"


def _least_days(stops: tuple[str, ...], world: SmallWorld, two: bool) -> int:
    """Fewest driver days in which one or two drivers may drive these ways: 8 hours each in 24."""
    rows, drive = world.ground.index(), world.ground.matrices[0].drive_s
    total = sum(int(drive[rows[a], rows[b]]) for a, b in zip(stops, stops[1:]))
    return min(k * max(1, -(-total // min(DAY_S, 8 * HOUR_S * k))) for k in ((2,) if two else (1, 2)))


@pytest.mark.parametrize("depot", DEPOTS[:2])
def test_floors_of_usual_rides_are_most_of_what_a_run_out_and_home_pays(depot: tuple[float, float, str]) -> None:
    world = world_of(depot, BOTH)
    home = world.scenario.fleets[0].depot_id
    paid = PRICE * _least_days((home, FUNAN, "S1", home), world, True)
    assert 0.5 * paid <= cents(world, FUNAN, "S1", True) <= paid
