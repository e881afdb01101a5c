"""A converted instance is a scenario that the product reads, and that says the same as the file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planner.convert import Instance, read_instance, write_scenario
from planner.convert.scenario import Written, node_of, stop_of
from planner.domain.fleet import Positioning
from planner.domain.scenario import Scenario
from planner.errors import BadInput, BadUsage
from planner.ingest import read_scenario
from planner.travel import travel_source
from planner.travel.source import scenario_places
from tests.builders.instances import solomon_text, vrplib_text


def _written(home: Path, text: str, name: str = "made-up.vrp", whole: bool = False) -> tuple[Instance, Written]:
    source = home / name
    source.write_text(text, encoding="utf-8")
    instance = read_instance(source)
    return instance, write_scenario(instance, source, home / "scenario", whole)


def _scenario(home: Path, text: str, name: str = "made-up.vrp", whole: bool = False) -> tuple[Instance, Scenario]:
    instance, written = _written(home, text, name, whole)
    return instance, read_scenario(written.folder)


def test_demands_become_persons_and_capacities_seats(tmp_path: Path) -> None:
    instance, scenario = _scenario(tmp_path, vrplib_text())
    for node in range(1, instance.customers + 1):
        assert sum(w.pickup_stop_id == stop_of(node) for w in scenario.workers) == instance.demands[node]
    assert [fleet.seats for fleet in scenario.fleets] == [40]
    assert scenario.policy_pack == "bare"
    assert not any(worker.group_id for worker in scenario.workers)


def test_the_matrix_holds_the_distances_of_the_instance(tmp_path: Path) -> None:
    instance, scenario = _scenario(tmp_path, vrplib_text(NODE_COORD_SECTION="1 0 0\n2 9 0\n3 0 20\n4 30 30\n5 9 9",
                                                         DEMAND_SECTION="1 0\n2 1\n3 1\n4 1\n5 1"))  # fmt: skip
    matrix = travel_source(scenario).matrix(scenario_places(scenario), frozenset())
    row = {place.place_id: index for index, place in enumerate(matrix.places)}
    for a in range(1, 5):
        assert matrix.distance_m[row["depot"], row[stop_of(a)]] == 1000 * instance.distance[0, a]
        assert matrix.distance_m[row["depot:V1"], row[stop_of(a)]] == 1000 * instance.distance[0, a]
    assert matrix.distance_m[row["depot"], row["depot:V1"]] == 0


def test_whole_customers_are_travel_groups(tmp_path: Path) -> None:
    _, scenario = _scenario(tmp_path, vrplib_text(), whole=True)
    groups = {worker.group_id: worker.pickup_stop_id for worker in scenario.workers if worker.group_id}
    assert len(groups) == len(set(groups.values())) > 3


def test_a_customer_larger_than_a_vehicle_cannot_stay_whole(tmp_path: Path) -> None:
    text = vrplib_text(3, 10, DEMAND_SECTION="1 0\n2 11\n3 5")
    with pytest.raises(BadInput, match="--whole"):
        _written(tmp_path, text, whole=True)
    _, written = _written(tmp_path, text)
    assert written.persons == 16


def test_windows_are_ready_and_promised_times(tmp_path: Path) -> None:
    instance, scenario = _scenario(tmp_path, solomon_text(), "made-up.txt")
    assert instance.windows is not None
    zero = scenario.campaign.clock.moment("2020-01-02T00:00")
    promise_s = int(str(scenario.policy_override["promise_s"]))
    for worker in scenario.workers:
        opens, closes = instance.windows[node_of(str(worker.pickup_stop_id))]
        assert worker.ready_at == zero + 60 * (opens + 10)
        assert worker.requested_at is not None
        assert worker.requested_at + promise_s == zero + 60 * (closes + 10)
        assert worker.due_at == zero + 60 * 230


def test_nobody_is_ready_before_a_coach_could_come_from_the_depot(tmp_path: Path) -> None:
    text = solomon_text(1)
    lines = text.splitlines()
    lines[-1] = "1 65 75 4 0 200 10"  # 50 units from (35, 35), open at once
    instance, scenario = _scenario(tmp_path, "\n".join([*lines, ""]), "made-up.txt")
    assert instance.distance[0, 1] == 500
    assert scenario.workers[0].ready_at == scenario.campaign.clock.moment("2020-01-02T00:00") + 60 * (50 + 10)


def test_a_mixed_fleet_keeps_its_prices_in_whole_fen(tmp_path: Path) -> None:
    fleet = {
        "VEHICLES": "3", "CAPACITY": "", "CAPACITY_SECTION": "1 40\n2 60\n3 40",
        "VEHICLES_FIXED_COST_SECTION": "1 5\n2 9\n3 5", "VEHICLES_UNIT_DISTANCE_COST_SECTION": "1 1.1\n2 1.25\n3 1.1",
    }  # fmt: skip
    _, written = _written(tmp_path, vrplib_text(**fleet))
    scenario = read_scenario(written.folder)
    assert written.cost_fen == 100
    found = [(f.seats, f.count, f.fixed_cents, f.cents_per_km, f.max_trips) for f in scenario.fleets]
    assert found == [(40, 2, 500, 110, 1), (60, 1, 900, 125, 1)]
    assert {f.positioning for f in scenario.fleets} == {Positioning.RETURN}


def test_a_common_divisor_of_demands_is_taken_out(tmp_path: Path) -> None:
    _, written = _written(tmp_path, vrplib_text(3, 95, DEMAND_SECTION="1 0\n2 30\n3 20"))
    scenario = read_scenario(written.folder)
    assert (written.persons, written.persons_per_demand) == (5, Fraction(1, 10))
    assert scenario.fleets[0].seats == 9
    assert any("divided by 10" in note for note in written.notes)


def test_the_same_instance_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name in ("a", "b"):
        home = tmp_path / name
        home.mkdir()
        folders.append(_written(home, solomon_text(), "made-up.txt")[1].folder)
    names = sorted(path.name for path in folders[0].iterdir())
    assert "instance.txt" in names
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names)


def test_a_folder_in_use_is_not_written_over(tmp_path: Path) -> None:
    _written(tmp_path, vrplib_text())
    with pytest.raises(BadUsage, match="not empty"):
        _written(tmp_path, vrplib_text())
