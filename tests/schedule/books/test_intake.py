from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from planner.domain.demand import Inspection
from planner.domain.fleet import Capacity
from planner.domain.place import IntakeWindow
from planner.domain.rule import LightRules
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.intake import IntakeBook
from planner.schedule.rotations import rotate
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, shipment, single_trips
from tests.builders.small_world import FIRST_DAY, cohort, firm, moment, small_world

DAY = FIRST_DAY + 3


def sites(**facts: object) -> dict[str, object]:
    """Site S1 with other facts."""
    first, *others = small_world().scenario.sites
    return {"sites": (replace(first, **facts), *others)}


def intake_world(*rulesets: object, persons: int = 20, **facts: object) -> World:
    """``persons`` from the station at 08:00 of the fourth day, of a cohort of 40, to S1 on the same morning."""
    people = [cohort(1, 40), cohort(2, 10, "S2")]
    return schedule_world([at_hour(3, 8, persons, start="NBH")], *rulesets, cohorts=people, **facts)


def arrival(world: World) -> TimedTrip:
    """The one departure there is."""
    (timed,) = options(world)
    return timed


def full(room: int) -> Shortage:
    """Shipment 0 finds so much room at S1."""
    return Shortage("INTAKE_FULL", "S1", by_day=True, wanting=(0,), room=room)


def test_without_limits_arrivals_are_counted_and_never_listed() -> None:
    world = intake_world()
    assert IntakeBook(world).find(arrival(world)) == (Claim("intake", "S1", DAY, 20, listed=False),)


def test_a_site_takes_in_its_number_per_day() -> None:
    world = intake_world(**sites(intake_per_day=30))
    book, timed = IntakeBook(world), arrival(world)
    found = book.find(timed)
    assert isinstance(found, tuple)
    book.take(timed, found)
    assert book.find(timed) == full(10)


def test_rows_of_a_day_stand_above_the_number_of_the_site() -> None:
    rows = (Capacity("intake", "S1", DAY, 5), Capacity("intake", "S1", DAY, 7), Capacity("intake", "S1", DAY + 1, 90))
    world = intake_world(capacities=rows, **sites(intake_per_day=30))
    assert IntakeBook(world).find(arrival(world)) == full(12)


@pytest.mark.parametrize(("light", "base", "room"), [("yellow", 30, 15), ("red", 30, 0), ("yellow", None, 20)])
def test_a_light_leaves_a_share_of_the_intake_or_of_all_persons(light: str, base: int | None, room: int) -> None:
    ruleset = legal_rules(lights=LightRules(intake_factor={"yellow": Fraction(1, 2)}), lights_closed=("red",))
    firms = [firm("E1", light=light), firm("E2"), firm("E3")]
    world = intake_world(ruleset, persons=24, firms=firms, **sites(intake_per_day=base))
    assert IntakeBook(world).find(arrival(world)) == full(room)


def test_the_light_is_that_of_the_day_of_arrival() -> None:
    ruleset = legal_rules(lights=LightRules(intake_factor={"yellow": Fraction(1, 4)}))
    for day, short in ((3, True), (4, False)):
        visits = (Inspection("E1", moment(day, 15), 2, False),)
        world = intake_world(ruleset, inspections=visits, **sites(intake_per_day=40))
        assert isinstance(IntakeBook(world).find(arrival(world)), Shortage) == short


def window(share: str, day: int, until: int | None = None, **facts: object) -> IntakeWindow:
    """A row of the resumption map for all of Ningbo."""
    return replace(IntakeWindow("3302", None, moment(day), None if until is None else moment(until), share), **facts)


def test_the_resumption_map_counts_all_arrivals_so_far() -> None:
    world = intake_world(intake_windows=(window("0.6", 1),))
    book, timed = IntakeBook(world), arrival(world)
    book.take(timed, (Claim("intake", "S1", FIRST_DAY + 1, 9, listed=False),))
    assert book.find(timed) == full(15)  # 60 % of 40 persons, 9 have come


def test_a_narrower_window_of_a_later_day_binds_already() -> None:
    world = intake_world(intake_windows=(window("0.5", 1, 4), window("0.25", 5)))
    assert IntakeBook(world).find(arrival(world)) == full(10)


def test_windows_of_other_areas_industries_and_days_past_do_not_bind() -> None:
    rows = (
        window("0", 1, 3),
        window("0", 1, adcode="3303"),
        window("0", 1, industry="medical"),
    )
    world = intake_world(intake_windows=rows)
    assert isinstance(IntakeBook(world).find(arrival(world)), tuple)
    firms = [firm("E1", priority_class="medical"), firm("E2"), firm("E3")]
    assert IntakeBook(medical := intake_world(intake_windows=rows, firms=firms)).find(arrival(medical)) == full(0)


def test_coaches_of_other_days_are_tried_when_a_day_is_full() -> None:
    shipments = [shipment(20, "NBH") for _ in range(3)]
    world = schedule_world(shipments, cohorts=[cohort(1, 60)], **sites(intake_per_day=20))
    rotation = rotate(world, single_trips(shipments))
    assert not rotation.failures
    assert len({sortie.claims[0].day for sortie in rotation.sorties}) == 3


def test_a_coach_goes_with_those_for_whom_there_is_room() -> None:
    shipments = [shipment(20, "NBH", group=True), shipment(20, "NBH"), shipment(20, "NBH")]
    rows = tuple(Capacity("intake", "S1", FIRST_DAY + day, amount) for day, amount in enumerate((0, 0, 20, 14, 6)))
    world = schedule_world(shipments, cohorts=[cohort(1, 60)], capacities=rows, **sites(intake_per_day=0))
    rotation = rotate(world, single_trips(shipments))
    assert sorted(sortie.timed.load for sortie in rotation.sorties) == [6, 14, 20]
    assert sum(load.persons for f in rotation.failures for load in f.routed.loads) == 20
    assert {(f.reason, f.blocking_id) for f in rotation.failures} == {("INTAKE_FULL", "S1")}


def test_those_cut_off_a_coach_take_another_one_on_other_days() -> None:
    shipments = [shipment(20, "NBH")]
    world = schedule_world(shipments, cohorts=[cohort(1, 20)], **sites(intake_per_day=8))
    rotation = rotate(world, single_trips(shipments))
    assert not rotation.failures
    assert sorted(sortie.timed.load for sortie in rotation.sorties) == [4, 8, 8]
    assert len({sortie.claims[0].day for sortie in rotation.sorties}) == 3
