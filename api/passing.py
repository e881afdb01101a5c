"""Folders that last as long as one piece of work, and the removal of those whose process was killed."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PREFIX = "returnline-"
HELD = "held"
"""File of a folder that its process keeps locked; the kernel lets go of the lock when the process ends in any way."""
log = logging.getLogger("returnline.passing")


@contextlib.contextmanager
def passing_folder(kind: str) -> Iterator[Path]:
    """A new, empty folder that only this user can read; it is removed in the end.

    Parameters
    ----------
    kind : str
        What it is for; a part of its name.
    """
    outer = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-"))
    with (outer / HELD).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            inner = outer / kind
            inner.mkdir()
            yield inner
        finally:
            shutil.rmtree(outer)


def sweep() -> int:
    """Remove folders whose process is gone; returns how many there were.

    Folders of others, and of processes that live, stay.
    """
    found = sum(map(_swept, Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}")))
    if found:
        log.warning("%d folders of processes that were killed are removed", found)
    return found


def _swept(held: Path) -> bool:
    folder = held.parent
    try:
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            return False
        with held.open("r+") as file:
            if not _locked(file):
                return False
            shutil.rmtree(folder)
            return True
    except FileNotFoundError:
        return False  # its own process, or another sweep, was quicker
    except OSError:
        log.exception("a folder of a process that was killed stays")
        return False


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
