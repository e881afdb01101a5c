"""People exchanged between coaches that run anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from planner.domain.place import Level, Zone
from planner.domain.plan import LegRole
from planner.domain.routing import Ride, RoutedTrip, Shipment, TripLoad
from planner.domain.rule import EscortRule
from planner.schedule.parts import Leg, Part
from planner.schedule.regroup import coach_blast, regroup
from planner.schedule.rotations import rotate
from planner.schedule.sorties import Sortie
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import at_hour, legal_rules, schedule_world
from tests.builders.small_world import YINGSHANG, cohort, fleet, moment

INCIDENCE = {"low": 1, "medium": 20, "high": 200, "sealed": 2000}
PEOPLE = (cohort(1, 60, pickup_id="NBH"), cohort(2, 60, origin=YINGSHANG, pickup_id="NBH"))
FLEETS = (fleet("NB", count=4, drivers=8),)
HIGH = (Zone("341226", Level.HIGH, moment(0), None),)
"""County of the second cohort, from where one in five thousand is a positive."""


def waiting(persons: int, number: int = 0, **facts: object) -> Shipment:
    """People of a cohort who may leave the station at any hour of the third day."""
    made = at_hour(2, 8, persons, "NBH", "S1")
    return replace(made, **{"cohort": number, "depart_to": moment(2, 20), **facts})  # type: ignore[arg-type]


def coaches(
    loads: Sequence[Sequence[tuple[int, int]]], shipments: Sequence[Shipment], **facts: object
) -> tuple[World, tuple[Sortie, ...]]:
    """Sorties with these persons by shipment, in the order given."""
    ruleset = facts.pop("ruleset", legal_rules(incidence_ppm=INCIDENCE))
    world = schedule_world(shipments, ruleset, cohorts=PEOPLE, fleets=FLEETS, **facts)  # type: ignore[arg-type]
    trips = [
        RoutedTrip(LegRole.DIRECT, None, 0, ("NBH",), ("S1",), tuple(TripLoad(*load) for load in each))
        for each in loads
    ]
    rotation = rotate(world, trips)
    assert not rotation.failures
    return world, rotation.sorties


def aboard(sorties: Sequence[Sortie]) -> list[dict[int, int]]:
    """Persons by shipment of each coach, the emptiest first."""
    found = [{load.shipment: load.persons for load in sortie.timed.routed.loads} for sortie in sorties]
    return sorted(found, key=lambda loads: (sum(loads.values()), sorted(loads.items())))


def blast(world: World, sorties: Sequence[Sortie]) -> int:
    """Σ over coaches of load × Σ incidence, by hand: 1 of the first cohort, 200 of the second where it is high."""
    ppm = [INCIDENCE[world.zones.level(cohort.origin_adcode, moment(2, 8)).name.lower()] for cohort in PEOPLE]
    return sum(
        sum(each.values()) * sum(ppm[world.shipments[k].cohort] * n for k, n in each.items())
        for each in aboard(sorties)
    )


def test_loads_are_made_even_where_nobody_is_more_dangerous() -> None:
    world, before = coaches([[(0, 20)], [(0, 8)]], [waiting(28)])
    after = regroup(world, before)
    assert aboard(after) == [{0: 14}, {0: 14}]
    assert (blast(world, before), blast(world, after)) == (464, 392)  # 20² + 8², 2 × 14²


def test_those_of_high_incidence_go_where_few_others_are() -> None:
    # two groups keep their coaches, 16 persons on one and 4 on the other; of each 4 more may change
    party = {"group": True}
    shipments = [waiting(16, **party), waiting(4, 1), waiting(4, **party), waiting(4)]
    world, before = coaches([[(0, 16), (1, 4)], [(2, 4), (3, 4)]], shipments, zones=HIGH)
    after = regroup(world, before)
    assert aboard(after) == [{1: 4, 2: 4}, {0: 16, 3: 4}]
    assert (blast(world, before), blast(world, after)) == (20 * 816 + 8 * 8, 20 * 20 + 8 * 804)


def test_the_share_of_coaches_counts_those_who_are_really_aboard() -> None:
    world, sorties = coaches([[(0, 20)], [(0, 8)]], [waiting(28)])
    rides, _, parts = parts_of(sorties)
    assert coach_blast(world, rides, sorties, parts) == 464
    assert coach_blast(world, rides, sorties, [replace(parts[0], persons=10), parts[1]]) == 164  # 10² + 8²


def parts_of(sorties: Sequence[Sortie]) -> tuple[list[Ride], Sequence[Sortie], list[Part]]:
    """Everybody aboard as a direct ride of their own."""
    loads = [(number, load) for number, each in enumerate(sorties) for load in each.timed.routed.loads]
    rides = [Ride(0, load.persons, False, None, load.shipment, None, None) for _, load in loads]
    return rides, sorties, [Part(n, load.persons, (Leg(number),)) for n, (number, load) in enumerate(loads)]


@pytest.mark.parametrize(
    "second",
    [
        waiting(8, depart_to=moment(2, 8), arrive_to=moment(2, 10)),
        waiting(8, group=True),
        waiting(8, accessible=True),
        waiting(8, tested=True),
        waiting(8, quarantine_days=3, quarantine_at="S1"),
        waiting(8, mix="apart"),
    ],
)
def test_some_stay_where_they_are(second: Shipment) -> None:
    # the small coach has room for people of the large one; those of the second shipment may not change
    sitting = [replace(FLEETS[0], accessible_seats=24)]
    loads = [[(0, 20)], [(1, 8)]]
    shipments = [waiting(20, mix=second.mix and "others"), second]
    world = schedule_world(shipments, legal_rules(incidence_ppm=INCIDENCE), cohorts=PEOPLE, fleets=sitting)
    trips = [RoutedTrip(LegRole.DIRECT, None, 0, ("NBH",), ("S1",), (TripLoad(*each[0]),)) for each in loads]
    after = regroup(world, rotate(world, trips).sorties)
    with_second = [each for each in aboard(after) if 1 in each]
    assert [each[1] for each in with_second] == [8]


def test_nobody_changes_to_a_coach_outside_the_own_window() -> None:
    early = replace(waiting(20), depart_to=moment(2, 8))
    late = replace(waiting(8), depart_from=moment(2, 15))
    world, before = coaches([[(0, 20)], [(1, 8)]], [early, late])
    assert aboard(regroup(world, before)) == [{1: 8}, {0: 20}]


def test_coaches_with_escorts_keep_their_people() -> None:
    ruleset = legal_rules(incidence_ppm=INCIDENCE, escorts=(EscortRule("medic", "coach", 50, ride_over_s=9 * HOUR_S),))
    world, before = coaches([[(0, 20)], [(0, 8)]], [waiting(28)], ruleset=ruleset)
    assert aboard(regroup(world, before)) == [{0: 8}, {0: 20}]


def test_without_incidence_nothing_changes() -> None:
    world, before = coaches([[(0, 20)], [(0, 8)]], [waiting(28)], ruleset=legal_rules())
    assert all(a is b for a, b in zip(regroup(world, before), before, strict=True))


def test_the_last_one_of_a_stop_stays_aboard() -> None:
    world, before = coaches([[(0, 1)], [(0, 19)]], [waiting(20)])
    assert aboard(regroup(world, before)) == [{0: 10}, {0: 10}]
    alone, both = coaches([[(0, 1)], [(1, 1)]], [waiting(1), waiting(1, 1)])
    assert aboard(regroup(alone, both)) == [{0: 1}, {1: 1}]
