from __future__ import annotations

from planner.domain.rule import ArrivalAction
from planner.verify.arrivals.limits import Day
from planner.verify.arrivals.takers import OPEN, Doors, Takers, owed
from planner.verify.world import World
from tests.verify.judging import Toy, world_of

MEDIUM, LOW = "341225", "522327"


def _takers(world: World, date: str) -> Takers:
    return Takers(Day(world, world.clock.day(world.clock.moment(f"{date}T12:00"))), Doors(world))


def _needed(world: World, takers: Takers, site: str, origin: str) -> frozenset[str]:
    begin, end = world.clock.moment("2020-02-24T00:00"), world.clock.moment("2020-02-24T23:00")
    return takers.needed(world.sites[site], origin, begin, end, begin)


def test_a_site_takes_in_by_its_intake_and_the_map(toy_world: World) -> None:
    takers, day = _takers(toy_world, "2020-02-25"), toy_world.clock.day(toy_world.clock.moment("2020-02-24T00:00"))
    assert _needed(toy_world, takers, "S1", LOW) == {f"intake:S1:{day}"}
    persons = sum(cohort.persons for cohort in toy_world.plan.cohorts if cohort.site_id == "S1")
    assert takers.known[f"intake:S1:{day}"].persons == 30
    assert takers.known[f"map:S1:{day}"].persons == 65 * persons // 100
    assert takers.known[f"map:S1:{day}"].behind == {f"map:S1:{day + 1}"}


def test_those_who_owe_a_test_pass_a_laboratory(strict: Toy) -> None:
    world = world_of(strict)
    takers = _takers(world, "2020-02-25")
    assert _needed(world, takers, "S1", MEDIUM) == {"tests:330206"}
    assert takers.known["tests:330206"].persons == 20  # ten on each of two days
    assert "tests:330206" not in _needed(world, takers, "S1", LOW)


def test_those_who_owe_quarantine_need_a_bed(lodged: Toy) -> None:
    world = world_of(lodged)
    takers = _takers(world, "2020-02-25")
    assert _needed(world, takers, "S1", MEDIUM) == {"own_beds:S1:2", "beds:330206:2"}
    assert takers.known["own_beds:S1:2"].persons == 12  # 6 beds on the 23rd and on the 25th
    assert OPEN not in takers.known


def test_what_is_owed_follows_level_and_rule_set(strict: Toy) -> None:
    world = world_of(strict)
    at = world.clock.moment
    assert {r.action for r in owed(world, MEDIUM, at("2020-02-22T00:00"), at("2020-02-25T00:00"))} == {
        ArrivalAction.TEST
    }
    assert {r.action for r in owed(world, LOW, at("2020-02-22T00:00"), at("2020-02-25T00:00"))} == {ArrivalAction.NONE}
