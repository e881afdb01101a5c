"""Places by id."""

from __future__ import annotations

import pytest

from planner.errors import BadPlanFolder
from planner.publish.places import Places
from tests.publish.builders import small_scenario


def test_stops_sites_and_county_seats_are_known() -> None:
    places = Places(small_scenario())
    assert places["RS-NB"].kind == "rail_station"
    assert places["S001"].kind == "site"
    assert places["adcode:330206"].name == "北仑区"


@pytest.mark.parametrize("place", ["nowhere", "adcode:990101", "330206"])
def test_an_unknown_place_is_named(place: str) -> None:
    with pytest.raises(BadPlanFolder, match=place):
        Places(small_scenario())[place]
