"""The score of solutions counts every limit of an instance by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.published.score import score
from tests.builders.instances import solomon_text, vrplib_text

CORNERS = "1 0 0\n2 3 4\n3 6 8\n4 0 5"
DEMANDS = "1 0\n2 4\n3 5\n4 6"


def _scored(home: Path, text: str, name: str, *routes: str, **said: str) -> tuple[float, list[str]]:
    instance, solution = home / name, home / "x.sol"
    instance.write_text(text, encoding="utf-8")
    lines = [f"Route #{n}: {route}" for n, route in enumerate(routes, 1)] + [f"{k}: {v}" for k, v in said.items()]
    solution.write_text("\n".join([*lines, "Cost: 1", ""]), encoding="utf-8")
    return score(instance, solution)


def _text(**more: str) -> str:
    sections = {"NODE_COORD_SECTION": CORNERS, "DEMAND_SECTION": DEMANDS, **more}
    return vrplib_text(4, 10, seed=1, **sections)


def test_the_cost_is_the_length_of_all_routes(tmp_path: Path) -> None:
    assert _scored(tmp_path, _text(), "a.vrp", "1 2", "3") == (30.0, [])


@pytest.mark.parametrize(
    ("routes", "word"),
    [(("1 2 3",), "overloaded"), (("1 2",), "customer 3 is visited 0 times"), (("1 2", "3", "1"), "visited 2 times")],
)
def test_what_is_wrong_is_named(routes: tuple[str, ...], word: str, tmp_path: Path) -> None:
    assert any(word in fault for fault in _scored(tmp_path, _text(), "a.vrp", *routes)[1])


def test_types_of_vehicles_have_their_own_prices_seats_and_number(tmp_path: Path) -> None:
    text = _text(
        CAPACITY="", VEHICLES="3", CAPACITY_SECTION="1 10\n2 6\n3 6", VEHICLES_FIXED_COST_SECTION="1 100\n2 20\n3 20",
        VEHICLES_UNIT_DISTANCE_COST_SECTION="1 2\n2 1\n3 1",
    )  # fmt: skip
    assert _scored(tmp_path, text, "a.vrp", "1 2", "3", Vehicles="1 2") == (170.0, [])
    assert _scored(tmp_path, text, "a.vrp", "1 2", "3", Vehicles="1 1")[1] == ["2 vehicles of type 1"]
    assert _scored(tmp_path, text, "a.vrp", "1 2", "3", Vehicles="2 1")[1] == ["route 1 is overloaded"]


def test_a_late_route_is_named(tmp_path: Path) -> None:
    text = solomon_text(4, width=1)
    in_any_order = [_scored(tmp_path, text, "a.txt", *routes)[1] for routes in (("1", "2", "3", "4"), ("1 2 3 4",))]
    assert in_any_order[0] == []
    assert any("late" in fault for fault in in_any_order[1])
