"""A worker that has the solver make each plan once: asked for the same again, what it wrote and said comes again.

The database, the lease, the lines that are said and the files that are kept are the real ones; only the search is not
repeated. ``tests/api/jobs``, ``tests/client`` and ``tests/faults`` have the real process make every plan.
"""

from __future__ import annotations

import hashlib
import queue as queues
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from unittest.mock import patch

from api.jobs import worker as workers
from api.jobs.queue import Lease
from tests.api.databases import lasting_folder

MAKE = 'set -o pipefail; "$0" -m api.jobs.child "$1" | tee "$2/said"'
AGAIN = 'cp -r "$2/plan" "$1/plan" && cat "$2/said"'


class Worker(workers.Worker):
    """The worker of the service, which starts the solver only for what nobody has asked before."""

    def _make(self, lease: Lease, folder: Path) -> None:
        with patch.object(workers, "_Child", _Child):
            super()._make(lease, folder)
        kept = _place(folder)
        if not (kept / "plan").exists() and '"kind": "made"' in (kept / "said").read_text(encoding="utf-8"):
            shutil.copytree(folder / "plan", kept / "plan")


class _Child(workers._Child):
    @classmethod
    def start(cls, folder: Path) -> _Child:
        kept = _place(folder)
        kept.mkdir(exist_ok=True)
        act = AGAIN if (kept / "plan").exists() else MAKE
        command = ["bash", "-c", act, sys.executable, str(folder), str(kept)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        child = cls(process, queues.Queue())
        threading.Thread(target=child._read, daemon=True).start()
        return child


@cache
def _kept() -> Path:
    return lasting_folder()


def _place(folder: Path) -> Path:
    """Where the answer to a question is kept: a scenario, and how it is to be planned."""
    question = hashlib.sha256((folder / "options.json").read_bytes())
    for file in sorted((folder / "scenario").rglob("*")):
        if file.is_file():
            question.update(f"\0{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return _kept() / question.hexdigest()
