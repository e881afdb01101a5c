from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from planner.domain.demand import Heat
from planner.domain.place import Level, Place, Zone, ZoneArea
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Matrix, Route
from planner.errors import TravelError
from planner.travel.county_graph import CountyGraph
from planner.travel.ground import DAYS_AHEAD, campaign_places, lay_ground, with_places
from tests.builders.small_world import DAYS, FIRST_DAY, moment, rules, small_world, worker
from tests.travel.places import seat


@dataclass
class Recorder:
    """A travel source that only remembers what it was asked for."""

    name: str = "recorder"

    def __post_init__(self) -> None:
        self.asked: list[tuple[int, frozenset[str]]] = []
        self.levels: list[Mapping[str, int]] = []

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        self.asked.append((len(places), sealed))
        none = np.zeros((len(places), len(places)), dtype=np.int32)
        return Matrix(tuple(places), none, none)

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        return (None,) * len(pairs)

    def passed(
        self, places: Sequence[Place], sealed: frozenset[str], levels: Mapping[str, int]
    ) -> npt.NDArray[np.int8]:
        self.levels.append(levels)
        return np.zeros((len(places), len(places)), dtype=np.int8)


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


SQUARE = "POLYGON ((115 32, 116 32, 116 33, 115 33, 115 32))"


def area(level: Level = Level.SEALED, first: int = 4, last: int | None = 6) -> ZoneArea:
    """An area by days of the campaign."""
    return ZoneArea("A1", "341225", level, moment(first), None if last is None else moment(last), SQUARE)


def test_a_sealed_area_splits_the_epochs_where_its_seal_begins_and_ends() -> None:
    scenario, policy = campaign(zone_areas=(area(), area(Level.HIGH)))
    ground = lay_ground(scenario, policy, Recorder())
    assert ground.sealed == (frozenset(), frozenset({"area:A1"}))
    assert ground.epoch_of_day[:8] == (0, 0, 1, 1, 1, 1, 0, 0)


def test_a_rule_set_closes_sealed_ground_from_its_first_day_on() -> None:
    small = small_world(
        rules(), rules(version="test@2", effective_from=moment(5), sealed_closed=True), zone_areas=(area(last=None),)
    )
    ground = lay_ground(small.scenario, small.policy, Recorder())
    assert ground.epoch_of_day == (0,) * 5 + (1,) * (DAYS + DAYS_AHEAD - 5)


def test_ways_keep_to_the_corridors_while_their_rule_set_is_in_force() -> None:
    small = small_world(rules(corridors=("34", "3302")), rules(version="test@2", effective_from=moment(5)))
    ground = lay_ground(small.scenario, small.policy, Recorder())
    assert ground.epoch_of_day == (0,) * 5 + (1,) * (DAYS + DAYS_AHEAD - 5)
    closed, free = ground.sealed
    assert free == frozenset()
    assert {"522327", "330102", "320102"} <= closed
    assert not any(code.startswith(("34", "3302")) for code in closed)


def test_a_corridor_leads_round_what_lies_outside_it() -> None:
    home, factory = seat("341225"), seat("330206")
    source = CountyGraph((factory,))
    scenario, policy = campaign(workers=(worker("W1"),))
    corridors = replace(policy, rulesets=(rules(corridors=("34", "3301", "3302", "3306", "3307")),))
    (closed,) = lay_ground(scenario, corridors, Recorder()).sealed
    (route,) = source.routes([(home, factory)], closed)
    assert route is not None
    assert {step.adcode[:4] for step in route.steps if step.adcode[:2] == "33"} <= {"3301", "3302", "3306", "3307"}
    assert {step.adcode[:2] for step in route.steps} == {"33", "34"}
    (free,) = source.routes([(home, factory)], frozenset())
    assert free is not None
    assert free.distance_m < route.distance_m


def test_areas_are_told_which_places_they_hold() -> None:
    scenario, _ = campaign(workers=(worker("W1"), worker("W2", origin="adcode:522327")), zone_areas=(area(),))
    (held,) = with_places(scenario).zone_areas
    assert held.place_ids == ("adcode:341225",)
    assert with_places(replace(scenario, zone_areas=())).zone_areas == ()


def test_levels_on_the_way_are_taken_only_where_a_rule_set_looks_at_the_path() -> None:
    zones = (Zone("3401", Level.HIGH, moment(4), moment(6)),)
    small = small_world(
        rules(path_levels=True), rules(version="test@2", effective_from=moment(8)), zones=zones
    )
    source = Recorder()
    ground = lay_ground(small.scenario, small.policy, source)
    assert ground.passed_of_day == (0, 0, 1, 1, 1, 1, 0, 0, *(-1,) * (DAYS + DAYS_AHEAD - 8))
    assert [set(levels.values()) for levels in source.levels] == [set(), {2}]
    assert all(code.startswith("3401") for code in source.levels[1])
