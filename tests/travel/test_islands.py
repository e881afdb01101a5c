"""Islands inside counties."""

from __future__ import annotations

import numpy as np

from planner.domain.place import Place
from planner.travel.islands import grounds, island_at, shipped_islands
from planner.travel.polygons import county_at


def test_a_yard_on_liuheng_stands_on_the_island() -> None:
    island = island_at(Place("yard", 122.13, 29.715, "330903"))
    assert island is not None
    assert shipped_islands()[island].name == "六横岛"


def test_the_seat_of_putuo_and_other_counties_stand_on_no_island() -> None:
    assert island_at(Place("quay", 122.32, 29.974, "330903")) is None
    assert island_at(Place("yard", 122.13, 29.715, "330206")) is None


def test_grounds_are_the_seat_or_the_island() -> None:
    places = [Place("quay", 122.32, 29.974, "330903"), Place("yard", 122.13, 29.715, "330903")]
    found = grounds(places, np.array([7, 7]), 100)
    assert found[0] == 7
    assert found[1] == 100 + (island_at(places[1]) or 0)


def test_every_island_lies_in_its_county_and_has_a_way_off() -> None:
    for island in shipped_islands():
        assert county_at(island.lon, island.lat) in {island.adcode, None}, island.name  # a small one may miss its shore
        assert island.links, island.name
