"""Digests: of a scenario, and of a plan folder (the same for two runs that make the same plan)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

UNHASHED_KEYS = ("plan_id", "receipt", "timings")
HEAD = "plan.json"
HASHED_FILES = (
    "bound.json", "cohorts.csv", "driver_duties.csv", "duties.csv", "dwells.csv", "escort_duties.csv", "loads.csv",
    "manifest.csv", "offers.csv", "paths.csv", "paths.geojson", HEAD, "reservations.csv", "residuals.csv",
    "stop_times.csv", "trips.csv", "unserved.csv",
)  # fmt: skip
"""Files of a plan folder in the order of their digests; the list of violations is left out."""


def scenario_digest(path: Path) -> str:
    """sha256 of a workbook, or of the visible files of a folder one after the other in order of name."""
    total = hashlib.sha256()
    files = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.is_file())
    for file in files:
        if not file.name.startswith(".") or path.is_file():
            total.update(file.read_bytes())
    return total.hexdigest()


def claimed_scenario(folder: Path) -> str:
    """Digest of the scenario that plan.json names."""
    return str(json.loads((folder / HEAD).read_text(encoding="utf-8")).get("scenario_sha256", ""))


def plan_digest(folder: Path) -> str:
    """sha256 over the digests of all files; plan.json, which names the scenario's digest, enters without its
    identifier, timings and receipt."""
    total = hashlib.sha256()
    for name in HASHED_FILES:
        content = _head(folder / name) if name == HEAD else (folder / name).read_bytes()
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _head(path: Path) -> bytes:
    head = json.loads(path.read_text(encoding="utf-8"))
    kept = {key: value for key, value in head.items() if key not in UNHASHED_KEYS}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()
