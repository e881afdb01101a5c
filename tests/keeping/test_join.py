from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.keeping.join import alone, joined
from planner.keeping.kept import Kept, only
from planner.publish.tables import read_plan
from planner.schedule.tables import Tables
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import toy_scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return read_scenario(toy_scenario(tmp_path))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(toy_plan(tmp_path))


def kept(plan: Plan, *trips: str) -> Kept:
    return Kept(only(plan, frozenset(trips)), 1, 1, 1)


def tables_of(plan: Plan) -> Tables:
    """The rows of a plan as they come from planning."""
    return Tables(
        list(plan.trips), list(plan.stop_times), list(plan.paths), list(plan.shapes), list(plan.loads),
        list(plan.dwells), list(plan.offers), list(plan.duties), list(plan.driver_duties), list(plan.escort_duties),
        reservations=list(plan.reservations),
    )  # fmt: skip


def test_a_plan_beside_itself_has_every_id_once(scenario: Scenario, plan: Plan) -> None:
    wide = replace(scenario, services=tuple(replace(service, units=2) for service in scenario.services))
    whole, manifest = joined(wide, kept(plan, *(t.trip_id for t in plan.trips)), tables_of(plan), plan.manifest)
    trips = [trip.trip_id for trip in whole.trips]
    assert len(trips) == len(set(trips)) == 8 and {"D1", "L1", "T000001", "SV1#1", "SV1#2"} <= set(trips)
    assert {trip.vehicle_id for trip in whole.trips if trip.fleet_id} == {"NB#1", "NB#2", "GZ#1", "GZ#2"}
    assert {duty.vehicle_id for duty in whole.duties} == {"NB#1", "NB#2", "GZ#1", "GZ#2"}
    assert len({load.part_id for load in whole.loads}) == 10
    assert len(manifest) == 2 * len(plan.manifest) and set(plan.manifest) <= set(manifest)
    for escort in ("M1", "M2", "LI"):
        rows = [row for row in whole.escort_duties if row.escort_id == escort]
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert [row.from_at for row in rows] == sorted(row.from_at for row in rows)


def test_kept_rows_stay_untouched(scenario: Scenario, plan: Plan) -> None:
    mine = kept(plan, *(trip.trip_id for trip in plan.trips))
    whole, _ = joined(scenario, mine, tables_of(plan), plan.manifest)
    for table in ("trips", "stop_times", "paths", "shapes", "loads", "dwells", "duties", "reservations"):
        assert set(getattr(plan, table)) <= set(getattr(whole, table)), table


def test_offers_add_up_kept_and_new_carriages(scenario: Scenario, plan: Plan) -> None:
    mine = kept(plan, *(trip.trip_id for trip in plan.trips))
    whole, _ = joined(scenario, mine, tables_of(plan), plan.manifest)
    train = next(offer for offer in whole.offers if offer.service_id == "SV1")
    assert (train.opened, train.units, train.persons) == (True, 2, 24)
    assert train.cost_cents == 3_000_000 + 2 * 500_000 + 24 * 20_000
    assert [offer.opened for offer in whole.offers] == [True, False]


def test_a_batch_between_the_same_ends_on_the_same_day_keeps_its_number(scenario: Scenario, plan: Plan) -> None:
    direct = replace(plan, trips=tuple(trip for trip in plan.trips if trip.trip_id == "D1"))
    mine = Kept(replace(only(plan, frozenset({"D1"})), trips=direct.trips), 1, 1, 1)
    anew = tables_of(plan)
    anew.trips = [replace(trip, batch_no=trip.batch_no + 4) for trip in plan.trips]
    whole, _ = joined(scenario, mine, anew, ())
    batch = {trip.trip_id: trip.batch_no for trip in whole.trips}
    assert [batch[name] for name in ("D1", "T000001", "T000002", "SV1#1", "T000003")] == [1, 1, 2, 3, 4]


def test_kept_trips_alone_are_a_plan_with_every_offer_told(scenario: Scenario, plan: Plan) -> None:
    tables = alone(scenario, kept(plan, "D1", "L1", "F1", "SV1#1"))
    assert {trip.trip_id for trip in tables.trips} == {"D1", "L1", "F1", "SV1#1"}
    assert [(offer.service_id, offer.opened) for offer in tables.offers] == [("SV1", True), ("SV2", False)]
