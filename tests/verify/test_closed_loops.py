from __future__ import annotations

from planner.domain.plan import Duty
from planner.verify.closed_loops import Outing, is_closed_loop, must_close, outings
from tests.verify.judging import Toy, world_of


def _duty(seq: int, kind: str, start: str, end: str) -> Duty:
    trip_id = kind if kind.startswith("T") else None
    return Duty("V#1", seq, "trip" if trip_id else kind, start, end, seq * 100, seq * 100 + 50, 1, trip_id)


def test_an_outing_ends_where_the_vehicle_comes_home() -> None:
    duties = [
        _duty(1, "deadhead", "depot:V", "A"),
        _duty(2, "T1", "A", "B"),
        _duty(3, "turnaround", "B", "B"),
        _duty(4, "T2", "B", "C"),
        _duty(5, "deadhead", "C", "depot:V"),
        _duty(6, "turnaround", "depot:V", "depot:V"),
        _duty(7, "T3", "depot:V", "depot:V"),
    ]
    assert list(outings(duties, "depot:V")) == [Outing(("T1", "T2"), 550, 700), Outing(("T3",), 750, None)]


def test_a_coach_of_the_level_must_be_a_closed_loop_and_any_coach_may(lodged: Toy) -> None:
    world = world_of(lodged)
    assert [trip for trip in world.trips if must_close(world, world.trips[trip])] == ["D1"]
    assert not is_closed_loop(world, world.trips["SV1#1"])
