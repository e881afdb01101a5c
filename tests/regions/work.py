"""Work for engines under test; importable by their processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from planner.errors import BadPolicy


def echo(packed: bytes) -> bytes:
    """The same bytes back, after a moment."""
    time.sleep(0.05)
    return b"done " + packed


def refuse(packed: bytes) -> bytes:
    """An error of ours."""
    raise BadPolicy(f"no rule set for {packed.decode()}")


def die_once(packed: bytes) -> bytes:
    """Kill this process the first time that the named file is seen missing; else answer slowly."""
    flag = Path(packed.decode().partition(" ")[0])
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        time.sleep(0.2)
        return packed
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def die(packed: bytes) -> bytes:
    """Kill this process, always."""
    os.kill(os.getpid(), signal.SIGKILL)
    return packed


def tell_pid(packed: bytes) -> bytes:
    """Write this process's id into the named folder, work on for some seconds, answer the task."""
    folder, _, name = packed.decode().partition(" ")
    (Path(folder) / f"{name}-{os.getpid()}").touch()
    time.sleep(2.5)
    return name.encode()
