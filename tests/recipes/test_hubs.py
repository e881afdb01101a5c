"""Stations and airports come from the reference data."""

from dataclasses import replace

import pytest

from planner.errors import BadUsage
from planner.recipes.facts import facts_of
from planner.recipes.hubs import hubs_of, stop_table


def test_a_station_is_walked_to_from_its_own_county() -> None:
    station = hubs_of(facts_of("toy"))["rail:FXU"]
    assert (station.kind, station.name, station.catchment_adcodes) == ("rail_station", "阜阳西站", (station.adcode,))


def test_own_stops_follow_the_hubs() -> None:
    table = stop_table(hubs_of(facts_of("toy")))
    assert table.data[0] == ("rail:FXU", "rail:NGH", "P1")


@pytest.mark.parametrize("hub", ["rail:XXXX", "air:XXX", "NGH"])
def test_an_unknown_hub_is_an_error(hub: str) -> None:
    with pytest.raises(BadUsage, match="unknown hub"):
        hubs_of(replace(facts_of("toy"), hubs=(hub,)))


def test_a_recipe_may_give_a_hub_its_throughput() -> None:
    hubs = hubs_of(replace(facts_of("toy"), people_per_hour={"rail:NGH": 600}))
    assert (hubs["rail:NGH"].people_per_hour, hubs["rail:FXU"].people_per_hour) == (600, None)
