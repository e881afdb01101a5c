"""The receipt of a verified plan: a digest over every file, written only where nothing is violated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from planner.domain.violation import Violation
from planner.errors import BadPlanFolder
from planner.publish.atomic import write_text_whole
from planner.publish.contracts import PLAN_FILE, PLAN_FILES, VIOLATIONS_FILE
from planner.publish.documents import violations_text

UNHASHED_KEYS = ("plan_id", "receipt", "timings")
"""Keys of plan.json that may differ between two equal plans."""


def plan_digest(folder: Path) -> str:
    """sha256 of a plan: its tables and documents and the scenario it was made from.

    Two runs that make the same plan have the same digest: plan_id, timings and receipt are left out. The
    scenario enters by ``scenario_sha256`` in plan.json; the list of violations does not enter.

    Raises
    ------
    BadPlanFolder
        A file is missing or plan.json is not JSON.
    """
    total = hashlib.sha256()
    for name in sorted(PLAN_FILES):
        if name == VIOLATIONS_FILE:
            continue
        content = _head_bytes(folder) if name == PLAN_FILE else _bytes(folder / name)
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def seal_plan(
    folder: Path, violations: tuple[Violation, ...], timings: Mapping[str, object] | None = None
) -> str | None:
    """Record what the verifier found; returns the receipt, or ``None`` where something is violated.

    Writes violations.jsonl and the key ``receipt`` of plan.json, each file in one step; a receipt is taken
    away before violations are listed, and given only after the empty list stands.

    Parameters
    ----------
    timings : mapping, optional
        Timings in place of those written with the plan; they are no part of the digest.
    """
    path = folder / PLAN_FILE
    keys: dict[str, object] = {} if timings is None else {"timings": dict(timings)}
    if violations:
        _set_keys(path, {"receipt": None, **keys})
    write_text_whole(folder / VIOLATIONS_FILE, violations_text(violations))
    if violations:
        return None
    receipt = plan_digest(folder)
    _set_keys(path, {"receipt": receipt, **keys})
    return receipt


def _set_keys(path: Path, keys: Mapping[str, object]) -> None:
    head = json.loads(_bytes(path)) | keys
    write_text_whole(path, json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _head_bytes(folder: Path) -> bytes:
    try:
        head = json.loads(_bytes(folder / PLAN_FILE))
    except ValueError as error:
        raise BadPlanFolder(f"{PLAN_FILE} is not JSON: {error}") from error
    kept = {key: value for key, value in head.items() if key not in UNHASHED_KEYS}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadPlanFolder(f"{path.name} is missing; plan again or copy the folder whole") from None
