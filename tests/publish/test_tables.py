"""A plan folder holds exactly the plan, or nothing."""

from __future__ import annotations

import json
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.demand import Cohort
from planner.domain.limits import Incumbent
from planner.domain.place import Level
from planner.domain.plan import (
    Activity,
    Bound,
    DriverDuty,
    Duty,
    Dwell,
    EscortDuty,
    Finding,
    LegRole,
    Load,
    ObjectiveLevel,
    Offer,
    PathShape,
    PathStepRow,
    Plan,
    Reservation,
    Residual,
    Seat,
    Status,
    StopTime,
    Trip,
    Unserved,
)
from planner.domain.service import Mode
from planner.domain.violation import Violation
from planner.errors import BadPlanFolder
from planner.publish.contracts import PLAN_FILES, TABLES
from planner.publish.tables import read_plan, write_plan
from tests.publish.builders import CLOCK, small_scenario, synthetic_plan

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
ID = st.text(st.characters(codec="utf-8", exclude_characters=";"), min_size=1, max_size=12)
MOMENT = st.integers(0, 4_000_000_000)
COUNT = st.integers(0, 10**12)
OPTIONAL_TEXT = st.none() | TEXT
FLOAT = st.floats(-180, 180, allow_nan=False)
WORDS = st.dictionaries(TEXT, st.floats(0, 1e6) | st.just(0.5), max_size=3)


def rows(kind: type, **special: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Rows of a table type; fields by the name of their type, unless given."""
    by_type = {
        "str": TEXT, "int": COUNT, "bool": st.booleans(), "float": FLOAT,
        "str | None": OPTIONAL_TEXT, "int | None": st.none() | MOMENT,
        "tuple[str, ...]": st.lists(ID, max_size=3).map(tuple),
        "Mode": st.sampled_from(Mode), "LegRole": st.sampled_from(LegRole),
        "Level": st.sampled_from(Level), "Activity": st.sampled_from(Activity),
    }
    given_fields = {f.name: special[f.name] if f.name in special else by_type[str(f.type)] for f in fields(kind)}
    moments = {name: MOMENT for name in given_fields if name.endswith("_at") and name not in special}
    if kind is Reservation:
        moments = {}
    return st.lists(st.builds(kind, **{**given_fields, **moments}), max_size=3).map(tuple)


def cohorts() -> st.SearchStrategy[tuple[Cohort, ...]]:
    ids = st.lists(ID, min_size=2, max_size=5, unique=True).map(tuple)
    named = ids.flatmap(
        lambda members: st.builds(
            Cohort, TEXT, st.just("named"), TEXT, TEXT, TEXT, TEXT, MOMENT, MOMENT, st.integers(0, 9), TEXT,
            persons=st.just(len(members)), group_sizes=st.sampled_from([(), (2,)]), worker_ids=st.just(members),
        )
    )
    counted = st.builds(
        Cohort, TEXT, st.just("heat"), TEXT, TEXT, TEXT, TEXT, MOMENT, MOMENT, st.integers(0, 9), TEXT,
        persons=st.integers(1, 10**6),
    )
    return st.lists(named | counted, max_size=3).map(tuple)


def duties() -> st.SearchStrategy[tuple[Duty, ...]]:
    trip = st.tuples(st.just("trip"), TEXT)
    other = st.tuples(st.sampled_from(["deadhead", "turnaround"]), st.none())
    row = (trip | other).flatmap(
        lambda pair: st.builds(Duty, TEXT, COUNT, st.just(pair[0]), TEXT, TEXT, MOMENT, MOMENT, COUNT, st.just(pair[1]))
    )
    return st.lists(row, max_size=3).map(tuple)


def trails() -> st.SearchStrategy[tuple[Incumbent, ...]]:
    served = st.lists(COUNT, max_size=3).map(tuple)
    return st.lists(st.builds(Incumbent, FLOAT, served, COUNT), max_size=2).map(tuple)


def plans() -> st.SearchStrategy[Plan]:
    day = st.integers(0, 40_000)
    points = st.lists(st.tuples(FLOAT, FLOAT), min_size=2, max_size=4).map(tuple)
    return st.builds(
        Plan, TEXT, TEXT, TEXT, COUNT, st.sampled_from(Status), TEXT,
        rule_versions=st.lists(TEXT, max_size=2).map(tuple),
        objective=rows(ObjectiveLevel), bounds=rows(Bound), findings=rows(Finding), timings=WORDS,
        trail=trails(), receipt=OPTIONAL_TEXT, cohorts=cohorts(), trips=rows(Trip), stop_times=rows(StopTime),
        paths=rows(PathStepRow), shapes=rows(PathShape, points=points), manifest=rows(Seat), dwells=rows(Dwell),
        offers=rows(Offer), unserved=rows(Unserved), residuals=rows(Residual), duties=duties(),
        driver_duties=rows(DriverDuty), escort_duties=rows(EscortDuty), reservations=rows(Reservation, day=day),
        bound_certificate=st.dictionaries(TEXT, st.lists(COUNT, max_size=2) | TEXT, max_size=2),
        violations=rows(Violation),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_any_plan_reads_back_exactly(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> None:
    loads = tuple(Load(f"C{i}", "p1", 1, trip.trip_id, 1, 2, 3) for i, trip in enumerate(plan.trips))
    plan = replace(plan, loads=loads)
    folder = tmp_path_factory.mktemp("plan") / "p"
    write_plan(plan, small_scenario(), folder)
    assert read_plan(folder) == plan


def test_same_plan_writes_the_same_bytes(tmp_path: Path) -> None:
    plan = synthetic_plan(trips=20)
    for name in ("a", "b"):
        write_plan(plan, small_scenario(), tmp_path / name)
    for file in PLAN_FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_counts_add_up_by_mode(tmp_path: Path) -> None:
    plan = synthetic_plan(trips=20)
    write_plan(plan, small_scenario(), tmp_path / "p")
    counts = json.loads((tmp_path / "p" / "plan.json").read_text())["counts"]
    assert counts["served"] + counts["unserved"] == counts["total"] == sum(c.persons for c in plan.cohorts)
    assert sum(mode["trips"] for mode in counts["by_mode"].values()) == len(plan.trips)


def test_a_manifest_of_100k_is_written_in_five_seconds(tmp_path: Path) -> None:
    seats = tuple(Seat(f"W{i:06d}", f"C{i // 20}", "p1", 1, f"T{i // 24}", 1, 2, f"{i % 24}") for i in range(100_000))
    plan = replace(synthetic_plan(trips=5), manifest=seats)
    began = time.process_time()  # not the clock on the wall: machines are shared
    write_plan(plan, small_scenario(), tmp_path / "p")
    assert time.process_time() - began < 5
    assert read_plan(tmp_path / "p").manifest == seats


def test_a_failed_write_leaves_the_earlier_plan_and_nothing_else(tmp_path: Path) -> None:
    good = synthetic_plan(trips=5)
    write_plan(good, small_scenario(), tmp_path / "p")
    fraction = replace(good, trips=(replace(good.trips[0], distance_m=1.5), *good.trips[1:]))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="whole number"):
        write_plan(fraction, small_scenario(), tmp_path / "p")
    assert read_plan(tmp_path / "p") == good
    assert [p.name for p in tmp_path.iterdir()] == ["p"]


def test_a_folder_that_is_no_plan_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("keep me")
    with pytest.raises(BadPlanFolder, match=r"plan\.json"):
        write_plan(synthetic_plan(trips=1), small_scenario(), tmp_path / "letters")
    assert (tmp_path / "letters" / "dear.txt").read_text() == "keep me"


@pytest.mark.parametrize("file", PLAN_FILES)
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    write_plan(synthetic_plan(trips=1), small_scenario(), tmp_path / "p")
    (tmp_path / "p" / file).unlink()
    with pytest.raises(BadPlanFolder, match=file.replace(".", r"\.")):
        read_plan(tmp_path / "p")


def test_a_bad_cell_is_named_by_file_line_column_and_value(tmp_path: Path) -> None:
    write_plan(synthetic_plan(trips=3), small_scenario(), tmp_path / "p")
    path = tmp_path / "p" / "trips.csv"
    lines = path.read_text().splitlines()
    place = lines[0].split(",").index("load")
    cells = lines[2].split(",")
    cells[place] = "many"
    path.write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:]]) + "\n")
    with pytest.raises(BadPlanFolder, match=r"trips\.csv line 3, column load, value 'many'"):
        read_plan(tmp_path / "p")


def test_a_moment_without_offset_needs_a_clock(tmp_path: Path) -> None:
    plan = synthetic_plan(trips=3)
    write_plan(plan, small_scenario(), tmp_path / "p")
    path = tmp_path / "p" / "stop_times.csv"
    path.write_text(path.read_text().replace("+08:00", ""))
    with pytest.raises(BadPlanFolder, match="offset"):
        read_plan(tmp_path / "p")
    assert read_plan(tmp_path / "p", CLOCK) == plan


def test_every_field_of_a_row_type_is_a_column() -> None:
    for table in TABLES:
        assert {f.name for f in fields(table.row_type)} == {c.field for c in table.columns}, table.file


def test_only_the_tables_asked_for_are_read(tmp_path: Path) -> None:
    plan = synthetic_plan(12)
    write_plan(plan, small_scenario(), tmp_path / "plan")
    part = read_plan(tmp_path / "plan", CLOCK, only=frozenset({"trips"}))
    assert part.trips == plan.trips
    assert (part.stop_times, part.manifest, dict(part.bound_certificate)) == ((), (), {})
    assert part.objective == plan.objective
