"""Firms: every worker has a door, chains and closures are drawn."""

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import BadUsage
from planner.recipes.facts import Facts, facts_of
from planner.recipes.firms import Firm, Firms, door_table, make_firms
from planner.units import day_number


def _firms(facts: Facts, workers: int) -> Firms:
    return make_firms(facts, workers, np.random.default_rng(2))


def test_the_city_has_three_thousand_firms_and_a_door_for_each_worker() -> None:
    firms = _firms(facts_of("ningbo-102k"), 102_700)
    assert len(firms.firms) == 3_001
    assert sum(door.workers for door in firms.doors) == 102_700
    sizes = sorted(door.workers for door in firms.doors)
    assert sizes[len(sizes) // 2] < np.mean(sizes)  # skewed: many small firms, few large ones


def test_suppliers_supply_firms_of_the_first_tier() -> None:
    firms = _firms(facts_of("ningbo-102k"), 102_700)
    tiers = {firm.enterprise_id: firm.tier for firm in firms.firms}
    suppliers = [firm for firm in firms.firms if firm.supplies]
    assert suppliers
    assert all(tiers[customer] == 0 < firm.tier for firm in suppliers for customer in firm.supplies)


def test_the_last_day_is_the_eve_of_a_customers_stock_out() -> None:
    end, dry = day_number("2020-03-02"), day_number("2020-02-26")
    firms = Firms((Firm("A", "a", 0, stock_out_day=dry), Firm("B", "b", 1, supplies=("A",)), Firm("C", "c", 1)), ())
    assert firms.last_days(end) == [dry - 1, dry - 1, end]


def test_a_recipe_without_firms_is_an_error() -> None:
    with pytest.raises(BadUsage, match="names no enterprise"):
        _firms(replace(facts_of("toy"), enterprises=()), 60)


def test_isolation_beds_are_a_column_only_where_a_site_has_some() -> None:
    facts = facts_of("toy")
    first = facts.enterprises[0]
    with_beds = replace(first, sites=(replace(first.sites[0], isolation_beds=20),))
    assert "isolation_beds" not in door_table(_firms(facts, 60)).columns
    table = door_table(_firms(replace(facts, enterprises=(with_beds, *facts.enterprises[1:])), 60))
    assert table.data[table.columns.index("isolation_beds")] == (20, None, None)


def test_a_city_shares_its_weight_out_over_its_counties() -> None:
    facts = facts_of("ningbo-10k")
    assert facts.firms is not None
    city = replace(facts, firms=replace(facts.firms, adcodes={"3302": 1.0}), enterprises=())
    counties = {door.adcode for door in _firms(city, 10_270).doors}
    assert len(counties) == 10
    assert {code[:4] for code in counties} == {"3302"}


def test_an_area_without_counties_is_an_error() -> None:
    facts = facts_of("ningbo-10k")
    assert facts.firms is not None
    with pytest.raises(BadUsage, match="9999"):
        _firms(replace(facts, firms=replace(facts.firms, adcodes={"9999": 1.0})), 10_270)
