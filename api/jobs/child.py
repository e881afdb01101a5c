"""The process in which one plan is made: it reads a scenario folder, writes a plan folder, and says how far it is.

``python -m api.jobs.child FOLDER`` expects ``FOLDER/scenario`` and ``FOLDER/options.json``, writes ``FOLDER/plan``
with the verifier's receipt, and prints one JSON object a line. Where options name a plan to ``keep``, it lies in
``FOLDER/kept``. A file ``FOLDER/cancel`` ends the search with the best plan found so far. The process dies with the
one that started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent dies (Linux)."""
LOOK_EVERY_S = 0.2
STEPS_BACK = 10
"""Niceness of the search: those who read schedules and send lists on the same machine come first."""
KEEP, KEPT = "keep", "kept"
"""Option that names the plan whose pinned trips stay, and the folder in which that plan lies."""
NO_ROOM = "no_room"
"""Kind of the last line of a run whose folder could take no more; the same run may succeed once there is room."""
NO_ROOM_EXIT = 75
"""EX_TEMPFAIL of sysexits.h: try again later."""


def main(folder: Path) -> int:
    """Make the plan; 0 with a receipt, ``NO_ROOM_EXIT`` on a full disk, else an exit code of the contract."""
    from planner.commands.plan import summary
    from planner.commands.plan_progress import JsonLines
    from planner.errors import PlanRefused, ReturnLineError
    from planner.pipeline import PlanOptions
    from planner.runs import make_plan

    options = json.loads((folder / "options.json").read_text(encoding="utf-8"))
    kept = None if options.pop(KEEP, None) is None else folder / KEPT
    chosen = PlanOptions(**options, stopped=_Stop(folder / "cancel"))
    try:
        plan, broken = make_plan(folder / "scenario", folder / "plan", chosen, JsonLines(sys.stdout), keep=kept)
    except ReturnLineError as error:
        _say("error", {"message": str(error)})
        return error.exit_code
    except OSError as error:
        from api.store.room import no_room

        if not no_room(error):
            raise
        _say(NO_ROOM, {"message": f"no room for the files of the solver: {error.strerror or error}"})
        return NO_ROOM_EXIT
    if broken:
        _say("refused", {"violations": len(broken), "first": broken[0].message})
        return PlanRefused.exit_code
    _say("made", summary(plan))
    return 0


class _Stop:
    """Whether somebody has asked to cancel; looks at the file now and then."""

    def __init__(self, file: Path) -> None:
        self._file, self._looked, self._asked = file, 0.0, False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._asked and now - self._looked >= LOOK_EVERY_S:
            self._looked, self._asked = now, self._file.exists()
        return self._asked


def _say(kind: str, data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"kind": kind, "data": data}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however that comes about."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    die_with_parent()
    os.nice(STEPS_BACK)
    sys.exit(main(Path(sys.argv[1])))
