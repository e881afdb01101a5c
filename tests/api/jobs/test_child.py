"""The solver's process: what it says, how it ends, and that it never outlives the one that started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree

import pytest

from api.jobs.child import NO_ROOM, NO_ROOM_EXIT
from tests.api.campaigns import toy

QUICK = {"time_limit_s": 2.0, "deterministic": True, "iterations": 200}


def folder_with(tmp_path: Path, **options: object) -> Path:
    """A job folder of the toy campaign."""
    copytree(toy(), tmp_path / "scenario")
    settings = tmp_path / "scenario" / "scenario.toml"
    text = settings.read_text(encoding="utf-8").replace('provider = "county-graph"', 'provider = "great-circle"')
    settings.write_text(text, encoding="utf-8")
    (tmp_path / "options.json").write_text(json.dumps({**QUICK, **options}), encoding="utf-8")
    return tmp_path


def run(folder: Path) -> tuple[int, list[dict[str, object]]]:
    """Exit code and what was said."""
    command = [sys.executable, "-m", "api.jobs.child", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=550, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_plan_is_made_with_the_verifiers_receipt(tmp_path: Path) -> None:
    code, said = run(folder_with(tmp_path))
    assert code == 0 and said[-1]["kind"] == "made"
    head = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert head["receipt"] == said[-1]["data"]["receipt"]
    assert {row["data"]["stage"] for row in said if row["kind"] == "progress"} >= {"routing", "tables", "bound"}


def test_bad_input_is_told_in_words(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "scenario" / "sites.csv").unlink()
    code, said = run(folder)
    assert code == 2 and said[-1]["kind"] == "error" and "sites" in str(said[-1]["data"])


def test_a_full_disk_is_told_as_want_of_room(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    most = 'import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); '
    script = most + "from pathlib import Path; from api.jobs.child import main; sys.exit(main(Path(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, timeout=550, check=False)
    said = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, said["kind"]) == (NO_ROOM_EXIT, NO_ROOM)
    assert "no room for the files of the solver" in said["data"]["message"]
    assert not (folder / "plan").exists()


def test_a_cancelled_search_ends_early_with_a_plan(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, deterministic=False, time_limit_s=600.0)
    (folder / "cancel").touch()
    begin = time.monotonic()
    code, said = run(folder)
    assert code == 0 and said[-1]["data"]["stopped_by"] == "cancelled"
    assert time.monotonic() - begin < 500


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_the_process_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, deterministic=False, time_limit_s=600.0)
    start = (
        "import subprocess, sys, time; "
        f"p = subprocess.Popen([sys.executable, '-m', 'api.jobs.child', {str(folder)!r}], stdout=subprocess.PIPE); "
        "print(p.pid, flush=True); p.stdout.readline(); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(3)
    assert Path(f"/proc/{child}").exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text():
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the solver went on without its worker")
