"""Coaches and drivers of a recipe."""

from collections import Counter
from dataclasses import replace

import numpy as np

from planner.recipes.facts import facts_of
from planner.recipes.fleets import fleet_table
from planner.recipes.geography import expand_origins


def _column(name: str, column: str, workers: int) -> list[object]:
    facts, rng = facts_of(name), np.random.default_rng(4)
    origins = expand_origins(facts.origins, rng) if facts.origins.share_table else None
    table = fleet_table(facts, origins, workers, rng)
    return list(table.data[table.columns.index(column)])


def test_the_city_has_some_1500_coaches_and_fewer_than_two_drivers_each() -> None:
    coaches = sum(int(str(count)) for count in _column("ningbo-102k", "count", 102_700))
    drivers = sum(int(str(count)) for count in _column("ningbo-102k", "drivers", 102_700))
    assert 1_450 <= coaches <= 1_550
    assert 1.7 <= drivers / coaches <= 1.9
    assert set(_column("ningbo-102k", "seats", 102_700)) == {37, 49, 53}


def test_every_origin_city_of_the_share_table_has_an_operator() -> None:
    depots = Counter(str(adcode)[:2] for adcode in _column("ningbo-102k", "depot_adcode", 102_700))
    assert depots["34"] >= 8
    assert depots["52"] >= 6


def test_max_trips_is_written_where_the_recipe_sets_it() -> None:
    assert set(_column("shenzhou-17k-one-wave", "max_trips", 17_000)) == {1}
    assert set(_column("shenzhou-17k", "max_trips", 17_000)) == {None}


def test_cities_of_destination_have_the_coaches_that_the_recipe_counts() -> None:
    facts = facts_of("china-1.7M")
    table = fleet_table(replace(facts, fleet_draw=None), None, facts.sized_for, np.random.default_rng(4))
    assert facts.city_fleets is not None
    assert dict(zip(table.data[table.columns.index("depot_adcode")], table.data[table.columns.index("count")])) == dict(
        facts.city_fleets.counts
    )
