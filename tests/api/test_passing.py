"""Folders of one piece of work are removed in the end, by the next process where their own was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from api.passing import HELD, passing_folder, sweep

HOLD = "from api.passing import passing_folder\nwith passing_folder('job') as f:\n    print(f, flush=True)\n    input()"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary directory of this test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def held_by_another() -> tuple[subprocess.Popen[str], Path]:
    """A process that holds a folder with a file in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    (folder / "trips.csv").write_text("trip_id\n")
    return process, folder


def test_a_folder_is_empty_private_and_gone_in_the_end(temporary: Path) -> None:
    with passing_folder("job") as folder:
        assert not list(folder.iterdir())
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        (folder / "x").touch()
    assert not list(temporary.iterdir())


def test_a_folder_is_gone_when_the_work_fails(temporary: Path) -> None:
    with pytest.raises(ZeroDivisionError), passing_folder("job"):
        raise ZeroDivisionError
    assert not list(temporary.iterdir())


def test_the_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(temporary: Path) -> None:
    (dead, left), (living, kept) = held_by_another(), held_by_another()
    dead.kill()
    dead.wait()
    with passing_folder("job") as own:
        assert left.exists() and sweep() == 1
        assert not left.parent.exists() and kept.exists() and own.exists()
    living.communicate("\n", timeout=30)
    assert living.returncode == 0 and sweep() == 0
    assert not list(temporary.iterdir())


def test_folders_that_are_not_of_this_kind_stay(temporary: Path) -> None:
    (temporary / "returnline-notes").mkdir()
    (temporary / "other").mkdir()
    (temporary / "other" / HELD).touch()
    (temporary / "returnline-link").symlink_to(temporary / "other")
    assert sweep() == 0
    assert len(list(temporary.iterdir())) == 3 and (temporary / "other" / HELD).exists()
