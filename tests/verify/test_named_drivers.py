from __future__ import annotations

from planner.verify.named_drivers import named_drivers, names_of_fleets
from tests.builders import drop_rows, set_cells
from tests.verify.judging import Toy, world_of


def test_a_fleet_without_names_needs_no_rows(toy: Toy) -> None:
    world = world_of(toy)
    assert {fleet: [driver.driver_id for driver in names] for fleet, names in names_of_fleets(world).items()} == {
        "GZ": ["DR1"]
    }
    assert list(named_drivers(world)) == []


def test_every_run_of_a_named_fleet_needs_its_crew(toy: Toy) -> None:
    drop_rows(toy.plan, "driver_duties", driver_id="DR1")
    found = [(v.subject, v.value, v.limit) for v in named_drivers(world_of(toy))]
    assert found == [("GZ#1 duty 1", "0", "1"), ("F1", "0", "1"), ("GZ#1 duty 3", "0", "1"), ("GZ#1 duty 4", "0", "1")]


def test_a_driver_keeps_to_one_vehicle(toy: Toy) -> None:
    set_cells(toy.plan, "driver_duties", {"seq": "4"}, vehicle_id="GZ#2")
    assert "vehicle and moment" in {v.unit for v in named_drivers(world_of(toy))}
