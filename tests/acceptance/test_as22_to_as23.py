"""Campaigns of other provinces that the domain page adds (A.6, AS22 and AS23)."""

from __future__ import annotations

from collections import Counter

import pytest

from planner.domain.plan import LegRole
from tests.acceptance.campaigns import work


@pytest.mark.parametrize("name", ["zhaohua", "tianjin-vw"])
def test_a_campaign_has_a_verified_plan_and_adds_up(name: str) -> None:
    played = work(name)
    assert played.violations == ()
    assert played.ledger_adds_up
    assert played.unserved == 0


def test_as22_fourteen_coaches_bring_324_workers_of_zhaohua_to_two_towns() -> None:
    played = work("zhaohua")
    trips = played.trips(LegRole.DIRECT)
    assert len(trips) == 14  # ⌈192 ÷ 24⌉ + ⌈132 ÷ 24⌉ = 8 + 6; together ⌈324 ÷ 24⌉ = 14 as well
    assert round(played.served / len(trips), 1) == 23.1
    assert {trip.usable_seats for trip in trips} == {24}


def test_as23_fifteen_coaches_fan_out_from_four_stations_and_an_airport() -> None:
    played = work("tianjin-vw")
    last = played.trips(LegRole.LAST_MILE)
    assert sum(trip.load for trip in last) == 353
    assert {trip.usable_seats for trip in last} == {24}
    # 353 ÷ 24 = 14.7; parties of 70, 70, 71, 71 and 71 need three each: 15. History took 20.
    assert 15 <= len(last) <= 20
    assert len(Counter(trip.from_stop_id for trip in last)) == 5
    assert {trip.to_stop_id for trip in last} == {"VW-1"}


def test_as23_nobody_waits_at_a_hub_longer_than_the_pack_allows() -> None:
    played = work("tianjin-vw")
    waits = [dwell for dwell in played.plan.dwells if dwell.purpose == "hub_wait"]
    assert waits
    assert max(dwell.to_at - dwell.from_at for dwell in waits) <= 28_800  # 8 h
    hubs = {dwell.place_id for dwell in waits}
    assert {"stn:TJ", "stn:TJW", "stn:TJS", "stn:BHW", "air:TSN"} <= hubs


def test_as23_no_station_passes_more_than_a_quarter_of_its_hour_in_a_quarter_of_an_hour() -> None:
    played = work("tianjin-vw")
    quarters: Counter[tuple[str, int | None]] = Counter()
    for row in played.plan.reservations:
        if row.kind == "hub":
            quarters[row.place_id, row.from_at] += row.amount
    assert {place for place, _ in quarters} == {"stn:TJ", "stn:TJW", "stn:TJS", "stn:BHW"}
    assert max(quarters.values()) <= 600 // 4
    assert sum(quarters.values()) >= 2 * (70 + 70 + 71 + 71)  # everybody alights and boards again
