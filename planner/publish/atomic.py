"""A folder or file that appears whole: written beside its place, then renamed into it."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import BadPlanFolder
from planner.publish.contracts import PLAN_FILE

AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""renameat2(2): names as seen from the working directory; both names change places in one step (Linux)."""


@contextmanager
def written_whole(folder: Path, marker: str = PLAN_FILE) -> Iterator[Path]:
    """Give a draft folder beside ``folder``; on leaving without an error it takes its place.

    Parameters
    ----------
    folder : Path
        Where the result belongs. May exist when it is empty or holds ``marker``, an earlier result.
    marker : str
        File by which an earlier result is known, so that nothing else is ever replaced.

    Raises
    ------
    BadPlanFolder
        ``folder`` exists and is something else.
    """
    folder = checked_place(folder, marker)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".writing", dir=folder.parent))
    try:
        draft.chmod(0o755)
        yield draft
        to_disk(draft)
        put_in_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def checked_place(folder: Path, marker: str = PLAN_FILE) -> Path:
    """The whole path of ``folder``, where a result may go: nothing stands there, or something that may be replaced.

    Raises
    ------
    BadPlanFolder
        ``folder`` exists and neither is empty nor holds ``marker``.
    """
    folder = folder.resolve()
    if folder.exists() and not _replaceable(folder, marker):
        raise BadPlanFolder(f"{folder.name} exists and holds no {marker}; name a new or empty folder")
    return folder


def put_in_place(draft: Path, folder: Path) -> None:
    """Rename ``draft`` to ``folder``; what stood there changes places with it in one step and is then removed.

    A file system that cannot exchange names has the old folder set aside first.
    """
    if not folder.exists():
        draft.rename(folder)
        return
    aside = draft
    if not _exchanged(draft, folder):
        aside = draft.with_suffix(".replaced")
        folder.rename(aside)
        draft.rename(folder)
    shutil.rmtree(aside)


@contextmanager
def file_written_whole(path: Path) -> Iterator[Path]:
    """Give a draft file beside ``path``; on leaving without an error it takes its place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=f".writing{path.suffix}", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_text_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    with file_written_whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")


def _replaceable(folder: Path, marker: str) -> bool:
    return folder.is_dir() and ((folder / marker).is_file() or not any(folder.iterdir()))


def to_disk(folder: Path) -> None:
    """Have the files of a folder kept by the disk before the folder gets the name that it is known by."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())


def _exchanged(one: Path, other: Path) -> bool:
    """Have two names change places; ``False`` where the system or the file system knows no such step."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(AT_FDCWD, bytes(one), AT_FDCWD, bytes(other), RENAME_EXCHANGE) == 0
