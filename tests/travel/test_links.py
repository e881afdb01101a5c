"""Bridges, ferries and tunnels."""

from __future__ import annotations

import pytest

from planner.domain.place import Link
from planner.errors import TravelError
from planner.travel.islands import shipped_islands
from planner.travel.links import county_link_lines, island_link_lines
from planner.travel.network import load_network
from planner.travel.settings import RoadSettings


def test_a_link_given_from_seat_to_seat_is_taken_as_it_is() -> None:
    lines = county_link_lines(load_network(), [Link("330206", "330902", "bridge", 55_000, 3_000)], RoadSettings())
    assert (lines.metres.tolist(), lines.seconds.tolist()) == ([55_000], [3_000])
    assert lines.cross_end.tolist() == [0.5, 1.0]


def test_a_crossing_shorter_than_the_straight_line_gets_its_approach_roads() -> None:
    lines = county_link_lines(load_network(), [Link("330206", "330903", "ferry", 12_000, 2_100)], RoadSettings())
    assert 48_000 <= lines.metres[0] <= 60_000
    assert lines.seconds[0] > 2_100 + 1_800


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (Link("330206", "330206", "bridge", 1_000, 600), "joins a county to itself"),
        (Link("330206", "330902", "bridge", 60_000, 600), "above 120 km/h"),
        (Link("330206", "330902", "bridge", 60_000, 0), "no time"),
        (Link("330206", "330902", "bridge", 0, 60), "must be above 0"),
        (Link("330206", "123456", "ferry", 60_000, 6_000), "'123456' is not in the road network"),
    ],
)
def test_a_link_that_cannot_be_true_is_refused(link: Link, message: str) -> None:
    with pytest.raises(TravelError, match=message):
        county_link_lines(load_network(), [link], RoadSettings())


def test_every_island_is_linked_from_its_own_node() -> None:
    network, islands = load_network(), shipped_islands()
    lines = island_link_lines(network, islands)
    assert {int(node) - len(network.adcode) for node in lines.ends[:, 0]} == set(range(len(islands)))
