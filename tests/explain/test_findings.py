from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from planner.domain.demand import Cohort
from planner.domain.fleet import Capacity, Escort, NoShow
from planner.domain.plan import Finding, Trip
from planner.domain.routing import Ride
from planner.domain.rule import LoadCap, RuleSet
from planner.explain.findings import findings_of
from planner.schedule.parts import make_parts
from planner.schedule.tables import write_tables
from tests.builders.small_schedule import at_hour, run_all, schedule_of, schedule_world
from tests.builders.small_world import FIRST_DAY, cohort, fleet, moment, rules, small_world, worker


def found(
    cohorts: Sequence[Cohort], *rulesets: RuleSet, trips: Sequence[Trip] = (), **tables: object
) -> dict[str, Finding]:
    """Findings by code of a plan for these cohorts, of the little world with other tables."""
    small = small_world(*rulesets, **tables)
    return {row.code: row for row in findings_of(small.scenario, small.policy, cohorts, trips)}


def test_600_coaches_at_half_load_cannot_carry_17000_in_one_wave() -> None:
    coaches = fleet(count=600, drivers=1_200, seats=49, max_trips=1)
    row = found([cohort(1, 10_000), cohort(2, 7_000)], fleets=[coaches])["ONE_WAVE_IMPOSSIBLE"]
    assert (row.value, row.limit, row.unit) == ("17000", "14400", "persons")
    assert row.message == "600 coaches running once hold 14400 usable seats; 17000 persons need 2600 more"
    assert row.cites == "test@2020-02-11"


def test_with_more_trips_one_wave_is_only_too_small() -> None:
    assert set(found([cohort(1, 17_000)], fleets=[fleet(count=600, seats=49)])) == {"ONE_WAVE_TOO_SMALL"}


@pytest.mark.parametrize(("persons", "codes"), [(240, set()), (241, {"ONE_WAVE_TOO_SMALL"})])
def test_just_enough_seats_are_enough(persons: int, codes: set[str]) -> None:
    assert set(found([cohort(1, persons)])) == codes


def test_full_coaches_within_the_city_count_full() -> None:
    caps = (LoadCap("coach", "in_city", "*", Fraction(1)), LoadCap("*", "*", "*", Fraction(1, 2)))
    assert found([cohort(1, 480, origin="NBH")], rules(caps=caps)) == {}
    assert found([cohort(1, 480)], rules(caps=caps))["ONE_WAVE_TOO_SMALL"].limit == "240"


def test_nobody_to_carry_and_no_coach_are_no_finding() -> None:
    assert found([]) == {}
    assert found([cohort(1, 5)], fleets=[]) == {}


def test_permits_used_are_told_beside_those_issued() -> None:
    world = schedule_world([at_hour(2, 8)])
    sorties, rides = run_all(world), [Ride(0, 20, False, None, 0, None, None)]
    schedule = schedule_of(world, [cohort(1, 20)], rides, make_parts(rides, sorties, (), ())[0], sorties)
    (trip,) = write_tables(world, schedule).trips
    issued = tuple(Capacity("permit", "PO", FIRST_DAY + day, 25) for day in range(3))
    trips = [replace(trip, permit_no="PO-1"), trip]
    row = found([], rules(permit_required=True), trips=trips, capacities=issued)["PERMITS"]
    assert (row.value, row.limit, row.message) == ("1", "75", "1 of 75 permits on 3 days are used")
    assert found([], trips=trips, capacities=issued) == {}


def test_input_that_is_not_planned_with_is_named() -> None:
    row = found([], no_shows=(NoShow("341225", "0.1"), NoShow("341226", "0.2")))["NOT_APPLIED"]
    assert (row.subject, row.value, row.limit, row.unit) == ("no_shows", "2", "0", "rows")


def test_every_unused_table_has_its_own_finding() -> None:
    facts = {
        "escorts": (Escort("M1", "medic", "330206", moment(0), moment(5)),),
        "pins": ("T000001",),
        "capacities": (Capacity("lodging", "S1", FIRST_DAY, 9), Capacity("permit", "PO", FIRST_DAY, 9)),
        "workers": (worker("W1", needs="wheelchair"), worker("W2")),
    }
    small = small_world(**facts)
    rows = findings_of(small.scenario, small.policy, [], [])
    assert {row.code for row in rows} == {"NOT_APPLIED"}
    assert {row.subject for row in rows} == {"pins", "capacities:lodging"}
    assert all(row.message for row in rows)
