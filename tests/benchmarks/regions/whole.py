"""A campaign planned region by region by the command that users have: time, memory of all processes, who is served.

    python -m tests.benchmarks.regions.whole --time-limit 1700
    python -m tests.benchmarks.regions.whole --workers 170000 --time-limit 180
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.recipes import build_scenario

PAGE = os.sysconf("SC_PAGE_SIZE")
SAMPLE_S = 0.5


def main() -> None:
    """Build, plan, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--recipe", default="china-1.7M")
    ask.add_argument("--workers", type=int)
    ask.add_argument("--time-limit", type=int, default=1_700)
    ask.add_argument("--engine", default="local")
    asked = ask.parse_args()
    with TemporaryDirectory() as home:
        scenario = build_scenario(asked.recipe, asked.workers, 7, "heat", Path(home) / "scenario")
        plan = Path(home) / "plan"
        command = [str(Path(sys.executable).with_name("returnline")), "plan", str(scenario), "-o", str(plan)]
        command += ["--engine", asked.engine, "--time-limit", str(asked.time_limit)]
        seconds, peak_bytes = watched(command)
        print(f"{seconds:.1f} s of {asked.time_limit}, all processes together {peak_bytes / 1e6:,.0f} MB at most")
        print_figures(scenario, plan)


def watched(command: list[str]) -> tuple[float, int]:
    """Seconds that a command takes, and the most that it and all its children held at one moment, bytes."""
    began_s, peak_bytes = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak_bytes = max(peak_bytes, sum(map(_resident, _family(process.pid))))
            time.sleep(SAMPLE_S)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.monotonic() - began_s, peak_bytes


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for member in found:
        for task in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except FileNotFoundError:
                continue  # it has just ended
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except FileNotFoundError:
        return 0


def print_figures(scenario: Path, plan: Path) -> None:
    """What plan.json says of itself, who stays behind by reason, and what is used of the offers by mode."""
    head = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    served = head["counts"]["served"]
    cents = next(level["value"] for level in head["objective"] if level["name"] == "cost")
    print(f"served {served:,} of {head['counts']['total']:,}, {cents / 100 / served:.2f} yuan a head")
    print(f"receipt {head['receipt']}, stages {head['timings']}")
    left = Counter[str]()
    for row in _rows(plan / "unserved.csv"):
        left[row["reason"]] += int(row["persons"])
    print(", ".join(f"{reason} {persons:,}" for reason, persons in left.most_common()))
    print(", ".join(f"{mode}: {row}" for mode, row in head["counts"]["by_mode"].items()))
    mode_of = {row["service_id"]: row["mode"] for row in _rows(scenario / "services.csv")}
    offers = Counter((mode_of[row["service_id"]], row["reason"]) for row in _rows(plan / "offers.csv"))
    print(", ".join(f"{mode} {reason} {count}" for (mode, reason), count in sorted(offers.items())))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
