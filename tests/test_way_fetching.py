"""Ways are fetched once each, by whichever process asks for them, and one that is missing is an error."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from planner.carrying import Carried, Routed, carry_once
from planner.domain.place import Place
from planner.domain.travel import Matrix, Route
from planner.errors import TravelError
from planner.travel.great_circle import straight_route
from planner.way_fetching import WaysAhead, fetch_routes
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of
from tests.builders.small_world import FUNAN, SmallWorld, cohort, limits, small_world


@dataclass
class Roads:
    """A travel source of straight ways that counts what it is asked for in this process, and is lost in any other
    where it is told so."""

    blocked: bool = False
    lost: bool = False
    name: str = "roads"
    asked: list[tuple[str, str]] = field(default_factory=list)
    home: int = field(default_factory=os.getpid)

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        raise AssertionError("the ground is laid already")

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        if self.lost and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        self.asked += [(a.place_id, b.place_id) for a, b in pairs]
        return tuple(None if self.blocked else straight_route(a, b, 1_000, 60) for a, b in pairs)


def world() -> SmallWorld:
    """The little world under legal driving hours."""
    return small_world(legal_rules(), rides=rides_of(LEGAL))


def carried(small: SmallWorld, persons: int, routed: Routed = lambda *_: None) -> Carried:
    """What runs for a cohort after a little search."""
    ways = small.ways([cohort(1, persons)])
    return carry_once(small.scenario, small.policy, small.ground, ways, limits, None, routed)


def test_each_way_is_fetched_once() -> None:
    small, roads = world(), Roads()
    found = carried(small, 48)
    routes = fetch_routes(roads, small.ground, found)
    assert len(found.sorties) == 2
    assert len(roads.asked) == len(set(roads.asked)) == len(routes)
    assert (0, FUNAN, "S1") in routes


def test_a_way_that_the_source_does_not_know_is_an_error() -> None:
    small = world()
    with pytest.raises(TravelError, match="roads has a distance but no way from adcode:341225 to S1"):
        fetch_routes(Roads(blocked=True), small.ground, carried(small, 24))


def test_ways_fetched_beside_the_clocks_are_the_same_and_are_not_asked_for_again() -> None:
    small, roads = world(), Roads()
    with WaysAhead(roads, small.ground, True) as ahead:
        found = carried(small, 48, ahead.begin)
        known = ahead.found()
    assert set(known) == {(0, FUNAN, "S1"), (0, "depot:NB", FUNAN)}
    routes = fetch_routes(roads, small.ground, found, known)
    assert roads.asked == []
    assert routes == fetch_routes(Roads(), small.ground, found)


def test_a_way_found_missing_beside_the_clocks_is_the_same_error() -> None:
    small = world()
    with WaysAhead(Roads(blocked=True), small.ground, True) as ahead:
        found = carried(small, 24, ahead.begin)
        known = ahead.found()
    assert set(known.values()) == {None}
    with pytest.raises(TravelError, match="roads has a distance but no way from adcode:341225 to S1"):
        fetch_routes(Roads(blocked=True), small.ground, found, known)


@pytest.mark.parametrize("forks", [False, True])
def test_without_another_process_ways_are_fetched_afterwards(forks: bool) -> None:
    small, roads = world(), Roads(lost=True)
    with WaysAhead(roads, small.ground, forks) as ahead:
        found = carried(small, 48, ahead.begin)
        assert ahead.found() == {}
    assert fetch_routes(roads, small.ground, found) == fetch_routes(Roads(), small.ground, found)
