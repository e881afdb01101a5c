from __future__ import annotations

import pytest

from planner.verify.gates import gate_passages
from tests.builders import add_row, set_cells
from tests.verify.judging import Toy, world_of

GATE = {"kind": "gate", "name": "x", "lon": "121.7", "lat": "29.8", "adcode": "330206", "people_per_hour": "80"}
LATE = {"from_at": "2020-02-25T09:45+08:00", "to_at": "2020-02-25T10:00+08:00", "date": "2020-02-25"}


def _found(toy: Toy) -> list[tuple[str, str, str]]:
    return [(v.subject, v.value, v.limit) for v in gate_passages(world_of(toy))]


def test_a_drop_takes_the_gate_that_it_fills_best(toy: Toy) -> None:
    """Yinzhou (7 persons) has one gate, Beilun (5) that one and another: the first is left to Yinzhou."""
    add_row(toy.scenario, "stops", stop_id="GT0", catchment_adcodes="330206;330212", **GATE)
    assert _found(toy) == [("L1 GT0", "0", "7")]
    early = {"from_at": "2020-02-25T09:00+08:00", "to_at": "2020-02-25T09:15+08:00", "date": "2020-02-25"}
    add_row(toy.plan, "reservations", kind="gate", place_id="GT0", trip_id="L1", amount="7", **early)
    assert _found(toy) == []


@pytest.mark.parametrize(("amount", "found"), [("10", []), ("9", [("GT1 2020-02-25", "10", "9")])])
def test_hours_of_a_day_are_counted_as_far_as_they_reach(toy: Toy, amount: str, found: list[object]) -> None:
    add_row(toy.plan, "reservations", kind="gate", place_id="GT1", trip_id="L1", amount="5", **LATE)
    set_cells(toy.scenario, "capacities", {"kind": "gate", "date": "2020-02-25"}, amount=amount)
    assert _found(toy) == found
    set_cells(toy.scenario, "capacities", {"kind": "gate", "date": "2020-02-25"}, to_at="2020-02-25T09:45+08:00")
    assert _found(toy) == []
