from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.schedule.cutting import cut
from tests.builders.small_schedule import shipment, trip_of
from tests.builders.small_world import FUNAN, YINGSHANG

SHIPMENTS = (
    shipment(5, FUNAN, "S1", tier=2),
    shipment(6, YINGSHANG, "S1", tier=1, group=True),
    shipment(7, FUNAN, "S2"),
)
TRIP = trip_of(SHIPMENTS, 0, 1, 2)


def loads(routed: object) -> dict[int, int]:
    """Persons by shipment."""
    return {load.shipment: load.persons for load in routed.loads} if routed else {}  # type: ignore[attr-defined]


def test_the_better_tier_goes_first_and_groups_go_whole() -> None:
    going, left = cut(TRIP, SHIPMENTS, (0, 1), 8)
    assert (loads(going), loads(left)) == ({0: 2, 1: 6, 2: 7}, {0: 3})
    going, left = cut(TRIP, SHIPMENTS, (0, 1), 4)
    assert (loads(going), loads(left)) == ({0: 4, 2: 7}, {0: 1, 1: 6})


def test_the_coach_halts_only_where_somebody_still_boards_or_alights() -> None:
    going, left = cut(TRIP, SHIPMENTS, (0, 1), 0)
    assert going is not None
    assert (going.pickups, going.drops) == ((FUNAN,), ("S2",))
    assert (left.pickups, left.drops) == ((FUNAN, YINGSHANG), ("S1",))


def test_nobody_left_aboard_is_no_trip() -> None:
    going, left = cut(TRIP, SHIPMENTS, (0, 1, 2), 0)
    assert going is None
    assert left == TRIP


@given(st.sets(st.integers(0, 2), min_size=1), st.integers(0, 20))
def test_everybody_either_goes_or_stays(wanting: set[int], room: int) -> None:
    going, left = cut(TRIP, SHIPMENTS, tuple(sorted(wanting)), room)
    went, stayed = loads(going), loads(left)
    assert all(went.get(n, 0) + stayed.get(n, 0) == s.persons for n, s in enumerate(SHIPMENTS))
    assert sum(went.get(n, 0) for n in wanting) <= room
    assert all(stayed.get(n, 0) == 0 for n in range(3) if n not in wanting)
