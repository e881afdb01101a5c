from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.limits import Progress
from planner.errors import BadPlanFolder, NoPlan
from planner.options import PlanOptions
from planner.publish.tables import read_plan
from planner.recipes import build_scenario
from planner.runs import make_plan
from planner.verify import verify_folder

QUICK = PlanOptions(time_limit_s=2.0, deterministic=True, iterations=200)


def test_a_run_leaves_a_plan_folder_with_its_receipt(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    stages = []
    plan, broken = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda told: stages.append(told.stage))
    assert not broken and plan.receipt is not None
    assert json.loads((tmp_path / "p" / "plan.json").read_text(encoding="utf-8"))["receipt"] == plan.receipt
    assert stages[0] == "read" and stages[-1] == "verify"
    assert plan.timings["first_plan_s"] == plan.trail[-1].seconds >= plan.timings["verify"]
    assert read_plan(tmp_path / "p") == plan


def digests(tmp_path: Path, source: Path, runs: int) -> set[str]:
    """sha256 of all files of the plans that as many runs make, by one thread and by two in turn."""
    found = set()
    for number in range(runs):
        options = replace(QUICK, threads=1 + number % 2, time_limit_s=1.0 + number)
        make_plan(source, tmp_path / "again", options, lambda _: None)
        total = hashlib.sha256()
        for file in sorted((tmp_path / "again").iterdir()):
            content = file.read_bytes()
            if file.name == "plan.json":
                head = json.loads(content)
                content = json.dumps({k: v for k, v in head.items() if k not in ("plan_id", "timings")}).encode()
            total.update(hashlib.sha256(content).digest())
        found.add(total.hexdigest())
    return found


def test_counted_work_writes_the_same_bytes_whatever_the_threads_and_the_time_limit(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    assert len(digests(tmp_path, tmp_path / "s", 3)) == 1


@pytest.mark.slow
def test_a_hundred_runs_of_counted_work_write_the_same_bytes(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    assert len(digests(tmp_path, tmp_path / "s", 100)) == 1


def test_nothing_that_is_no_plan_is_ever_replaced(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(BadPlanFolder, match="name a new or empty folder"):
        make_plan(tmp_path / "s", tmp_path / "letters", QUICK, lambda _: None)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_by_the_clock_ends_in_time_with_the_best_of_its_verified_plans(threads: int, tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    told, began = list[Progress](), time.monotonic()
    plan, broken = make_plan(tmp_path / "s", tmp_path / "p", PlanOptions(8.0, threads=threads), told.append)
    assert time.monotonic() - began < 16.0  # 8.2 on a machine of one's own; far more means that nobody looks at it
    assert not broken and verify_folder(tmp_path / "s", tmp_path / "p") == ()
    assert json.loads((tmp_path / "p" / "plan.json").read_text(encoding="utf-8"))["plan_id"] == plan.plan_id
    costs = [incumbent.cost_cents for incumbent in plan.trail]
    assert len(costs) >= 1 and costs == sorted(costs, reverse=True)
    assert costs[-1] == next(level.value for level in plan.objective if level.name == "cost")
    stood = [progress for progress in told if progress.incumbent is not None]
    assert all(progress.first_plan_s == plan.timings["first_plan_s"] for progress in stood)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_run_without_any_plan_at_its_hard_end_says_what_took_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    monkeypatch.setattr("planner.runs.GRACE_S", 0.5)
    monkeypatch.setattr("planner.runs.prepare", lambda *_, **__: time.sleep(60))
    with pytest.raises(NoPlan, match=r"no_solution_in_time: .* within 1 s and 0.5 s more \(done: read"):
        make_plan(tmp_path / "s", tmp_path / "p", PlanOptions(1.0), lambda _: None)
    assert [file.name for file in tmp_path.iterdir()] == ["s"]


def test_another_rule_pack_may_be_tried(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    plan, _ = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda _: None, pack="bare")
    assert all(version.startswith("bare@") for version in plan.rule_versions)


@pytest.mark.parametrize("most_s", [54_000, 36_000])
def test_journeys_keep_the_longest_that_a_pack_allows_and_nobody_is_lost_for_it(tmp_path: Path, most_s: int) -> None:
    build_scenario("hitech-train", None, 7, "lists", tmp_path / "s")
    settings = tmp_path / "s" / "scenario.toml"
    limit = f"max_journey_s = {most_s}\n"
    text = settings.read_text(encoding="utf-8")
    table = "[policy.override.times]\n"
    text = text.replace(table, table + limit) if table in text else f"{text}\n{table}{limit}"
    settings.write_text(text, encoding="utf-8")
    plan, broken = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda _: None)
    assert not broken
    halts = {(halt.trip_id, halt.seq): halt for halt in plan.stop_times}
    legs = {}
    for load in sorted(plan.loads, key=lambda load: load.leg_seq):
        legs.setdefault(load.part_id, []).append(load)
    journeys = [
        halts[part[-1].trip_id, part[-1].alight_seq].arrive_at - halts[part[0].trip_id, part[0].board_seq].depart_at
        for part in legs.values()
    ]
    assert max(journeys) <= most_s
    assert sum(part[0].persons for part in legs.values()) == 108


def tables_of(folder: Path) -> dict[str, bytes]:
    """Every table of a plan folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".csv", ".geojson")}


def pinned(folder: Path, *trips: str) -> Path:
    """A scenario folder with these trips pinned."""
    (folder / "pins.csv").write_text("trip_id,worker_id\n" + "".join(f"{trip},\n" for trip in trips), encoding="utf-8")
    return folder


def coaches_alone(folder: Path) -> Path:
    """The toy campaign without its train: every coach is a trip of its own."""
    build_scenario("toy", None, 7, "lists", folder)
    (folder / "services.csv").unlink()
    return folder


def test_a_plan_all_of_which_is_pinned_is_the_same_plan(tmp_path: Path) -> None:
    build_scenario("toy", None, 7, "lists", tmp_path / "s")
    first, _ = make_plan(tmp_path / "s", tmp_path / "p", QUICK, lambda _: None)
    source = pinned(tmp_path / "s", *(trip.trip_id for trip in first.trips))
    again, broken = make_plan(source, tmp_path / "q", QUICK, lambda _: None, keep=tmp_path / "p")
    assert not broken and again.receipt is not None
    assert tables_of(tmp_path / "q") == tables_of(tmp_path / "p")
    assert again.objective == first.objective and again.bounds == ()
    assert [finding.subject for finding in again.findings if finding.code == "KEPT"] == ["trips", "vehicles", "bounds"]


def test_a_pinned_coach_stays_when_a_county_is_closed_and_sites_with_an_intake_take_others_in_too(
    tmp_path: Path,
) -> None:
    source = coaches_alone(tmp_path / "s")
    sites = (source / "sites.csv").read_text(encoding="utf-8").splitlines()
    column = sites[0].split(",").index("intake_per_day")
    rows = [line.split(",") for line in sites[1:]]
    text = "\n".join([sites[0], *(",".join([*row[:column], "40", *row[column + 1 :]]) for row in rows)])
    (source / "sites.csv").write_text(text + "\n", encoding="utf-8")
    first, _ = make_plan(source, tmp_path / "p", QUICK, lambda _: None)
    one = min(first.trips, key=lambda trip: trip.load)
    pinned(source, one.trip_id)
    for out in ("q", "again"):
        second, broken = make_plan(source, tmp_path / out, QUICK, lambda _: None, keep=tmp_path / "p")
        assert not broken
    assert tables_of(tmp_path / "q") == tables_of(tmp_path / "again")
    assert one in second.trips and len(second.trips) > 1
    arrivals = {
        trip.trip_id: {
            (halt.stop_id, halt.arrive_at // 86_400)
            for halt in second.stop_times
            if halt.trip_id == trip.trip_id and halt.alight
        }
        for trip in second.trips
    }
    others = set().union(*(halts for trip_id, halts in arrivals.items() if trip_id != one.trip_id))
    assert arrivals[one.trip_id] & others


def test_a_kept_trip_through_ground_that_is_sealed_today_ends_the_run_by_name(tmp_path: Path) -> None:
    source = coaches_alone(tmp_path / "s")
    first, _ = make_plan(source, tmp_path / "p", QUICK, lambda _: None)
    trip = next(trip for trip in first.trips if trip.from_stop_id.startswith("adcode:"))
    pinned(source, trip.trip_id)
    zones = "adcode,level,valid_from,valid_to\n" + f"{trip.from_stop_id.removeprefix('adcode:')},sealed,2020-02-01,\n"
    (source / "zones.csv").write_text(zones, encoding="utf-8")
    with pytest.raises(NoPlan, match=rf"trip {trip.trip_id}: \w+: .*sealed"):
        make_plan(source, tmp_path / "q", QUICK, lambda _: None, keep=tmp_path / "p")
    assert not (tmp_path / "q").exists()


def test_plans_on_the_way_keep_what_is_pinned_too(tmp_path: Path) -> None:
    source = coaches_alone(tmp_path / "s")
    first, _ = make_plan(source, tmp_path / "p", QUICK, lambda _: None)
    pinned(source, first.trips[0].trip_id)
    plan, broken = make_plan(source, tmp_path / "q", PlanOptions(7.0), lambda _: None, keep=tmp_path / "p")
    assert not broken and verify_folder(source, tmp_path / "q") == ()
    assert first.trips[0] in plan.trips and plan.bounds == () and len(plan.trail) >= 1
