from __future__ import annotations

from planner.domain.fleet import Capacity
from planner.domain.place import Stop, StopKind
from planner.domain.routing import Shipment
from planner.schedule.books.claims import Shortage
from planner.schedule.books.gates import GateBook
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import at_hour, options, schedule_world
from tests.builders.small_world import FIRST_DAY, moment, small_world


def gate_world(
    people_per_hour: int | None, *rows: Capacity, made: Shipment | None = None, catchment: str = "3302"
) -> World:
    """A coach from Funan to the factories, and a gate in between."""
    gate = Stop("G", StopKind.GATE, "测试卡口", 121.0, 29.0, "330206", None, None, people_per_hour, (catchment,))
    stops = (*small_world().scenario.stops, gate)
    return schedule_world((made or at_hour(3, 8),), stops=stops, capacities=rows)


def amounts(world: World) -> list[int] | Shortage:
    """What the only departure would take, by quarter-hour."""
    found = GateBook(world).find(options(world)[0])
    return found if isinstance(found, Shortage) else [claim.amount for claim in found]


def row(amount: int, **facts: int) -> Capacity:
    """Capacity of the gate on the day of arrival."""
    return Capacity("gate", "G", FIRST_DAY + 3, amount, **facts)


def test_those_set_down_pass_within_the_hour_before_the_halt() -> None:
    world = gate_world(32)
    (timed,) = options(world)
    claims = GateBook(world).find(timed)
    assert isinstance(claims, tuple)
    assert [claim.amount for claim in claims] == [8, 8, 4]
    stands = {stop: (come, go) for stop, come, go in timed.stands()}["S1"]
    assert all(stands[0] - HOUR_S < (c.to_s or 0) and (c.from_s or 0) < stands[1] for c in claims)


def test_a_gate_that_lets_too_few_pass_stops_the_coach() -> None:
    assert amounts(gate_world(12)) == Shortage("GATE_FULL", "G")


def test_what_is_taken_is_gone() -> None:
    # six quarter-hours of ten reach from an hour before the halt to its end
    world = gate_world(40)
    book, (timed,) = GateBook(world), options(world)
    for _ in range(3):
        claims = book.find(timed)
        assert isinstance(claims, tuple)
        book.take(timed, claims)
    assert book.find(timed) == Shortage("GATE_FULL", "G")


def test_only_coaches_from_outside_pass_the_gate() -> None:
    assert amounts(gate_world(4, made=at_hour(3, 8, start="NBH"))) == []
    assert amounts(gate_world(4, catchment="3303")) == []


def test_every_capacity_row_binds_and_a_gate_without_any_limit_is_open() -> None:
    assert amounts(gate_world(None)) == []
    assert amounts(gate_world(None, row(20))) == [20]
    assert amounts(gate_world(None, row(25), row(19))) == Shortage("GATE_FULL", "G")


def test_a_row_of_hours_binds_in_those_hours_alone() -> None:
    assert amounts(gate_world(None, row(1, from_at=moment(3, 0), to_at=moment(3, 6)))) == [20]
    assert amounts(gate_world(None, row(1, from_at=moment(3, 6), to_at=moment(4)))) == Shortage("GATE_FULL", "G")
