"""The way in: whole scenarios or every problem, the digest, and the odd folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from planner.domain.demand import Stage
from planner.errors import BadInput
from planner.ingest import read_scenario, sha256_of
from tests.builders import edit_text, set_cells
from tests.ingest.worlds import problems_of, world


def test_every_table_becomes_domain_objects(tmp_path: Path) -> None:
    scenario = read_scenario(world(tmp_path))
    clock = scenario.campaign.clock
    worker = scenario.workers[6]
    assert (worker.worker_id, worker.group_id, worker.stage, worker.pickup_stop_id) == (
        "W07",
        "G1",
        Stage.ACCEPTED,
        "P2",
    )
    assert clock.iso(worker.ready_at) == "2020-02-22T08:00+08:00"
    assert [call.stop_id for call in scenario.services[0].calls] == ["GYB", "MID", "NGB"]
    assert scenario.services[1].calls == ()
    assert clock.iso(scenario.fleets[0].available_until) == "2020-03-01T00:00+08:00"
    assert scenario.pins == ("W01",)
    assert scenario.no_shows[0].rate == "0.14"
    assert (scenario.capacities[0].day, scenario.links[0].opens_s) == (clock.day(clock.span_start("2020-02-21")), None)
    assert all(
        len(rows) for rows in (scenario.drivers, scenario.escorts, scenario.inspections, scenario.intake_windows)
    )


def test_empty_cells_take_the_defaults_of_the_domain(tmp_path: Path) -> None:
    folder = world(tmp_path)
    set_cells(folder, "workers", {"worker_id": "W01"}, stage="", group_id="", due_at="")
    scenario = read_scenario(folder)
    assert (scenario.workers[0].stage, scenario.workers[0].due_at) == (Stage.ACCEPTED, None)
    assert scenario.enterprises[1].negative_listed is False
    assert scenario.enterprises[0].supplies == ()


def test_the_digest_is_that_of_the_bytes_in_order_of_name(tmp_path: Path) -> None:
    folder = world(tmp_path)
    expected = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(folder.iterdir()))).hexdigest()
    assert read_scenario(folder).sha256 == sha256_of(folder) == expected
    (folder / ".hidden").write_text("x")
    assert sha256_of(folder) == expected
    edit_text(folder / "zones.csv", "medium", "high")
    assert sha256_of(folder) != expected


def test_other_encodings_are_read_with_a_warning(tmp_path: Path) -> None:
    folder = world(tmp_path)
    plain = read_scenario(folder)
    for name in ("stops.csv", "workers.csv"):
        (folder / name).write_bytes((folder / name).read_text(encoding="utf-8").encode("gb18030"))
    (folder / "sites.csv").write_bytes((folder / "sites.csv").read_text(encoding="utf-8").encode("utf-8-sig"))
    read = read_scenario(folder)
    assert (read.stops, read.workers, read.sites) == (plain.stops, plain.workers, plain.sites)
    assert sum("GB18030" in warning for warning in read.warnings) == 2


def test_nobody_to_carry_is_refused(tmp_path: Path) -> None:
    folder = world(tmp_path)
    for name in ("workers", "heat", "pins"):
        (folder / f"{name}.csv").unlink()
    assert [p.code for p in problems_of(folder)] == ["nobody_to_carry"]


def test_counts_that_take_no_part_are_said(tmp_path: Path) -> None:
    folder = world(tmp_path)
    (folder / "heat.csv").unlink()
    assert any(warning.startswith("demand is given without heat") for warning in read_scenario(folder).warnings)


def test_sub_county_areas_are_read_and_checked(tmp_path: Path) -> None:
    folder = world(tmp_path)
    ring = "[[121.5,29.8],[121.6,29.8],[121.6,29.9],[121.5,29.8]]"
    feature = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":"330212","level":"sealed",'
        '"valid_from":"2020-02-22"},"geometry":{"type":"Polygon","coordinates":[RING]}}]}'
    )
    (folder / "zones.geojson").write_text(feature.replace("RING", ring))
    assert read_scenario(folder).zone_areas[0].adcode == "330212"
    (folder / "zones.geojson").write_text(feature.replace("RING", ring.replace("29.9", "299")))
    assert [p.code for p in problems_of(folder)] == ["wrong_crs"]


def test_a_distance_matrix_is_found_and_checked(tmp_path: Path) -> None:
    folder = world(tmp_path)
    edit_text(folder / "scenario.toml", "great-circle", "matrix")
    assert [p.code for p in problems_of(folder)] == ["missing_file"]
    (folder / "matrix.csv").write_text("from,to,distance_m,drive_s\nS1,S2,1000,60\n")
    assert read_scenario(folder).matrix_path == str((folder / "matrix.csv").resolve())
    (folder / "matrix.csv").write_text("from,to,distance_m,drive_s\nS1,S2,-1,60\nS1,S2,5,x\n")
    assert {(p.row, p.column, p.code) for p in problems_of(folder)} == {
        (2, "distance_m", "negative"), (3, "drive_s", "not_an_integer"), (3, "from", "duplicate"),
    }  # fmt: skip


def test_with_a_broken_campaign_the_tables_are_still_read(tmp_path: Path) -> None:
    folder = world(tmp_path)
    edit_text(folder / "scenario.toml", 'timezone = "Asia/Shanghai"', 'timezone = "Mars/Base"')
    set_cells(folder, "sites", {"site_id": "S1"}, adcode="330299")
    assert {p.code for p in problems_of(folder)} == {"bad_timezone", "unknown_county"}


def test_a_path_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither a folder nor a file"):
        read_scenario(tmp_path / "nowhere")
