"""Campaigns in which a rule of the road decides (domain page, A.6): tests, heat, papers, drivers, lights, escorts."""

from __future__ import annotations

from collections import Counter

import pytest

from planner.domain.plan import Activity, LegRole, Plan
from planner.domain.service import Mode
from tests.acceptance.campaigns import Played, work

HOUR_S = 3_600


def _check(played: Played) -> None:
    assert played.violations == ()
    assert played.ledger_adds_up


@pytest.mark.parametrize(
    "name",
    [
        "hitech-test", "hitech-test-short", "hitech-heat", "ceheng-funnel", "port-drivers", "port-drivers-enough",
        "port-drivers-listed", "ninghai-lights", "ninghai-lights-mended", "cixi-30h", "fuyang-g9383",
        "fuyang-g9383-three-medics",
    ],
)  # fmt: skip
def test_a_campaign_has_a_verified_plan_and_adds_up(name: str) -> None:
    _check(work(name))


def _tests_taken(plan: Plan) -> Counter[tuple[str, int]]:
    taken: Counter[tuple[str, int]] = Counter()
    for row in plan.reservations:
        if row.kind == "test":
            taken[row.place_id, row.day] += row.amount
    return taken


def test_as3_five_coaches_halt_at_the_software_park_until_108_results_are_there() -> None:
    played = work("hitech-test")
    last = played.trips(LegRole.LAST_MILE)
    assert (played.served, len(last)) == (108, 5)  # ⌈108 ÷ 24⌉
    assert played.left_by_reason() == {"WITHDRAWN": 18}
    halts = {row.trip_id: row for row in played.plan.stop_times if row.activity is Activity.TEST}
    assert set(halts) == {trip.trip_id for trip in last}
    assert {row.stop_id for row in halts.values()} == {"test:SP"}
    assert all(row.depart_at - row.arrive_at >= 2 * HOUR_S for row in halts.values())
    clock = played.scenario.campaign.clock
    assert {clock.date_text(row.arrive_at) for row in halts.values()} == {"2020-02-24"}  # the day of arrival
    assert list(_tests_taken(played.plan).values()) == [108]


def test_as3_with_sixty_slots_no_more_than_sixty_come() -> None:
    played = work("hitech-test-short")
    assert list(_tests_taken(played.plan).values()) == [60]
    assert played.served == 60
    assert played.left_by_reason() == {"NO_TEST_SLOT": 48, "WITHDRAWN": 18}  # 108 − 60


def test_as3_the_heat_of_fuyang_alone_reaches_the_hundred_that_opens_carriages() -> None:
    played = work("hitech-heat", form="heat")
    _check(played)
    heat: Counter[str] = Counter()
    for row in played.scenario.heat:
        heat[row.origin_adcode[:4]] += row.workers
    assert heat == {"3412": 126, "3413": 34, "3403": 27, "3408": 23}
    assert sum(heat.values()) > 200
    assert all(service.min_load == 100 for service in played.scenario.services)
    assert played.opened() == {"B-FXU-0224-0940"}
    assert played.loads_by_service()["B-FXU-0224-0940"] >= 126
    assert played.unserved == 0


def test_as3_a_lower_threshold_opens_more_cities() -> None:
    played = work("hitech-heat-low", form="heat")
    _check(played)
    assert "B-FXU-0224-0940" in played.opened()
    assert len(played.opened()) > 1


def test_as11_the_funnel_of_ceheng_leaves_262_of_800_and_counts_the_rest_by_reason() -> None:
    played = work("ceheng-funnel")
    assert played.served == 262
    assert len(played.trips(LegRole.DIRECT)) == 11  # ⌈262 ÷ 24⌉
    assert played.left_by_reason() == {"STAGE_NOT_REACHED": 440, "PROOF_MISSING": 48, "CERTIFICATE_MISSING": 50}
    funnel = [row for row in played.plan.findings if row.code == "FUNNEL"]
    assert [(row.subject, int(row.value), int(row.limit)) for row in funnel] == [
        ("registered", 800, 800),
        ("STAGE_NOT_REACHED", 440, 360),
        ("PROOF_MISSING", 48, 312),
        ("CERTIFICATE_MISSING", 50, 262),
        ("eligible", 262, 262),
    ]


def test_as18_with_drivers_for_62_per_cent_of_the_vehicles_drivers_bind() -> None:
    played = work("port-drivers")
    (fleet,) = played.scenario.fleets
    assert (fleet.count, fleet.drivers) == (20, 12)  # 0.62 × 20 = 12.4: 11,832 drivers to 19,086 vehicles
    assert len(played.plan.trips) == 12
    assert played.served == 12 * 24
    assert played.unserved == 480 - 288
    assert len({trip.vehicle_id for trip in played.plan.trips}) == 12 < fleet.count
    assert played.left_by_reason() == {"NO_DRIVER": 192}


def test_as18_with_a_driver_for_every_vehicle_all_come() -> None:
    played = work("port-drivers-enough")
    (fleet,) = played.scenario.fleets
    assert fleet.count == fleet.drivers == 20
    assert played.unserved == 0
    assert len(played.plan.trips) == 20


def test_as18_of_a_list_only_the_white_listed_with_a_green_code_drive() -> None:
    played = work("port-drivers-listed")
    fit = {row.driver_id for row in played.scenario.drivers if row.whitelisted and row.health_code == "green"}
    assert (len(played.scenario.drivers), len(fit)) == (20, 12)
    assert {row.driver_id for row in played.plan.driver_duties} <= fit
    assert played.served == 288


def _days_of_arrival(played: Played, site_id: str) -> set[str]:
    clock = played.scenario.campaign.clock
    rows = [row for row in played.plan.stop_times if row.stop_id == site_id and row.alight]
    return {clock.date_text(row.arrive_at) for row in rows}


def test_as19_three_yellows_are_red_and_from_that_day_nobody_is_let_in() -> None:
    played = work("ninghai-lights")
    assert played.left_by_reason() == {"LIGHT_RED": 48}
    assert played.left_by_site() == {"NL1-1": 48}
    days = _days_of_arrival(played, "NL1-1")
    assert days
    assert max(days) < "2020-02-23"  # visits on 20, 21 and 23 February missed items
    assert _days_of_arrival(played, "NL2-1")  # the neighbour's light is green
    assert played.served == 96


def test_as19_when_the_red_light_is_resolved_everybody_arrives() -> None:
    played = work("ninghai-lights-mended")
    assert played.unserved == 0
    days = _days_of_arrival(played, "NL1-1")
    assert not {"2020-02-23", "2020-02-24"} & days
    assert {day for day in days if day > "2020-02-22"} <= {"2020-02-25", "2020-02-26"}  # resolved on the 25th


def test_as20_everybody_boards_within_thirty_hours_of_asking_with_a_medic_aboard() -> None:
    played = work("cixi-30h")
    assert played.unserved == 0
    asked = {worker.worker_id: worker.requested_at for worker in played.scenario.workers}
    depart = {(row.trip_id, row.seq): row.depart_at for row in played.plan.stop_times}
    waits = []
    for seat in played.plan.manifest:
        requested_at = asked[seat.worker_id]
        assert requested_at is not None
        waits.append(depart[seat.trip_id, seat.board_seq] - requested_at)
    assert len(waits) == 120
    assert max(waits) <= 30 * HOUR_S
    medics = {row.escort_id for row in played.scenario.escorts if row.kind == "medic"}
    trips = played.trips(LegRole.DIRECT)
    assert all(len(medics & set(trip.escort_ids)) == 1 for trip in trips)
    assert len({escort for trip in trips for escort in trip.escort_ids}) == len(trips) == 5  # ⌈48÷24⌉ + ⌈44÷24⌉ + 1
    home = [row for row in played.plan.escort_duties if row.activity == "travel"]
    assert {row.from_place for row in home} >= {"adcode:330282"}


def test_as24_six_hundred_ride_one_train_with_four_medics_of_ningbo() -> None:
    played = work("fuyang-g9383")
    assert played.loads_by_service() == {"G9383-20200221": 600}
    carriages = played.trips(LegRole.LINEHAUL)
    assert {trip.mode for trip in carriages} == {Mode.TRAIN}
    assert len(carriages) == 15  # 600 ÷ (80 × 0.5)
    aboard = {escort for trip in carriages for escort in trip.escort_ids}
    assert len(aboard) == 4  # ⌈600 ÷ 150⌉
    assert {row.base_adcode for row in played.scenario.escorts if row.escort_id in aboard} == {"330203"}


def test_as24_three_medics_carry_450_at_most() -> None:
    played = work("fuyang-g9383-three-medics")
    assert played.loads_by_service() == {"G9383-20200221": 450}  # 3 × 150
    assert played.left_by_reason() == {"NO_ESCORT": 150}


def test_a_closed_loop_in_pinghu_sends_no_more_crews_out_than_there_are_beds_for() -> None:
    played = work("pinghu-rules", 400)
    _check(played)
    beds: Counter[int] = Counter()
    for row in played.plan.reservations:
        if row.kind == "crew_bed":
            beds[row.day] += row.amount
    assert 0 < max(beds.values()) <= 6
    loops = [trip for trip in played.plan.trips if trip.closed_loop]
    assert loops
    assert all(len(played.aboard(trip)) == 1 for trip in loops)  # 专车专厂
    left = played.left_by_reason()
    assert left["ORIGIN_SEALED"] == 30
    assert left["NO_CREW_BED"] > 0
    assert left["NO_BED"] > 0
