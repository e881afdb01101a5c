from __future__ import annotations

import pytest
from shapely import Polygon

from planner.domain.plan import PathStepRow
from planner.verify.drawn import inner_part, moment_at, stretches_inside

SQUARE = Polygon([(120.0, 30.0), (120.1, 30.0), (120.1, 30.1), (120.0, 30.1)])


def test_a_way_along_the_edge_of_an_area_or_just_inside_it_is_outside() -> None:
    inner = inner_part(SQUARE)
    assert not list(stretches_inside([(119.9, 30.0), (120.2, 30.0)], inner))
    assert not list(stretches_inside([(119.9, 30.0009), (120.2, 30.0009)], inner))
    assert list(stretches_inside([(119.9, 30.0011), (120.2, 30.0011)], inner))


def test_an_area_narrower_than_the_tolerance_has_no_inner_part() -> None:
    assert inner_part(Polygon([(120.0, 30.0), (120.1, 30.0), (120.1, 30.0015), (120.0, 30.0015)])).is_empty


def test_shares_of_a_way_count_metres_from_its_start() -> None:
    (stretch,) = stretches_inside([(119.8, 30.05), (120.2, 30.05)], inner_part(SQUARE))
    assert stretch == pytest.approx((0.5025, 0.7475), abs=1e-3)
    first, second = stretches_inside([(119.8, 30.05), (120.05, 30.05), (120.2, 30.05)], inner_part(SQUARE))
    assert first == pytest.approx((0.5025, 0.625), abs=1e-3)
    assert second == pytest.approx((0.625, 0.7475), abs=1e-3)


def test_moments_follow_the_metres_of_the_path() -> None:
    path = [
        PathStepRow("T", 1, "330206", 0, 100, 1_000, 0, 100),
        PathStepRow("T", 2, "330203", 100, 1_100, 3_000, 0, 300),
    ]
    assert [moment_at(path, share) for share in (0, 0.125, 0.25, 0.5, 1)] == pytest.approx(
        [0, 50, 100, 100 + 1000 / 3, 1100]
    )
