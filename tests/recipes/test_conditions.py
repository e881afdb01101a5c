"""Zones that change by day, and dated capacities."""

import numpy as np

from planner.recipes.conditions import capacity_table, inspection_table, link_table, zone_table
from planner.recipes.facts import CapacityFacts, facts_of
from planner.recipes.geography import expand_origins


def _zones() -> list[tuple[object, ...]]:
    facts, rng = facts_of("ningbo-102k"), np.random.default_rng(6)
    table = zone_table(facts, expand_origins(facts.origins, rng), rng)
    return list(zip(*table.data, strict=True))


def test_hubei_is_sealed_throughout_and_yinzhou_is_lowered_on_22_february() -> None:
    rows = _zones()
    assert ("42", "sealed", "2020-01-23", None) in rows
    assert ("330212", "medium", "2020-02-09", "2020-02-21") in rows


def test_a_high_county_is_medium_for_a_week_before_it_is_low() -> None:
    rows = _zones()
    highs = [row for row in rows if row[1] == "high" and len(str(row[0])) == 6]
    assert highs
    for adcode, _, _, until in highs:
        (after,) = [row for row in rows if row[0] == adcode and row[1] == "medium"]
        assert str(after[2]) > str(until)


def test_no_drawn_zone_lies_in_a_given_one() -> None:
    assert not [row for row in _zones() if str(row[0]).startswith("42") and len(str(row[0])) == 6]


def test_a_capacity_is_written_for_every_day_of_its_span() -> None:
    table = capacity_table((CapacityFacts("permit", "permit:BL", "2020-02-27", "2020-03-01", 25),))
    assert table.data[2] == ("2020-02-27", "2020-02-28", "2020-02-29", "2020-03-01")


def test_liuheng_is_joined_by_a_bridge_and_a_ferry() -> None:
    assert link_table(facts_of("liuheng").links).data[2] == ("bridge", "ferry")


def test_three_visits_in_a_row_miss_items_at_one_firm_of_ninghai() -> None:
    rows = list(zip(*inspection_table(facts_of("ninghai-lights").inspections).data, strict=True))
    assert [row[1:] for row in rows if row[0] == "NL1"] == [
        ("2020-02-20", 1, False), ("2020-02-21", 2, False), ("2020-02-23", 1, False),
    ]  # fmt: skip
