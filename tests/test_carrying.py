from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from planner import carrying
from planner.carrying import Carried, carry
from planner.domain.demand import Cohort
from planner.domain.rule import LoadCap
from planner.domain.service import Mode
from planner.ingest import read_scenario
from planner.optimise.routing import Routing
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.schedule.rotations import Rotation, rotate
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.builders import add_row, set_cells
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of
from tests.builders.small_world import (
    CEHENG,
    CLOCK,
    YINGSHANG,
    SmallWorld,
    cohort,
    fleet,
    limits,
    moment,
    small_world,
    train,
)


def world(**facts: object) -> SmallWorld:
    """The little world under legal driving hours."""
    rulesets = facts.pop("rulesets", (legal_rules(),))
    return small_world(*rulesets, rides=rides_of(LEGAL), **facts)  # type: ignore[misc, arg-type]


def carried(small: SmallWorld, cohorts: Sequence[Cohort]) -> Carried:
    """What runs for these cohorts after a little search."""
    return carry(small.scenario, small.policy, small.ground, small.ways(cohorts), limits())


def seated(found: Carried) -> dict[int, int]:
    """Persons on parts by cohort."""
    persons: dict[int, int] = {}
    for part in found.parts:
        number = found.work.rides[part.ride].cohort
        persons[number] = persons.get(number, 0) + part.persons
    return persons


def test_everybody_is_carried_when_coaches_are_many() -> None:
    found = carried(world(), [cohort(1, 40), cohort(2, 30, "S2", YINGSHANG)])
    assert seated(found) == {0: 40, 1: 30}
    assert found.failures == ()
    assert len(found.sorties) >= 3


def test_a_search_of_counted_work_ends_the_same_every_time() -> None:
    people = [cohort(1, 40), cohort(2, 30, "S2", YINGSHANG), cohort(3, 9, "S3", CEHENG)]
    first, second = carried(world(), people), carried(world(), people)
    assert first.parts == second.parts
    assert [s.timed.run.depart_s for s in first.sorties] == [s.timed.run.depart_s for s in second.sorties]


def test_whole_answers_are_told_on_the_way_and_one_may_be_enough() -> None:
    small, told = world(), list[Carried]()
    ways = small.ways([cohort(1, 40)])
    final = carry(small.scenario, small.policy, small.ground, ways, limits(), found=told.append)
    assert seated(told[0]) == seated(final) == {0: 40}

    def enough(found: Carried) -> None:
        raise InterruptedError(str(len(found.sorties)))

    with pytest.raises(InterruptedError, match=str(len(final.sorties))):
        carry(small.scenario, small.policy, small.ground, ways, limits(), found=enough)


def test_a_second_round_with_the_same_services_goes_on_where_the_first_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    starts, route = list[object](), carrying.route_coaches

    def noted(*facts: object) -> Routing:
        starts.append(facts[-1])
        return route(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr("planner.carrying.route_coaches", noted)
    dear = train(fixed_cents=90_000_000, unit_cents=100, seat_cents=1, units=3)
    told = list[Carried]()
    small = world(services=[dear])
    ways = small.ways([cohort(1, 100)])
    found = carry(small.scenario, small.policy, small.ground, ways, limits(), found=told.append)
    assert seated(found) == {0: 100}
    assert len(starts) == 2 and starts[0] is None and starts[1] is told[0].routed is not None


def test_few_coaches_take_the_better_tier() -> None:
    small = world(fleets=[fleet(count=1, drivers=2, max_trips=1)])
    people = [cohort(1, 24, tier=2), cohort(2, 24, tier=0)]
    found = carried(small, people)
    assert seated(found) == {1: 24}


def test_a_train_that_is_cheap_is_opened_and_joined_at_both_ends() -> None:
    cheap = train(fixed_cents=1_000, unit_cents=100, seat_cents=1, units=3)
    anhui = fleet("AH", (-480.0, 220.0, "341204"))
    people = [cohort(1, 100), cohort(2, 50, origin=YINGSHANG)]
    small = world(fleets=[fleet(), anhui], services=(cheap,))
    found = carried(small, people)
    assert seated(found) == {0: 100, 1: 50}
    assert [entry.service for entry in found.chosen.opened] == [0]
    by_train = [part for part in found.parts if len(part.legs) == 3]
    assert sum(part.persons for part in by_train) >= cheap.min_load


def test_without_coaches_nobody_moves() -> None:
    found = carried(world(fleets=()), [cohort(1, 24)])
    assert (found.parts, found.sorties) == ((), ())


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """The recipe ``toy`` with few gates at its stations, a gate to its county, escorts, drivers by name and needs."""
    folder = build_scenario("toy", None, 1, "lists", tmp_path / "scenario")
    set_cells(folder, "stops", {"kind": "rail_station"}, people_per_hour="80")
    add_row(
        folder, "stops", stop_id="GATE", kind="gate", name="北仑测试卡口", lon="121.80", lat="29.90", adcode="330206",
        people_per_hour="80", catchment_adcodes="330206",
    )  # fmt: skip
    spells = "2020-02-14,2020-02-26"
    medics = "".join(f"M{n},medic,330206,{spells}\n" for n in (1, 2))
    liaisons = "".join(f"L{n},liaison,330206,{spells}\n" for n in range(1, 7))
    header = "escort_id,kind,base_adcode,available_from,available_to\n"
    (folder / "escorts.csv").write_text(header + medics + liaisons, encoding="utf-8")
    drivers = "".join(f"D{n},NB49,true,green,,\n" for n in range(1, 7))
    header = "driver_id,fleet_id,whitelisted,health_code,available_from,available_to\n"
    (folder / "drivers.csv").write_text(header + drivers, encoding="utf-8")
    rules = (
        "\n[policy.override]\ntimes = { transfer_min_s = 600 }\nescorts = [\n"
        '  { kind = "medic", mode = "train", persons_per = 30 },\n  { kind = "liaison", mode = "coach" },\n]\n'
    )
    with (folder / "scenario.toml").open("a", encoding="utf-8") as toml:
        toml.write(rules)
    return folder


def test_stations_gates_escorts_and_drivers_by_name_keep_a_plan_free_of_faults(narrow: Path, tmp_path: Path) -> None:
    scenario = read_scenario(narrow)
    options = PlanOptions(seed=1, threads=1, deterministic=True, iterations=300)
    plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
    write_plan(plan, scenario, tmp_path / "plan")
    assert verify_folder(narrow, tmp_path / "plan") == ()
    assert {row.kind for row in plan.reservations} == {"hub", "gate"}
    (opened,) = (offer for offer in plan.offers if offer.opened)
    medics = {name for trip in plan.trips for name in trip.escort_ids if trip.service_id == opened.service_id}
    assert len(medics) == -(-opened.persons // 30)
    assert all(len(trip.escort_ids) == 1 for trip in plan.trips if trip.mode is Mode.COACH)
    assert {duty.escort_id for duty in plan.escort_duties} == {name for trip in plan.trips for name in trip.escort_ids}
    drive = {duty.driver_id for duty in plan.driver_duties if duty.vehicle_id.startswith("NB49")}
    assert drive <= {driver.driver_id for driver in scenario.drivers}


def test_nobody_is_asked_for_twice_however_often_those_left_are_routed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def one_more(*facts: object) -> Rotation:
        """As many sorties as there were rotations so far: every try seats somebody more."""
        calls.append(facts)
        found = rotate(*facts)  # type: ignore[arg-type]
        return Rotation(found.sorties[: len(calls)], found.failures, found.yards)

    monkeypatch.setattr("planner.carrying.rotate", one_more)
    cohorts = [cohort(1, 40), cohort(2, 40, "S2", YINGSHANG), cohort(3, 40), cohort(4, 40, "S2", YINGSHANG)]
    found = carried(world(), cohorts)
    assert len(calls) > 2
    assert max(seated(found).values()) <= 40


def test_people_wait_for_the_day_on_which_a_coach_may_be_full() -> None:
    full = (LoadCap("*", "*", "*", Fraction(1)),)
    milder = legal_rules(caps=full, version="test@later", effective_from=moment(4))
    people = [cohort(1, 48)]
    (sortie,) = carried(world(rulesets=(legal_rules(), milder)), people).sorties
    assert sortie.timed.load == 48
    assert sortie.timed.run.depart_s >= moment(4) + CLOCK.offset_s
    assert len(carried(world(), people).sorties) == 2
