"""The historic campaigns that the sources tell, played through the whole house (domain page, A.6)."""

from __future__ import annotations

from collections import Counter

import pytest

from planner.domain.plan import LegRole, Status
from planner.domain.service import Mode
from tests.acceptance.campaigns import Played, play, work

QUICK = ("toy", "wuxing-flight", "qingchuan-coaches", "qingchuan-coaches-49", "hitech-train", "liuheng")
LONG = ("fuyang-trains", "shenzhou-17k", "shenzhou-17k-one-wave", "shenzhou-permits", "ningbo-10k", "spring-2026")


def _ledger_adds_up(played: Played) -> None:
    """Everybody is served or named as unserved, once; what plan.json counts is what the tables hold."""
    assert played.served + played.unserved == len(played.scenario.workers)
    counts = played.head["counts"]
    assert isinstance(counts, dict)
    assert (counts["served"], counts["unserved"]) == (played.served, played.unserved)
    assert len(played.plan.manifest) == sum(load.persons for load in played.plan.loads)


@pytest.mark.parametrize("name", QUICK)
def test_a_small_campaign_has_a_verified_plan_and_adds_up(name: str) -> None:
    played = work(name)
    assert played.violations == ()
    assert played.plan.status in (Status.OPTIMAL, Status.FEASIBLE)
    _ledger_adds_up(played)


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_a_large_campaign_has_a_verified_plan_and_adds_up(name: str) -> None:
    played = play(name, 60.0)
    assert played.violations == ()
    _ledger_adds_up(played)


def test_the_toy_serves_everybody() -> None:
    assert work("toy").unserved == 0


def test_as1_one_flight_and_seven_coaches_bring_165_workers_to_two_firms() -> None:
    played = work("wuxing-flight")
    assert (played.served, played.unserved) == (165, 0)
    assert played.loads_by_service() == {"9C8828-20200218": 165}
    last = played.trips(LegRole.LAST_MILE)
    assert len(last) == 7
    assert sum(trip.load for trip in last) == 165
    assert all(len(played.aboard(trip)) == 1 for trip in last)
    assert not played.trips(LegRole.DIRECT)


def test_as2_three_coaches_of_33_seats_bring_38_workers_from_qingchuan() -> None:
    played = work("qingchuan-coaches")
    trips = played.trips(LegRole.DIRECT)
    assert (played.served, len(trips)) == (38, 3)
    assert {trip.usable_seats for trip in trips} == {16}
    assert all(trip.drivers == 2 for trip in trips)


def test_as2_with_49_seats_two_coaches_would_do() -> None:
    played = work("qingchuan-coaches-49")
    assert (played.served, len(played.trips(LegRole.DIRECT))) == (38, 2)


def test_as3_five_coaches_take_108_workers_from_the_train_to_the_software_park() -> None:
    played = work("hitech-train")
    assert (played.served, played.unserved) == (108, 18)
    assert len(played.trips(LegRole.LAST_MILE)) == 5
    assert played.loads_by_service() == {"G9421-20200224": 108}
    reasons = Counter({row.reason: 0 for row in played.plan.unserved})
    for row in played.plan.unserved:
        reasons[row.reason] += row.persons
    assert len(reasons) == 1
    assert "withdrawn" in next(iter(reasons)).lower()


def test_as21_the_night_in_kunming_is_recorded_and_the_island_reached() -> None:
    played = work("liuheng")
    assert played.unserved == 0
    assert played.loads_by_service() == {"MU5454-20200225": 145}
    assert any(dwell.to_at - dwell.from_at > 8 * 3_600 for dwell in played.plan.dwells)


@pytest.mark.slow
def test_as4_eleven_trains_carry_at_most_600_each() -> None:
    played = play("fuyang-trains", 60.0)
    loads = played.loads_by_service()
    assert max(loads.values()) <= 600
    assert played.served >= 6_500


@pytest.mark.slow
def test_as5_one_wave_of_600_coaches_leaves_at_least_2600_behind_and_says_so() -> None:
    played = play("shenzhou-17k-one-wave", 60.0)
    assert played.unserved >= 2_600
    bounds = {bound.name: bound.value for bound in played.plan.bounds}
    assert 2_600 <= bounds["unserved_tier_0"] <= played.unserved
    assert max(Counter(trip.vehicle_id for trip in played.plan.trips).values()) == 1
    assert len(played.plan.trips) <= 600
    assert played.plan.findings


@pytest.mark.slow
def test_as5_with_more_than_one_wave_all_17000_come() -> None:
    played = play("shenzhou-17k", 60.0)
    assert played.unserved == 0
    assert len(played.plan.trips) >= 709  # 17,000 at 24 to a coach
    assert max(Counter(trip.vehicle_id for trip in played.plan.trips).values()) >= 2


@pytest.mark.slow
def test_as6_permits_bind_at_25_an_evening() -> None:
    played = play("shenzhou-permits", 60.0)
    taken = Counter(row.day for row in played.plan.reservations if row.kind == "permit")
    assert max(taken.values()) <= 25
    assert len(played.plan.trips) == sum(taken.values()) <= 25 * 12
    assert played.unserved > 0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seconds"), [("ningbo-10k", 60.0), ("ningbo-102k", 480.0)])
def test_as7_the_citys_ledger_adds_up_by_mode(name: str, seconds: float) -> None:
    played = play(name, seconds)
    _ledger_adds_up(played)
    modes = Counter(service.mode for service in played.scenario.services)
    opened = Counter(offer.service_id for offer in played.plan.offers if offer.opened)
    assert max(opened.values()) == 1
    assert {trip.service_id for trip in played.plan.trips if trip.service_id} == set(opened)
    assert modes[Mode.TRAIN] in (3, 28)
    direct = played.trips(LegRole.DIRECT)
    assert 18 <= sum(trip.load for trip in direct) / len(direct) <= 41
    assert played.served >= 0.9 * len(played.scenario.workers)
