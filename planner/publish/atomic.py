"""A folder or file that appears whole: written beside its place, then renamed into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import BadPlanFolder
from planner.publish.contracts import PLAN_FILE


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
    folder = folder.resolve()
    if folder.exists() and not _replaceable(folder, marker):
        raise BadPlanFolder(f"{folder.name} exists and holds no {marker}; name a new or empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".writing", dir=folder.parent))
    try:
        draft.chmod(0o755)
        yield draft
        _sync(draft)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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


def _sync(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())


def _swap(draft: Path, folder: Path) -> None:
    """Rename ``draft`` to ``folder``; what stood there is set aside first and removed last."""
    if not folder.exists():
        draft.rename(folder)
        return
    aside = draft.with_suffix(".replaced")
    folder.rename(aside)
    draft.rename(folder)
    shutil.rmtree(aside)
