from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.publish.ways import distances_m, through_halts

POINT = st.tuples(st.integers(0, 6).map(lambda n: 110 + n / 2), st.integers(0, 6).map(lambda n: 28 + n / 2))


def test_without_a_drawing_the_way_goes_straight() -> None:
    assert through_halts((), [(1.0, 1.0), (2.0, 2.0), (3.0, 1.0)]) == (((1.0, 1.0), (2.0, 2.0), (3.0, 1.0)), (0, 1, 2))


def test_a_halt_beside_the_way_is_put_in_where_the_way_is_nearest() -> None:
    points, places = through_halts([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], [(0.0, 0.0), (1.4, 0.1), (2.0, 0.0)])
    assert points == ((0.0, 0.0), (1.0, 0.0), (1.4, 0.1), (2.0, 0.0))
    assert places == (0, 2, 3)


def test_a_spur_is_gone_in_and_out_once() -> None:
    spur = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (1.0, 0.0), (2.0, 0.0)]
    points, places = through_halts(spur, [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (2.0, 0.0)])
    assert points == tuple(spur)
    assert places == (0, 2, 3, 4)


def test_ends_that_the_drawing_misses_are_added() -> None:
    points, places = through_halts([(1.0, 0.0), (2.0, 0.0)], [(0.0, 0.0), (3.0, 0.0)])
    assert (points[0], points[-1], places) == ((0.0, 0.0), (3.0, 0.0), (0, 3))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(drawn=st.lists(POINT, max_size=8), halts=st.lists(POINT, min_size=2, max_size=6))
def test_all_halts_lie_on_the_way_in_order(drawn: list[tuple[float, float]], halts: list[tuple[float, float]]) -> None:
    points, places = through_halts(drawn, halts)
    assert [points[place] for place in places] == halts
    assert list(places) == sorted(places)
    metres = distances_m(points)
    assert metres == sorted(metres) and metres[0] == 0
