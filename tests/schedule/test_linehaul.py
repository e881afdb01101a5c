from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.domain.demand import Cohort
from planner.domain.fleet import Escort
from planner.domain.routing import OpenService
from planner.domain.rule import EscortRule, RuleSet, Times
from planner.domain.service import Service
from planner.schedule.carriages import Cabins
from planner.schedule.linehaul import Linehaul, admit, seats_beside
from planner.schedule.units import Want, loads_of
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import legal_rules
from tests.builders.small_world import FIRST_DAY, cohort, moment, plain_rides, rules, small_world, train


def admitted(
    *entries: OpenService,
    rule: RuleSet | None = None,
    services: Sequence[Service] = (train(),),
    cohorts: Sequence[Cohort] = (),
    people_per_hour: dict[str, int] | None = None,
    escorts: tuple[Escort, ...] = (),
) -> tuple[Linehaul, World]:
    """Services let in under a rule, with some throughput of their stations; and the world they run in."""
    limits = people_per_hour or {}
    stops = tuple(replace(s, people_per_hour=limits.get(s.stop_id)) for s in small_world().scenario.stops)
    small = small_world(rule or rules(), services=tuple(services), stops=stops, escorts=escorts)
    places = {place.place_id: place for place in small.ground.places}
    made = admit(small.scenario, small.policy, places, cohorts or [cohort(1, 500)], entries)
    world = World.of(small.scenario, small.policy, small.ground, (), plain_rides(), cohorts, None, made)
    return made, world


def entry(persons: int, service: int = 0, units: int = 5) -> OpenService:
    """Persons of the first cohort on a train with 59 usable seats to a carriage."""
    return OpenService(service, units, 59, ((0, persons),))


def second(local_s: int) -> int:
    """Seconds of the campaign of a local second."""
    return local_s - FIRST_DAY * 24 * HOUR_S


def test_without_limits_nothing_is_taken_and_nobody_cut() -> None:
    made, _ = admitted(entry(200))
    assert (made.opened, made.closed, made.short, made.boards, made.ready_s) == ((entry(200),), {}, (), {}, {})


def test_those_who_get_off_queue_from_the_quarter_of_arrival() -> None:
    made, _ = admitted(entry(120), people_per_hour={"NBH": 200})
    assert [(second(p.from_s) / HOUR_S, p.persons) for p in made.alights[0]] == [(78.0, 50), (78.25, 50), (78.5, 20)]
    assert second(made.ready_s[0]) == 78.75 * HOUR_S


def test_a_train_boards_within_its_boarding_time() -> None:
    made, _ = admitted(entry(120), people_per_hour={"FYH": 200})
    assert [(second(p.from_s) / HOUR_S, p.persons) for p in made.boards[0]] == [(67.25, 50), (67.5, 50), (67.75, 20)]


def test_the_later_train_takes_what_the_first_left_and_cuts_the_last_tiers() -> None:
    trains = (train(), train("SV2", depart_at=moment(2, 21), arrive_at=moment(3, 7), min_load=10))
    people = [cohort(1, 200), cohort(2, 100, tier=0)]
    both = (entry(190), OpenService(1, 2, 59, ((0, 70), (1, 50))))
    board = rules(times=Times(max_ride_s=48 * HOUR_S, rail_board_s=2 * HOUR_S))
    made, _ = admitted(*both, rule=board, services=trains, cohorts=people, people_per_hour={"FYH": 100})
    assert [sum(n for _, n in open_.persons) for open_ in made.opened] == [190, 110]
    assert dict(made.opened[1].persons) == {0: 60, 1: 50}
    assert [(s.cohort, s.persons, s.reason, s.blocking_id) for s in made.short] == [(0, 10, "HUB_FULL", "FYH")]


def test_a_train_that_too_few_can_board_is_closed() -> None:
    made, _ = admitted(entry(200), people_per_hour={"FYH": 100})
    assert (made.opened, dict(made.closed)) == ((), {"SV1": "hub_full"})
    assert sum(short.persons for short in made.short) == 200


MEDICS = rules(escorts=(EscortRule("medic", "train", persons_per=50),))


def medics(count: int) -> tuple[Escort, ...]:
    """Medics at home where the train begins."""
    return tuple(Escort(f"M{n}", "medic", "341225", moment(0), moment(12)) for n in range(1, count + 1))


def test_a_train_carries_as_many_as_its_escorts_allow() -> None:
    made, _ = admitted(entry(200), rule=MEDICS, escorts=medics(3))
    assert sum(persons for _, persons in made.opened[0].persons) == 150
    assert [spell.escort_id for spell in made.escorts[0]] == ["M1", "M2", "M3"]
    assert {(s.reason, s.blocking_id) for s in made.short} == {("NO_ESCORT", "SV1")}


def test_a_train_without_escorts_enough_for_its_least_load_is_closed() -> None:
    made, _ = admitted(entry(200), rule=MEDICS, escorts=medics(1))
    assert dict(made.closed) == {"SV1": "no_escort"}


def test_coaches_find_escorts_of_trains_taken() -> None:
    made, _ = admitted(entry(150), rule=MEDICS, escorts=medics(3))
    assert made.roster.free("medic", made.escorts[0][0].going) == []


def test_escorts_spread_over_the_carriages_in_use_from_the_first_on() -> None:
    made, world = admitted(entry(150), rule=MEDICS, escorts=medics(3))
    aboard = Cabins((), world).aboard(made.opened[0], {1: 59, 2: 50})
    assert aboard is not None
    names = {unit: [escort.escort_id for escort in mine] for unit, mine in aboard.items()}
    assert names == {1: ["M1", "M3"], 2: ["M2"]}


def test_full_carriages_leave_seats_for_escorts() -> None:
    full = replace(MEDICS, caps=(replace(MEDICS.caps[0], share=MEDICS.caps[0].share * 2),))
    assert [seats_beside(full, train(), 118, escorts) for escorts in (0, 1, 118, 119)] == [118, 117, 0, 0]
    made, world = admitted(OpenService(0, 1, 118, ((0, 118),)), rule=full, escorts=medics(9))
    assert made.opened[0].persons == ((0, 115),)
    assert Cabins((), world).aboard(made.opened[0], {1: 118}) is None


def test_classes_get_carriages_of_their_own() -> None:
    people = [cohort(1, 50), cohort(2, 20, health_class="yellow")]
    apart = legal_rules(unmixed_codes=True)
    both = OpenService(0, 1, 59, ((0, 40), (1, 10)))
    made, _ = admitted(both, rule=apart, cohorts=people, services=(train(min_load=1),))
    assert (made.opened[0].units, made.short) == (2, ())
    one = train(units=1, min_load=1)
    made, _ = admitted(OpenService(0, 1, 59, ((0, 50), (1, 20))), rule=apart, cohorts=people, services=(one,))
    assert made.opened[0].persons == ((0, 50),)
    assert [(short.cohort, short.persons, short.reason) for short in made.short] == [(1, 20, "MIXING_LIMIT")]


def test_carriages_are_no_fuller_than_need_be_where_a_positive_puts_all_of_one_in_quarantine() -> None:
    counted = rules(incidence_ppm={"low": 1})
    wants = [Want(0, 50), Want(1, 40, group=True), Want(2, 20)]
    for rule, loads in ((rules(), [59, 51, 0]), (counted, [40, 40, 30])):
        made, world = admitted(entry(110, units=3), rule=rule)
        found = loads_of(Cabins((), world).fill(made.opened[0], wants))
        assert sorted((found.get(unit, 0) for unit in (1, 2, 3)), reverse=True) == loads
