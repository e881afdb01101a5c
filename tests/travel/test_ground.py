from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from planner.domain.demand import Heat
from planner.domain.place import Level, Place, Zone
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Matrix, Route
from planner.errors import TravelError
from planner.travel.ground import DAYS_AHEAD, campaign_places, lay_ground
from tests.builders.small_world import DAYS, FIRST_DAY, moment, rules, small_world, worker


@dataclass
class Recorder:
    """A travel source that only remembers what it was asked for."""

    name: str = "recorder"

    def __post_init__(self) -> None:
        self.asked: list[tuple[int, frozenset[str]]] = []

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        self.asked.append((len(places), sealed))
        none = np.zeros((len(places), len(places)), dtype=np.int32)
        return Matrix(tuple(places), none, none)

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        return (None,) * len(pairs)


def campaign(**tables: object) -> tuple[Scenario, Policy]:
    """The little world with other tables, where sealed ground is closed."""
    small = small_world(rules(sealed_closed=True), **tables)
    return small.scenario, small.policy


def test_every_place_that_coaches_touch_is_there_once() -> None:
    heat = (Heat("341226", 5, moment(0), None, "test"), Heat("341225", 5, moment(0), None, "test"))
    people = (worker("W1"), worker("W2"), worker("W3", pickup_stop_id="FYH"))
    scenario, _ = campaign(workers=people, heat=heat)
    ids = [place.place_id for place in campaign_places(scenario)]
    assert ids == ["FYH", "NBH", "S1", "S2", "S3", "adcode:341225", "adcode:341226", "depot:NB"]


def test_a_worker_with_a_pick_up_needs_no_county_seat() -> None:
    scenario, _ = campaign(workers=(worker("W1", pickup_stop_id="FYH"),))
    assert not any(place.place_id.startswith("adcode:") for place in campaign_places(scenario))


def test_an_origin_that_is_no_county_is_named() -> None:
    scenario, _ = campaign(workers=(worker("W1", origin="adcode:999999"),))
    with pytest.raises(TravelError, match="origin 999999 is not a county"):
        campaign_places(scenario)


def test_open_ground_has_one_matrix_for_all_days() -> None:
    scenario, policy = campaign()
    source = Recorder()
    ground = lay_ground(scenario, policy, source)
    assert source.asked == [(len(ground.places), frozenset())]
    assert (ground.first_day, len(ground.epoch_of_day)) == (FIRST_DAY, DAYS + DAYS_AHEAD)
    assert set(ground.epoch_of_day) == {0}


def test_ground_sealed_within_the_next_days_is_closed_from_the_start() -> None:
    scenario, policy = campaign(zones=(Zone("341225", Level.SEALED, moment(4), moment(6)),))
    ground = lay_ground(scenario, policy, Recorder())
    assert ground.sealed == (frozenset(), frozenset({"341225"}))
    # sealed on the days 4 and 5: nobody leaves for it, or through it, on the days 2 to 5
    assert ground.epoch_of_day[:8] == (0, 0, 1, 1, 1, 1, 0, 0)


def test_a_city_sealed_closes_its_counties() -> None:
    scenario, policy = campaign(zones=(Zone("3412", Level.SEALED, moment(0), None),))
    (sealed,) = lay_ground(scenario, policy, Recorder()).sealed
    assert "341225" in sealed
    assert all(code.startswith("3412") for code in sealed)
    assert len(sealed) > 5


def test_without_the_rule_sealed_ground_is_open() -> None:
    scenario, policy = campaign(zones=(Zone("341225", Level.SEALED, moment(0), None),))
    open_policy = replace(policy, rulesets=(rules(),))
    assert lay_ground(scenario, open_policy, Recorder()).sealed == (frozenset(),)


def test_other_levels_close_nothing() -> None:
    scenario, policy = campaign(zones=(Zone("341225", Level.HIGH, moment(0), None),))
    assert lay_ground(scenario, policy, Recorder()).sealed == (frozenset(),)
