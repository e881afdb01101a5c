"""A real Dask cluster on loopback: a scheduler and workers as processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0


@dataclass
class Cluster:
    """Processes of a cluster; all are ended when the test is over."""

    home: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def spawn(self, name: str, *arguments: str) -> Path:
        """Start a part of the cluster; the file that it writes its log to."""
        log = self.home / f"{name}.log"
        command = [sys.executable, "-m", "distributed.cli.dask_" + name.partition("-")[0], *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"}
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=self.home)
        self.processes.append(process)
        return log

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        """One more worker with one thread and no nanny; it has loaded the code when it joins."""
        preload = ("--preload", "planner.regions.task")
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0", "--name", name, *preload)
        self.spawn(f"worker-{name}", self.address, *options, "--local-directory", str(self.home / name))
        return self.processes[-1]


@contextmanager
def cluster(home: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler and so many workers."""
    found = Cluster(home)
    try:
        log = found.spawn("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        found.address = _address(log)
        for number in range(workers):
            found.worker(f"w{number}")
        yield found
    finally:
        for process in reversed(found.processes):
            process.kill()
            process.wait()


def _address(log: Path) -> str:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if match := re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
            return match.group()
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))
