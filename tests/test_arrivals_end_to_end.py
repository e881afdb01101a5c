"""Tests, quarantine, intake and closed loops from the scenario folder to the verifier, which must find nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from planner.domain.plan import Activity, LegRole, Plan
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.builders import add_row, set_cells
from tests.builders.edit import read_rows, write_rows

COUNTED = PlanOptions(seed=3, threads=1, deterministic=True, iterations=300)
CAPACITIES = ["kind", "place_id", "date", "amount"]
DAYS = ("2020-02-17", "2020-02-18", "2020-02-19", "2020-02-20")
LONG = tuple(f"2020-02-{day}" for day in range(17, 26))


class Toy:
    """The recipe ``toy``: 60 workers of Fuyang, 30 of them for S1, 22 for S2, 8 for S3; a train and eight coaches."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp
        self.folder = build_scenario("toy", None, 1, "lists", tmp / "scenario")
        self._rows: list[dict[str, str]] = []

    def rules(self, text: str) -> None:
        """Override rules of the pack."""
        path = self.folder / "scenario.toml"
        path.write_text(path.read_text(encoding="utf-8") + f"\n[policy.override]\n{text}\n", encoding="utf-8")

    def stop(self, stop_id: str, kind: str, adcode: str, *catchment: str) -> None:
        """A place in Ningbo."""
        spots = {"330206": ("121.83", "29.90"), "330212": ("121.55", "29.81"), "330203": ("121.54", "29.87")}
        lon, lat = spots[adcode]
        areas = ";".join(catchment)
        add_row(self.folder, "stops", stop_id=stop_id, kind=kind, name="测试地点", lon=lon, lat=lat, adcode=adcode,
                catchment_adcodes=areas)  # fmt: skip

    def capacity(self, kind: str, place_id: str, amount: int, *days: str) -> None:
        """Amounts of days."""
        self._rows += [dict(zip(CAPACITIES, (kind, place_id, day, str(amount)), strict=True)) for day in days]
        write_rows(self.folder, "capacities", self._rows, CAPACITIES)

    def plan(self) -> Plan:
        """A plan without a fault."""
        scenario = read_scenario(self.folder)
        made = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), COUNTED)
        write_plan(made, scenario, self.tmp / "plan")
        assert verify_folder(self.folder, self.tmp / "plan") == ()
        return made


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path)


def behind(plan: Plan) -> Counter[str]:
    """Persons left behind by reason."""
    persons: Counter[str] = Counter()
    for row in plan.unserved:
        persons[row.reason] += row.persons
    return persons


def test_everybody_is_tested_by_the_slots_there_are(toy: Toy) -> None:
    toy.rules('arrivals = [{ level = "low", action = "test" }]\ntest_result_s = 3600')
    toy.stop("TS", "test_site", "330203")
    toy.capacity("test", "TS", 20, *DAYS[1:3])
    made = toy.plan()
    assert behind(made) == {"NO_TEST_SLOT": 20}
    assert sum(row.amount for row in made.reservations if row.kind == "test") == 40
    halts = [row for row in made.stop_times if row.activity is Activity.TEST]
    assert halts
    assert {row.depart_at - row.arrive_at for row in halts} == {3_600}
    assert {dwell.persons for dwell in made.dwells if dwell.purpose == "test"}


def test_a_site_takes_in_so_many_a_day_and_the_coaches_spread(toy: Toy) -> None:
    set_cells(toy.folder, "sites", {"site_id": "S1"}, intake_per_day="9")
    toy.capacity("intake", "S2", 10, DAYS[1])
    toy.capacity("intake", "S2", 4, DAYS[2])
    made = toy.plan()
    sites = {cohort.cohort_id: cohort.site_id for cohort in made.cohorts}
    persons = Counter(sites[load.cohort_id] for load in made.loads for _ in range(load.persons) if load.leg_seq == 1)
    assert (persons["S1"], persons["S3"]) == (27, 8)
    assert behind(made) == {"INTAKE_FULL": 60 - persons.total()}
    days = {(row.arrive_at + 28_800) // 86_400 for row in made.stop_times if row.stop_id == "S1" and row.alight}
    assert len(days) == 3


def test_those_in_quarantine_stay_where_there_are_beds(toy: Toy) -> None:
    toy.rules('arrivals = [{ level = "low", action = "quarantine", days = 3 }]')
    sites = read_rows(toy.folder, "sites")
    beds = {"S2": "15"}
    write_rows(toy.folder, "sites", [row | {"isolation_beds": beds.get(row["site_id"], "")} for row in sites])
    toy.stop("QS", "quarantine_site", "330206", "3302")
    toy.capacity("quarantine", "QS", 30, *LONG)
    made = toy.plan()
    assert behind(made) == {"NO_BED": 15}
    stays: Counter[str] = Counter()
    for dwell in made.dwells:
        if dwell.purpose == "quarantine":
            stays[dwell.place_id] += dwell.persons
    assert stays == {"QS": 30, "S2": 15}
    assert sum(int(found.value) for found in made.findings if found.code == "QUARANTINE_RELEASE") == 30


def test_closed_loops_end_with_beds_for_their_crews(toy: Toy) -> None:
    toy.rules('closed_loop_from = "low"\ncrew_isolation_days = 7')
    toy.stop("LD", "lodging", "330206")
    toy.capacity("crew_bed", "LD", 5, *LONG, "2020-02-26", "2020-02-27", "2020-02-28")
    made = toy.plan()
    coaches = [trip for trip in made.trips if trip.leg_role is not LegRole.LINEHAUL]
    assert coaches
    assert all(trip.closed_loop for trip in coaches)
    assert len({trip.vehicle_id for trip in coaches}) == len(coaches)
    assert sum(trip.drivers for trip in coaches) <= 5
    beds = [row for row in made.reservations if row.kind == "crew_bed"]
    assert len(beds) == 7 * len(coaches)
    assert set(behind(made)) <= {"NO_CREW_BED", "NO_SEAT", "MIN_LOAD_NOT_MET"}
