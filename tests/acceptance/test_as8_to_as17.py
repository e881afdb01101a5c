"""The historic campaigns that the sources tell, AS8–AS17 of the domain page (A.6): ledgers and floors of coaches."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from planner.domain.place import prefecture_of
from planner.domain.plan import LegRole
from planner.domain.service import Mode
from tests.acceptance.campaigns import Played, play, work

QUICK = (
    "ceheng-coaches", "ceheng-coaches-53", "wannian-coach", "xifeng-suzhou", "xifeng-suzhou-rail",
    "sichuan-request", "sichuan-pooled", "sichuan-block", "haishu-flight", "maibowei", "sanxing-hubei",
)  # fmt: skip
HALF_OF_49 = 24
"""Usable seats of a 49-seater at half load: ⌊0.5 × 49⌋."""


def _departures(played: Played) -> int:
    """What a district's ledger counts: direct coaches, trains and flights."""
    return len(played.trips(LegRole.DIRECT)) + len(played.opened())


def _persons_by_origin(played: Played) -> Counter[str]:
    """Workers on the lists, by county."""
    return Counter(worker.origin_adcode for worker in played.scenario.workers)


def _coaches_alone(persons: Counter[str]) -> int:
    """Coaches at 24 when every origin has its own."""
    return sum(-(-count // HALF_OF_49) for count in persons.values())


@pytest.mark.parametrize("name", QUICK)
def test_a_campaign_has_a_verified_plan_and_adds_up(name: str) -> None:
    played = work(name)
    assert played.violations == ()
    assert played.ledger_adds_up


def _yinzhou(played: Played) -> None:
    """AS8: 21,200 ÷ 824 = 25.7 to a departure; at 24 a coach 21,200 ÷ 24 = 883.3, so 884 departures."""
    assert played.violations == ()
    assert played.ledger_adds_up
    departures = _departures(played)
    assert departures < -(-played.served // HALF_OF_49)
    assert 25.0 <= played.served / departures <= 30.0
    assert {Mode.TRAIN, Mode.COACH} <= {trip.mode for trip in played.plan.trips}
    assert {site.adcode for site in played.scenario.sites} == {"330212"}


def test_as8_a_tenth_of_yinzhou_comes_in_fewer_departures_than_coaches_of_24_would_need() -> None:
    played = work("yinzhou", 2_000, 2_120)
    _yinzhou(played)
    assert played.served == 2_120
    assert _departures(played) < 89  # 2,120 ÷ 24 = 88.3


@pytest.mark.slow
def test_as8_the_whole_of_yinzhou_comes_in_about_824_departures() -> None:
    played = play("yinzhou", 300.0)
    _yinzhou(played)
    assert played.served >= 0.97 * 21_200
    assert 0.9 * 824 <= _departures(played) <= 1.07 * 824  # below the 884 of coaches alone


def test_as9_two_thousand_workers_of_five_provinces_come_in_batches_that_are_not_coaches() -> None:
    played = work("wuxing-batches", 1_000)
    assert played.violations == ()
    assert played.ledger_adds_up
    trips = played.trips(LegRole.DIRECT)
    assert played.served >= 2_000
    assert 84 <= len(trips) <= 90  # 2,000 ÷ 24 = 83.3
    coaches = Counter(trip.batch_no for trip in trips)
    assert len(coaches) < len(trips)
    assert played.served / len(coaches) > HALF_OF_49  # 27 in the source: a batch is more than a coach holds
    provinces = {worker.origin_adcode[:2] for worker in played.scenario.workers}
    assert provinces == {"62", "64", "53", "14", "51"}
    last = max(trip.arrive_at for trip in trips)
    assert last < played.scenario.campaign.end_at


def test_as10_fifty_two_workers_of_ceheng_need_three_coaches_of_49_seats() -> None:
    played = work("ceheng-coaches")
    aboard = played.aboard_persons(LegRole.DIRECT)
    assert (len(aboard), sum(aboard)) == (3, 52) and max(aboard) <= 24  # ⌈52 ÷ 24⌉ = 3
    assert played.unserved == 0


def test_as10_with_53_seats_two_coaches_do() -> None:
    played = work("ceheng-coaches-53")
    assert played.aboard_persons(LegRole.DIRECT) == [26, 26]  # ⌊0.5 × 53⌋ = 26, 2 × 26 = 52


def test_as12_one_coach_brings_some_twenty_workers_of_wannian() -> None:
    played = work("wannian-coach")
    (trip,) = played.trips(LegRole.DIRECT)
    assert trip.load == played.served == 22
    assert trip.load <= trip.usable_seats == HALF_OF_49


def test_as13_fifty_and_a_hundred_and_fifty_pool_into_three_and_seven_coaches() -> None:
    played = work("xifeng-suzhou")
    coaches = Counter(
        prefecture_of(trip.from_stop_id.removeprefix("adcode:")) for trip in played.trips(LegRole.DIRECT)
    )
    assert coaches == {"5201": 3, "3413": 7}  # ⌈50 ÷ 24⌉ and ⌈150 ÷ 24⌉
    assert _coaches_alone(_persons_by_origin(played)) == 3 + 9  # three counties of 50: three coaches each
    assert played.unserved == 0


def test_as13_a_rail_block_takes_the_hundred_and_fifty_of_suzhou() -> None:
    played = work("xifeng-suzhou-rail")
    assert played.loads_by_service() == {"B-SRH-0221-1100": 150}
    assert len(played.trips(LegRole.LINEHAUL)) == 4  # ⌈150 ÷ (80 × 0.5)⌉
    assert len(played.trips(LegRole.DIRECT)) == 3
    assert len(played.trips(LegRole.LAST_MILE)) == 4  # in the city 49 − 2 rows of 5 = 39 may sit: ⌈150 ÷ 39⌉
    assert played.unserved == 0


def test_as14_a_hundred_workers_of_sichuan_need_five_coaches_of_their_own() -> None:
    played = work("sichuan-request")
    assert played.served == 98
    assert len(played.trips(LegRole.DIRECT)) == 5  # ⌈98 ÷ 24⌉


def test_as14_pooled_with_the_requests_of_others_the_same_five_coaches_take_120() -> None:
    played = work("sichuan-pooled")
    assert played.aboard_persons(LegRole.DIRECT) == [24] * 5  # alone: ⌈98 ÷ 24⌉ and a coach for each of 9, 8 and 5
    assert played.served == 120
    assert max(len(played.aboard(trip)) for trip in played.trips(LegRole.DIRECT)) >= 2


def test_as14_with_a_block_of_carriages_no_coach_crosses_the_country() -> None:
    played = work("sichuan-block")
    assert played.loads_by_service() == {"B-RXW-0221-0900": 98}
    assert not played.trips(LegRole.DIRECT)
    ground = (*played.trips(LegRole.FEEDER), *played.trips(LegRole.LAST_MILE))
    assert max(trip.distance_m for trip in ground) < 150_000
    assert len(played.trips(LegRole.LAST_MILE)) == 3  # ⌈98 ÷ 39⌉


def test_as15_one_aircraft_brings_155_workers_to_haishu() -> None:
    played = work("haishu-flight")
    assert played.loads_by_service() == {"F-ACX-0223-1300": 155}
    (flight,) = played.trips(LegRole.LINEHAUL)
    assert (flight.mode, flight.load, flight.usable_seats) == (Mode.FLIGHT, 155, 180)
    assert not played.trips(LegRole.DIRECT)
    assert len(played.trips(LegRole.LAST_MILE)) == 4  # ⌈155 ÷ 39⌉: rides inside the city are exempt from the cap


def test_as16_joined_pick_ups_bring_the_scattered_in_fewer_coaches_than_one_a_county() -> None:
    played = work("maibowei")
    trips = played.trips(LegRole.DIRECT)
    assert played.served == 206
    counties = _persons_by_origin(played)
    assert _coaches_alone(counties) == len(counties) == 16
    assert -(-206 // HALF_OF_49) == 9 <= len(trips) < 16
    pickups = defaultdict[str, set[str]](set)
    for row in played.plan.stop_times:
        if row.board:
            pickups[row.trip_id].add(row.stop_id)
    assert max(len(pickups[trip.trip_id]) for trip in trips) >= 2


def test_as17_nobody_leaves_sealed_hubei_and_the_posts_go_on_as_replacement_demand() -> None:
    played = work("sanxing-hubei")
    assert played.left_by_reason() == {"ORIGIN_SEALED": 104}
    replaced = [row for row in played.plan.residuals if row.kind == "replacement"]
    assert sum(row.persons for row in replaced) == 104
    assert {row.origin_adcode[:2] for row in replaced} == {"42"}
    assert {row.enterprise_id for row in replaced} == {"SX"}
    assert played.served == 52
    assert not [step for step in played.plan.paths if step.adcode.startswith("42")]
