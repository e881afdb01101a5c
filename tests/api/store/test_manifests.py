from __future__ import annotations

import pytest

from api.store.manifests import Manifest, Ride, Stand, order
from planner.units import LocalClock


def test_seats_stand_by_row_then_letter() -> None:
    seats = ["10A", "2B", "2A", "1F", "", "硬座7"]
    assert sorted(seats, key=lambda seat: order("T", seat, "W")) == ["", "1F", "2A", "2B", "硬座7", "10A"]


def test_trips_come_first() -> None:
    rides = [Ride("T2", "1A", "W1", 1, 2), Ride("T1", "9A", "W2", 1, 2)]
    assert [ride.trip_id for ride in sorted(rides, key=lambda ride: ride.key)] == ["T1", "T2"]


@pytest.mark.parametrize(
    ("state", "out"), [("verified", False), ("approved", False), ("published", True), ("superseded", True)]
)
def test_others_know_of_what_is_or_was_published(state: str, out: bool) -> None:
    manifest = Manifest("P", "C", state, (), {("T1", 1): Stand("A", "甲", 0, 0)}, LocalClock(0))
    assert manifest.left_the_bureau is out
    assert manifest.has_trip("T1") and not manifest.has_trip("T2")
