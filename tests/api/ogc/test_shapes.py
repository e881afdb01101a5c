from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from api.ogc.shapes import crosses, touches

PLACE = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(a=PLACE, b=PLACE, corner=PLACE, size=PLACE)
def test_a_stretch_crosses_a_box_as_geometry_says(
    a: tuple[int, int], b: tuple[int, int], corner: tuple[int, int], size: tuple[int, int]
) -> None:
    west, south, east, north = corner[0], corner[1], corner[0] + size[0] + 1, corner[1] + size[1] + 1
    # lines that only graze an edge may differ by the last bit, so the box is moved off the grid
    moved = (west + 0.25, south + 0.25, east + 0.5, north + 0.5)
    assert crosses(a, b, moved) == LineString([a, b]).intersects(box(*moved))


def test_points_and_lines_touch_edges_too() -> None:
    point = '{"type":"Point","coordinates":[1,1]}'
    assert touches(point, [(1, 1, 2, 2)]) and not touches(point, [(1.1, 1, 2, 2)])
    line = '{"type":"LineString","coordinates":[[0,0],[4,0],[4,4]]}'
    assert touches(line, [(9, 9, 10, 10), (3, 3, 5, 5)]) and not touches(line, [(1, 1, 2, 2)])
