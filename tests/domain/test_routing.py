"""Shipments, trips and rides are values: equal when they say the same."""

from __future__ import annotations

import dataclasses

import pytest

from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, TripLoad


def trip(persons: int) -> RoutedTrip:
    return RoutedTrip(LegRole.DIRECT, None, 0, ("adcode:341225",), ("S1",), (TripLoad(3, persons),))


def test_trips_that_say_the_same_are_equal() -> None:
    assert trip(5) == trip(5) != trip(6)
    assert len({trip(5), trip(5), trip(6)}) == 2


def test_a_trip_is_changed_by_replacing_it() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        trip(5).fleet = 1  # type: ignore[misc]
    assert dataclasses.replace(trip(5), fleet=1).loads == trip(5).loads
