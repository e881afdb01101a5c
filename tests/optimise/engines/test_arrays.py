"""Columns of the engine's arrays: each at its own place, all inside."""

from __future__ import annotations

from planner.optimise.engines import arrays


def test_columns_of_a_trip_do_not_overlap() -> None:
    spans = [
        range(arrays.WINDOW),
        range(arrays.WINDOW, arrays.WINDOW + 4),
        range(arrays.PICKUPS, arrays.PICKUPS + arrays.MAX_PICKUPS),
        range(arrays.KEYS, arrays.KEYS + arrays.MAX_PICKUPS),
        range(arrays.DROPS, arrays.DROPS + arrays.MAX_DROPS),
    ]
    taken = [column for span in spans for column in span]
    assert sorted(taken) == list(range(arrays.TRIP_COLUMNS))


def test_named_columns_fill_their_tables() -> None:
    assert arrays.WAVE + 1 == arrays.ITEM_COLUMNS
    assert arrays.MOST_AT_ONCE + 1 == arrays.FLEET_COLUMNS
    assert arrays.DROP_DWELL + 1 == arrays.RULE_COLUMNS
