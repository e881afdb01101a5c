"""``returnline plan`` as a real process: Ctrl-C, SIGTERM and kill -9 leave a whole verified plan, or nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.recipes import build_scenario
from planner.verify import verify_folder

COMMAND = "from api.cli import main; main()"
PATIENCE_S = 120.0


@dataclass
class Run:
    """A run of the command with a long time limit, and what it says."""

    process: subprocess.Popen[str]
    source: Path
    out: Path

    def until(self, key: str) -> dict[str, object]:
        """Read events until one has this key."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            event = json.loads(line)["data"] if line.startswith("{") else {}
            if key in event:
                return dict(event)
        raise AssertionError(f"the run ended before it told {key}")

    def ends(self) -> tuple[int, str]:
        """Exit code and standard output."""
        shown, _ = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, shown

    def beside(self) -> list[str]:
        """Names beside the plan, drafts included."""
        return sorted(file.name for file in self.out.parent.iterdir())


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    source = build_scenario("toy", None, 7, "lists", tmp_path / "scenario")
    out = tmp_path / "plans" / "out"
    asked = ["plan", str(source), "-o", str(out), "--time-limit", "600", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield Run(process, source, out)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("wish", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_one_signal_ends_the_search_with_the_best_plan(run: Run, wish: signal.Signals) -> None:
    run.until("incumbent")
    began = time.monotonic()
    run.process.send_signal(wish)
    code, shown = run.ends()
    assert code == 0 and time.monotonic() - began < PATIENCE_S
    answer = json.loads(shown)
    assert answer["receipt"] and answer["served"] == 60
    assert verify_folder(run.source, run.out) == ()
    assert json.loads((run.out / "plan.json").read_text(encoding="utf-8"))["plan_id"] == answer["plan_id"]
    assert run.beside() == ["out"]


def test_a_second_ctrl_c_leaves_the_verified_plan_that_stands(run: Run) -> None:
    run.until("incumbent")
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.02)
    run.process.send_signal(signal.SIGINT)
    code, shown = run.ends()
    assert code == 0 and json.loads(shown)["receipt"]
    assert verify_folder(run.source, run.out) == ()
    assert run.beside() == ["out"]


@pytest.mark.slow
def test_two_signals_before_there_is_a_plan_leave_nothing(run: Run) -> None:
    run.until("stage")
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.02)
    run.process.send_signal(signal.SIGINT)
    code, _ = run.ends()
    assert code == 130
    assert not run.out.parent.exists() or run.beside() == []


def test_a_killed_run_leaves_a_whole_verified_plan(run: Run) -> None:
    run.until("incumbent")
    run.process.kill()
    run.ends()
    assert verify_folder(run.source, run.out) == ()
    assert json.loads((run.out / "plan.json").read_text(encoding="utf-8"))["receipt"]
