from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from planner.carrying import Carried, carry, causes_of, fetch_routes
from planner.domain.demand import Cohort
from planner.domain.place import Level, Place, Zone
from planner.domain.travel import Matrix, Route
from planner.errors import TravelError
from planner.explain.reasons import Cause
from planner.travel.great_circle import straight_route
from planner.units import HOUR_S
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of
from tests.builders.small_world import (
    CEHENG,
    FUNAN,
    YINGSHANG,
    SmallWorld,
    cohort,
    fleet,
    limits,
    moment,
    small_world,
    train,
)


def world(**facts: object) -> SmallWorld:
    """The little world under legal driving hours."""
    rulesets = facts.pop("rulesets", (legal_rules(),))
    return small_world(*rulesets, rides=rides_of(LEGAL), **facts)  # type: ignore[misc, arg-type]


def carried(small: SmallWorld, cohorts: Sequence[Cohort]) -> Carried:
    """What runs for these cohorts after a little search."""
    return carry(small.scenario, small.policy, small.ground, small.ways(cohorts), limits())


def seated(found: Carried) -> dict[int, int]:
    """Persons on parts by cohort."""
    persons: dict[int, int] = {}
    for part in found.parts:
        number = found.work.rides[part.ride].cohort
        persons[number] = persons.get(number, 0) + part.persons
    return persons


def test_everybody_is_carried_when_coaches_are_many() -> None:
    found = carried(world(), [cohort(1, 40), cohort(2, 30, "S2", YINGSHANG)])
    assert seated(found) == {0: 40, 1: 30}
    assert found.failures == ()
    assert len(found.sorties) >= 3


def test_a_search_of_counted_work_ends_the_same_every_time() -> None:
    people = [cohort(1, 40), cohort(2, 30, "S2", YINGSHANG), cohort(3, 9, "S3", CEHENG)]
    first, second = carried(world(), people), carried(world(), people)
    assert first.parts == second.parts
    assert [s.timed.run.depart_s for s in first.sorties] == [s.timed.run.depart_s for s in second.sorties]


def test_few_coaches_take_the_better_tier() -> None:
    small = world(fleets=[fleet(count=1, drivers=2, max_trips=1)])
    people = [cohort(1, 24, tier=2), cohort(2, 24, tier=0)]
    found = carried(small, people)
    assert seated(found) == {1: 24}


def test_a_train_that_is_cheap_is_opened_and_joined_at_both_ends() -> None:
    cheap = train(fixed_cents=1_000, unit_cents=100, seat_cents=1, units=3)
    anhui = fleet("AH", (-480.0, 220.0, "341204"))
    people = [cohort(1, 100), cohort(2, 50, origin=YINGSHANG)]
    small = world(fleets=[fleet(), anhui], services=(cheap,))
    found = carried(small, people)
    assert seated(found) == {0: 100, 1: 50}
    assert [entry.service for entry in found.chosen.opened] == [0]
    by_train = [part for part in found.parts if len(part.legs) == 3]
    assert sum(part.persons for part in by_train) >= cheap.min_load


def why(small: SmallWorld, person: Cohort) -> Cause:
    """The last cause of a single cohort: the one that explains whoever is left."""
    ways = small.ways([person])
    found = carry(small.scenario, small.policy, small.ground, ways, limits())
    return causes_of(small.scenario, small.policy, ways, found)[person.cohort_id][-1][1]


def test_those_who_could_ride_lack_a_vehicle() -> None:
    assert why(world(), cohort(1, 5)).reason == "NO_VEHICLE"


def test_a_window_shorter_than_the_ride_is_the_cause() -> None:
    found = why(world(), cohort(1, 5, due_at=moment(1, 6)))
    assert found.reason == "WINDOW_TOO_SHORT"
    assert "window of 6 h" in found.detail


def test_a_ride_longer_than_allowed_is_the_cause() -> None:
    made = legal_rules()
    short = replace(made, times=replace(made.times, max_ride_s=6 * HOUR_S))
    found = why(world(rulesets=(short,)), cohort(1, 5))
    assert found.reason == "RIDE_TOO_LONG"
    assert "700 km" in found.detail and "limit is 6 h" in found.detail


def test_no_way_is_the_cause() -> None:
    found = why(world(epochs=((FUNAN,),)), cohort(1, 5))
    assert (found.reason, found.blocking_id) == ("NO_ROUTE", FUNAN)


def test_a_sealed_origin_is_the_cause() -> None:
    zones = (Zone("341225", Level.SEALED, moment(0), None),)
    found = why(world(rulesets=(legal_rules(sealed_closed=True),), zones=zones, epochs=((FUNAN,),)), cohort(1, 5))
    assert (found.reason, found.blocking_id) == ("ORIGIN_SEALED", "341225")


@dataclass
class Roads:
    """A travel source of straight ways that counts what it is asked for."""

    blocked: bool = False
    name: str = "roads"
    asked: list[tuple[str, str]] = field(default_factory=list)

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        raise AssertionError("the ground is laid already")

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        self.asked += [(a.place_id, b.place_id) for a, b in pairs]
        return tuple(None if self.blocked else straight_route(a, b, 1_000, 60) for a, b in pairs)


def test_each_way_is_fetched_once() -> None:
    small, roads = world(), Roads()
    found = carried(small, [cohort(1, 48)])
    routes = fetch_routes(roads, small.ground, found)
    assert len(found.sorties) == 2
    assert len(roads.asked) == len(set(roads.asked)) == len(routes)
    assert (0, FUNAN, "S1") in routes


def test_a_way_that_the_source_does_not_know_is_an_error() -> None:
    small = world()
    with pytest.raises(TravelError, match="roads has a distance but no way from adcode:341225 to S1"):
        fetch_routes(Roads(blocked=True), small.ground, carried(small, [cohort(1, 24)]))


def test_without_coaches_nobody_moves() -> None:
    found = carried(world(fleets=()), [cohort(1, 24)])
    assert (found.parts, found.sorties) == ((), ())
