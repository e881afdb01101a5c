"""Tips of the audit log remembered outside the database, one JSON line each."""

from __future__ import annotations

import json
import os
from pathlib import Path

from api.store.audit_log import Tip
from planner.errors import BadUsage


def add_anchor(path: Path, tip: Tip, now: int) -> None:
    """Append a tip, on disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"seq": tip.seq, "digest": tip.digest, "at": now}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_anchors(path: Path) -> tuple[Tip, ...]:
    """All tips of a file.

    Raises
    ------
    BadUsage
        The file is missing or malformed.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(Tip(int(row["seq"]), str(row["digest"])) for row in map(json.loads, filter(None, lines)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadUsage(f"anchor file {path} cannot be read: {error}") from error
