"""The little world many times over, side by side: for measuring the verifier."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders.edit import Row, header_of, read_rows, set_cells, write_rows
from tests.builders.toy_plan import scenario_digest, toy_plan
from tests.builders.toy_scenario import toy_scenario

_OWN_IDS = (
    "worker_id", "cohort_id", "part_id", "group_id", "service_id", "permit_no", "escort_id", "escort_ids", "driver_id",
)  # fmt: skip
_SCENARIO_TABLES = ("workers", "services", "escorts", "drivers")
_PLAN_TABLES = (
    "cohorts", "trips", "stop_times", "paths", "loads", "manifest", "dwells", "offers", "unserved", "duties",
    "reservations", "driver_duties", "escort_duties",
)  # fmt: skip
_DUTY_WORDS = ("deadhead", "turnaround", "travel")


def many_toys(tmp: Path, copies: int) -> tuple[Path, Path]:
    """Scenario and plan folders with ``copies`` times the people, vehicles and services; valid."""
    scenario, plan = toy_scenario(tmp), toy_plan(tmp)
    for folder, tables in ((scenario, _SCENARIO_TABLES), (plan, _PLAN_TABLES)):
        for table in tables:
            header, rows = header_of(folder, table), read_rows(folder, table)
            write_rows(folder, table, [_copy(row, number) for number in range(1, copies + 1) for row in rows], header)
    for fleet, drivers in (("NB", 2), ("GZ", 1)):
        set_cells(scenario, "coaches", {"fleet_id": fleet}, count=str(copies), drivers=str(drivers * copies))
    for kind in ("permit", "test", "quarantine", "crew_bed", "gate", "intake"):
        set_cells(scenario, "capacities", {"kind": kind}, amount=str(12 * copies))
    for stop in ("GYB", "NGB", "GT1"):
        set_cells(scenario, "stops", {"stop_id": stop}, people_per_hour=str(48 * copies))
    set_cells(scenario, "sites", {"site_id": "S1"}, intake_per_day=str(30 * copies), isolation_beds=str(6 * copies))
    for origin in ("520115", "522327"):
        set_cells(scenario, "heat", {"origin_adcode": origin}, workers=str(10 * copies))
    set_cells(scenario, "demand", {"site_id": "S2"}, headcount=str(7 * copies))
    _head(plan, copies, scenario_digest(scenario))
    return scenario, plan


def _copy(row: Row, number: int) -> Row:
    copy = dict(row)
    for column in _OWN_IDS:
        if copy.get(column):
            copy[column] = f"{copy[column]}.{number}"
    if copy.get("trip_id") and copy["trip_id"] not in _DUTY_WORDS:
        copy["trip_id"] = _trip_id(copy["trip_id"], number)
    if copy.get("activity") and copy["activity"] not in _DUTY_WORDS and "from_at" in copy:
        copy["activity"] = _trip_id(copy["activity"], number)
    if copy.get("vehicle_no"):
        copy["vehicle_no"] = str(number)
    if copy.get("vehicle_id"):
        copy["vehicle_id"] = f"{copy['vehicle_id'].partition('#')[0]}#{number}"
    if "worker_ids" in copy:
        copy["worker_ids"] = ";".join(f"{worker}.{number}" for worker in copy["worker_ids"].split(";") if worker)
    return copy


def _trip_id(trip_id: str, number: int) -> str:
    """A carriage is named after its service: ``SV1#1`` becomes ``SV1.7#1``."""
    service, mark, unit = trip_id.partition("#")
    return f"{service}.{number}{mark}{unit}"


def _head(plan: Path, copies: int, digest: str) -> None:
    path = plan / "plan.json"
    head = json.loads(path.read_text(encoding="utf-8"))
    head["scenario_sha256"] = digest
    for level in head["objective"]:
        level["value"] *= 1 if level["name"] == "fairness" else copies
    for key in ("served", "unserved", "total"):
        head["counts"][key] *= copies
    path.write_text(json.dumps(head), encoding="utf-8")
