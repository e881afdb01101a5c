"""What plans have for charter requests: seats of the right window, reasons for the rest, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.store import drafts, plans, requests
from api.store.database import open_database, upgrade, writing
from api.store.drafts import Author
from api.store.outcomes import Outcome, Settled, outcomes, settle
from api.store.requests import Wanted
from api.store.work_models import PlanRow, RequestRow
from planner.domain.demand import Cohort
from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole, Load, Plan, Status, StopTime, Trip, Unserved
from planner.domain.service import Mode

NOW, DAY = 1_582_000_000, 86_400
OF = ("P1", "S1")


def cohort(number: int, persons: int, days: tuple[int, int] = (0, 4), origin: str = "510824") -> Cohort:
    """A cohort of firm E1 that travels between two days."""
    begin, end = days
    return Cohort(
        f"C{number}", "heat", "E1", "SITE1", origin, f"adcode:{origin}", NOW + begin * DAY, NOW + end * DAY, 2,
        "green", persons,
    )  # fmt: skip


def trip(number: int) -> Trip:
    """A coach run."""
    return Trip(
        f"T{number}", 1, Mode.COACH, LegRole.DIRECT, "adcode:510824", "SITE1", NOW, NOW + DAY, 49, 49, 40, 1, 1, 1,
        Level.LOW, "bare", 2,
    )  # fmt: skip


def plan(
    cohorts: tuple[Cohort, ...], seats: dict[tuple[str, int], int], unserved: tuple[Unserved, ...] = ()
) -> Plan:
    """A plan with so many persons of a cohort on the trip of a number."""
    numbers = sorted({number for _, number in seats})
    halts = [
        StopTime(f"T{n}", seq, place, NOW + n * 100 + seq, NOW + n * 100 + seq, 1, 1, what)
        for n in numbers
        for seq, place, what in ((1, "adcode:510824", Activity.BOARD), (2, "SITE1", Activity.ALIGHT))
    ]
    loads = tuple(Load(c, f"{c}-{n}", 1, f"T{n}", 1, 2, persons) for (c, n), persons in seats.items())
    return Plan(
        "p", "0" * 64, "test", 1, Status.FEASIBLE, "limit", cohorts=cohorts, trips=tuple(map(trip, numbers)),
        stop_times=tuple(halts), loads=loads, unserved=unserved,
    )  # fmt: skip


def wanted(number: int, persons: int, days: tuple[int, int] = (0, 4), **given: str) -> RequestRow:
    """A request of firm E1."""
    told = {"enterprise_id": "E1", "site_id": "SITE1", "origin_adcode": "510824", "state": "open", **given}
    begin, end = days
    return RequestRow(
        request_id=f"R{number}", campaign_id="c", persons=persons, ready_at=NOW + begin * DAY,
        due_at=NOW + end * DAY, version=1, **told,
    )  # fmt: skip


def told(rows: list[RequestRow], made: Plan) -> dict[str, Outcome]:
    """Outcomes by request."""
    return dict(outcomes(rows, made, OF))


def test_persons_aboard_are_told_with_their_trips_and_times() -> None:
    made = plan((cohort(1, 60),), {("C1", 1): 40, ("C1", 2): 20})
    found = told([wanted(1, 60)], made)["R1"]
    assert (found.plan_id, found.schedule_id, found.persons, found.unserved) == (*OF, 60, ())
    assert [(r.trip_id, r.persons, r.board_at, r.alight_at) for r in found.rides] == [
        ("T1", 40, NOW + 101, NOW + 102), ("T2", 20, NOW + 201, NOW + 202),
    ]  # fmt: skip
    assert Outcome.read(found.kept()) == found


def test_two_requests_of_one_origin_never_count_the_same_seat_twice() -> None:
    made = plan((cohort(1, 60),), {("C1", 1): 40})
    found = told([wanted(2, 30, (0, 5)), wanted(1, 30)], made)
    assert (found["R1"].persons, found["R2"].persons) == (30, 10)
    assert sum(ride.persons for one in found.values() for ride in one.rides) == 40


def test_seats_outside_the_window_or_of_another_origin_are_not_those_of_the_request() -> None:
    made = plan(
        (cohort(1, 10, (0, 6)), cohort(2, 10, (-1, 3)), cohort(3, 10, (1, 3)), cohort(4, 10, origin="341202")),
        {("C1", 1): 10, ("C2", 1): 10, ("C3", 2): 10, ("C4", 3): 10},
    )
    found = told([wanted(1, 40)], made)["R1"]
    assert found.persons == 10 and [ride.trip_id for ride in found.rides] == ["T2"]


def test_who_has_no_seat_has_a_reason_or_was_not_found() -> None:
    left = (Unserved("C1", 12, "NO_VEHICLE", ""), Unserved("C1", 3, "NO_SEAT", ""))
    made = plan((cohort(1, 20),), {("C1", 1): 5}, left)
    found = told([wanted(1, 30)], made)["R1"]
    assert found.persons == 5
    assert found.unserved == (("", 10), ("NO_SEAT", 3), ("NO_VEHICLE", 12))


def test_a_request_of_another_firm_gets_nothing() -> None:
    made = plan((cohort(1, 20),), {("C1", 1): 20})
    found = told([wanted(1, 20, enterprise_id="E2")], made)["R1"]
    assert (found.persons, found.rides, found.unserved) == (0, (), (("", 20),))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'outcomes.db'}")
    upgrade(opened)
    yield opened
    opened.dispose()


def begin(engine: Engine, persons: tuple[int, ...]) -> tuple[list[str], str]:
    """A campaign with requests, and a plan that was asked for with all of them."""
    with writing(engine) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", NOW))
        window = (NOW, NOW + 4 * DAY)
        ids = [
            requests.add_request(session, Wanted("c", "E1", "SITE1", "510824", n, *window), "u", NOW).request_id
            for n in persons
        ]
        row = plans.add_plan(session, "c", {}, {}, Author("u", NOW), ids)
        return ids, row.plan_id


def published(engine: Engine, plan_id: str, made: Plan) -> tuple[Settled, dict[str, tuple[str, int]]]:
    """Publish a plan as far as requests go; their states and versions then."""
    with writing(engine) as session:
        row = session.get_one(PlanRow, plan_id)
        done = settle(session, row, f"S-{plan_id}", made, NOW)
        rows = requests.list_requests(session, "c", None, 100)
        return done, {row.request_id: (row.state, row.version) for row in rows}


def test_a_request_is_planned_while_the_plan_in_force_carries_it(engine: Engine) -> None:
    (one, two), plan_id = begin(engine, (20, 20))
    carrying = plan((cohort(1, 40),), {("C1", 1): 40})
    done, states = published(engine, plan_id, carrying)
    assert done == Settled(2, 0) and set(states.values()) == {("planned", 2)}
    done, states = published(engine, plan_id, carrying)
    assert done == Settled(0, 0) and set(states.values()) == {("planned", 2)}, "the same outcome changes nothing"
    nobody = replace(carrying, loads=(), unserved=(Unserved("C1", 40, "NO_DRIVER", ""),))
    done, states = published(engine, plan_id, nobody)
    assert done == Settled(0, 2) and states == {one: ("open", 3), two: ("open", 3)}
    with writing(engine) as session:
        row = requests.get_request(session, one)
        assert row is not None and row.outcome is not None
        assert Outcome.read(row.outcome).unserved == (("NO_DRIVER", 20),)


def test_a_request_that_a_later_plan_was_not_made_with_is_open_again(engine: Engine) -> None:
    (one,), plan_id = begin(engine, (20,))
    carrying = plan((cohort(1, 20),), {("C1", 1): 20})
    assert published(engine, plan_id, carrying)[1][one] == ("planned", 2)
    with writing(engine) as session:
        later = plans.add_plan(session, "c", {}, {}, Author("u", NOW)).plan_id
    assert published(engine, later, carrying)[1][one] == ("open", 3)


def test_a_withdrawn_request_is_left_as_it_is(engine: Engine) -> None:
    (one,), plan_id = begin(engine, (20,))
    with writing(engine) as session:
        row = requests.get_request(session, one)
        assert row is not None
        row.state = "withdrawn"
    done, states = published(engine, plan_id, plan((cohort(1, 20),), {("C1", 1): 20}))
    assert done == Settled(0, 0) and states[one] == ("withdrawn", 1)
