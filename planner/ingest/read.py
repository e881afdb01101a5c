"""The way in: a folder or a workbook becomes a ``Scenario``, or a list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from planner.domain.place import ZoneArea
from planner.domain.scenario import Scenario
from planner.ingest import campaign as settings_file
from planner.ingest.build import build_scenario
from planner.ingest.campaign import Settings
from planner.ingest.cells import CellContext
from planner.ingest.checks import check_frames
from planner.ingest.columns import table
from planner.ingest.datum_checks import take_to_wgs84
from planner.ingest.frame import Frame, read_frame
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.headers import nearest_table
from planner.ingest.rawtable import RawTable, read_csv_table, read_text_file
from planner.ingest.report import Report
from planner.ingest.workbook import read_workbook
from planner.reference import code_changes, counties

MATRIX_FILE = "matrix.csv"
ZONES_FILE = "zones.geojson"


@dataclass(frozen=True, slots=True)
class _Source:
    """Raw content of an input, wherever it stood."""

    settings: Mapping[str, Any]
    tables: Mapping[str, RawTable]
    zones_text: str | None
    folder: Path
    matrix_path: str | None
    sha256: str


def read_scenario(path: Path) -> Scenario:
    """Read and check a scenario: a folder of CSV files with ``scenario.toml``, or one ``.xlsx`` workbook.

    Parameters
    ----------
    path : Path
        Folder or workbook.

    Returns
    -------
    Scenario
        Whole and checked; ``warnings`` names what deserves a look.

    Raises
    ------
    BadInput
        With every problem found, by table, row, column, value and reason; nothing is half-read.
    """
    report = Report()
    gazetteer = _gazetteer()
    source = _open(Path(path), report)
    if source is None:
        report.raise_if_any()
        raise AssertionError("a source that cannot be opened leaves a problem")
    settings = settings_file.read_settings(source.settings, source.folder, gazetteer, report)
    context = CellContext(settings.clock, gazetteer)
    frames = {name: read_frame(raw, table(name), context, report) for name, raw in source.tables.items()}
    areas: tuple[ZoneArea, ...] = ()
    if source.zones_text is not None:
        from planner.ingest.zones import read_zone_areas

        areas = read_zone_areas(source.zones_text, context, report, settings.datum)
    check_frames(frames, settings.campaign, report)
    take_to_wgs84(frames, settings.datum, report)
    _whole(frames, settings, source, report)
    report.raise_if_any()
    matrix = source.matrix_path if settings.network_provider == "matrix" else None
    return build_scenario(settings, source.sha256, frames, areas, matrix, report.warnings)


def sha256_of(path: Path) -> str:
    """Digest of the input: a workbook's bytes, or the bytes of a folder's visible files in order of name."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else _files(path):
        with file.open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.of(counties(), ((change.new_adcode, change.old_adcode) for change in code_changes()))


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))


def _open(path: Path, report: Report) -> _Source | None:
    if path.is_dir():
        return _open_folder(path, report)
    if not path.is_file():
        report.file(path.name, "missing_file", f"{path} is neither a folder nor a file")
        return None
    if path.suffix.lower() != ".xlsx":
        report.file(path.name, "unknown_file", f"{path.name} is no scenario; give a folder or an .xlsx workbook")
        return None
    settings, tables = read_workbook(path, report)
    if report.problems and not tables:
        return None
    return _Source(settings, tables, None, path.parent, None, sha256_of(path))


def _open_folder(folder: Path, report: Report) -> _Source | None:
    tables: dict[str, RawTable] = {}
    settings: dict[str, Any] = {}
    zones_text = matrix_path = None
    found = _files(folder)
    if not any(file.name == settings_file.FILE for file in found):
        report.file("scenario", "missing_file", f"{settings_file.FILE} is missing; a scenario folder holds one")
    for file in found:
        if file.name == settings_file.FILE:
            text = read_text_file(file, "scenario", report)
            settings = settings_file.read_toml(text, report) if text is not None else {}
        elif file.name == ZONES_FILE:
            zones_text = read_text_file(file, ZONES_FILE, report)
        elif file.suffix.lower() in (".csv", ".geojson"):
            raw = _table_file(file, report)
            if raw is not None:
                tables[raw.name] = raw
            if file.name == MATRIX_FILE:
                matrix_path = str(file.resolve())
    return _Source(settings, tables, zones_text, folder, matrix_path, sha256_of(folder))


def _table_file(file: Path, report: Report) -> RawTable | None:
    try:
        table(file.stem)
    except KeyError:
        near = nearest_table(file.stem)
        hint = f"is it meant to be {near}.csv?" if near else "rename or remove it; data/README.md lists the tables"
        report.file(file.name, "unknown_table", f"no table has this name; {hint}", file.name)
        return None
    return read_csv_table(file, file.stem, report)


def _whole(frames: Mapping[str, Frame], settings: Settings, source: _Source, report: Report) -> None:
    """The tables together make a scenario: somebody to carry, firms and doors to carry them to."""
    filled = {name for name, frame in frames.items() if len(frame)}
    for name in ("enterprises", "sites"):
        if name not in frames:
            report.file(name, "missing_table", f"the table {name} is missing; every scenario needs it")
    if "workers" not in filled and not {"heat", "demand"} <= filled:
        report.file("workers", "nobody_to_carry", "give named workers, or heat together with demand")
    elif ("heat" in filled) != ("demand" in filled):
        alone = "heat" if "heat" in filled else "demand"
        report.warn(f"{alone} is given without {'demand' if alone == 'heat' else 'heat'}; it takes no part in the plan")
    if settings.network_provider == "matrix" and source.matrix_path is None:
        report.file("matrix", "missing_file", "network.provider is matrix, but the folder holds no matrix.csv")
