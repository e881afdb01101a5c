"""Which code this process runs. Light, so that a fresh worker can answer at once, and a scheduler imports little."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path

from planner import __version__


@cache
def code_version() -> str:
    """Version of the code with a digest of its sources: both ends of a cluster have to agree on it."""
    digest, root = hashlib.sha256(), Path(__file__).resolve().parents[1]
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def call(work: bytes, task: bytes) -> bytes:
    """Do a task; ``work`` is the function, pickled."""
    function: Callable[[bytes], bytes] = pickle.loads(work)
    return function(task)
