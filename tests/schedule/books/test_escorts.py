from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from planner.domain.fleet import Escort
from planner.domain.rule import EscortRule
from planner.schedule.books.claims import Shortage
from planner.schedule.books.escorts import EscortBook, escortings_of
from planner.schedule.escorting import own_journey_s
from planner.schedule.rotations import rotate
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, single_trips
from tests.builders.small_world import FUNAN, PLANE, moment

MEDIC = EscortRule("medic", "coach", persons_per=15)


def medic(escort_id: str, **facts: object) -> Escort:
    """A medic at home in Funan."""
    return replace(Escort(escort_id, "medic", PLANE[FUNAN][2], moment(0), moment(12)), **facts)


def escort_world(*escorts: Escort, rule: EscortRule = MEDIC, trips: int = 1, **facts: object) -> World:
    """Coaches from Funan at the same hour, and these escorts."""
    made = tuple(at_hour(3, 8) for _ in range(trips))
    return schedule_world(made, legal_rules(escorts=(rule,), **facts), escorts=escorts)


def test_each_started_lot_of_persons_takes_one() -> None:
    world = escort_world(medic("M2"), medic("M1"), medic("M3"))
    claims = EscortBook(world).find(options(world)[0])
    assert isinstance(claims, tuple)
    assert [claim.holder for claim in claims] == ["M1", "M2"]


def test_a_duty_includes_the_own_journey_home() -> None:
    world = escort_world(medic("M1"), medic("M2"))
    (timed,) = options(world)
    claims = EscortBook(world).find(timed)
    assert isinstance(claims, tuple)
    (first, _) = escortings_of(timed, claims)
    assert first.leave_s == timed.boarding_s
    assert first.home_s > timed.run.arrive_s
    assert (own_journey_s(300_000), own_journey_s(360_000)) == (18_000, 14_400)


def test_too_few_escorts_stop_the_coach() -> None:
    world = escort_world(medic("M1"))
    assert EscortBook(world).find(options(world)[0]) == Shortage("NO_ESCORT", "medic")
    world = escort_world(medic("M1"), medic("L1", kind="liaison"))
    assert EscortBook(world).find(options(world)[0]) == Shortage("NO_ESCORT", "medic")


def test_nobody_escorts_two_coaches_at_once_or_beyond_the_availability() -> None:
    world = escort_world(medic("M1"), medic("M2"), medic("M3"), trips=2)
    rotation = rotate(world, single_trips(world.shipments))
    assert [failure.reason for failure in rotation.failures] == ["NO_ESCORT"]
    late = escort_world(medic("M1"), medic("M2", available_from=moment(3, 8)))
    assert EscortBook(late).find(options(late)[0]) == Shortage("NO_ESCORT", "medic")


def test_short_rides_may_go_without() -> None:
    world = escort_world(rule=EscortRule("medic", "coach", ride_over_s=40 * 3_600))
    assert EscortBook(world).find(options(world)[0]) == ()


def test_whoever_was_free_longer_goes_first() -> None:
    world = escort_world(*(medic(f"M{number}") for number in range(1, 5)), trips=2)
    sorties = rotate(world, single_trips(world.shipments)).sorties
    assert sorted(claim.holder or "" for sortie in sorties for claim in sortie.claims) == ["M1", "M2", "M3", "M4"]


def test_an_escort_takes_a_seat() -> None:
    # 48 seats without a cap: 47 persons and one escort fill the coach
    uncapped = (replace(legal_rules().caps[0], share=Fraction(1)),)
    world = escort_world(medic("M1"), rule=EscortRule("medic", "coach"), caps=uncapped)
    (timed,) = options(world)
    assert timed.usable(world.scenario.fleets[0]) == 47
    assert world.policy.rulesets[0].escorted_seats("coach", "inter_province", timed.level, 48, 12) == 47
