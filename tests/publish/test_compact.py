"""Packed numbers unpack to what they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.publish.compact import WayTable, as_runs, deltas


def unrun(runs: list[int]) -> list[int]:
    numbers = []
    for start, length in zip(runs[::2], runs[1::2], strict=True):
        step = 1 if length > 0 else -1
        numbers += [start + step * k for k in range(abs(length))]
    return numbers


def undelta(flat: list[int], digits: int) -> list[tuple[float, float]]:
    lat = lon = 0
    points = []
    for d_lat, d_lon in zip(flat[::2], flat[1::2], strict=True):
        lat, lon = lat + d_lat, lon + d_lon
        points.append((lon / 10**digits, lat / 10**digits))
    return points


@given(st.lists(st.integers(0, 50), max_size=40))
def test_runs_unpack_to_the_same_numbers(numbers: list[int]) -> None:
    assert unrun(as_runs(numbers)) == numbers


@given(st.lists(st.tuples(st.floats(73, 136), st.floats(3, 54)), max_size=30))
def test_differences_do_not_add_up_to_an_error(points: list[tuple[float, float]]) -> None:
    for (lon, lat), (lon_back, lat_back) in zip(points, undelta(deltas(points, 4), 4), strict=True):
        assert abs(lon - lon_back) <= 0.5001e-4
        assert abs(lat - lat_back) <= 0.5001e-4


def test_ways_that_share_a_road_share_its_points() -> None:
    table = WayTable(0.0001)
    road = [(118.0 + i / 10, 30.0) for i in range(20)]
    first = table.add([(117.0, 31.0), *road])
    second = table.add([(117.0, 29.0), *road])
    assert len(table.points) == 22
    assert len(table.runs[second]) == 4
    assert table.add([(117.0, 31.0), *road]) == first


def test_a_coarser_grid_lets_near_points_meet() -> None:
    table = WayTable(0.02)
    table.add([(118.001, 30.001), (118.004, 30.002), (119.0, 30.0)])
    assert len(table.points) == 2
