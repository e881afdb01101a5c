from __future__ import annotations

from dataclasses import replace

from planner.domain.plan import Reservation
from planner.verify.rows import NEEDED_CELLS, drivers_on_duty, escorts_on_duty, reserved, runs_from_one
from planner.verify.world import World


def _with(world: World, row: Reservation) -> World:
    plan = replace(world.folder.plan, reservations=(row,))
    return replace(world, folder=replace(world.folder, plan=plan))


def test_the_little_world_is_whole(toy_world: World) -> None:
    assert [*escorts_on_duty(toy_world), *drivers_on_duty(toy_world), *reserved(toy_world)] == []


def test_sequences_run_from_one() -> None:
    assert [v.subject for v in runs_from_one("t", (("a", [1, 2]), ("b", [2, 3]), ("c", [1, 1])))] == ["b", "c"]


def test_every_kind_names_the_cells_that_its_rule_relies_on(toy_world: World) -> None:
    for kind, cells in NEEDED_CELLS.items():
        found = {v.unit for v in reserved(_with(toy_world, Reservation(kind, "GYB", 18_316, 1)))}
        assert found == set(cells), kind
