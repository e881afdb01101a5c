"""Reads of a published schedule under load, by wrk, while a worker makes a plan.

``python -m tests.faults.load [--postgres]`` prints requests a second and the spread of times, on the embedded database
or on a private PostgreSQL; it needs the Debian package wrk.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.operation.logs import set_up_logs
from tests.api.campaigns import PLANS, QUICK, ask, begin_campaign
from tests.api.campaigns import worker as worker_in_process
from tests.api.people import people
from tests.faults.service import ADDRESS, database, kill, one, server, settle, worker

GOAL_PER_S, GOAL_P99_MS = 500, 100
PLAN_S = 600.0
PLANS_WAITING = 30
"""A small campaign may be ready long before the time is over; the worker goes on with the next plan then."""
UNFINISHED = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"
UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}
"""Milliseconds of wrk's units."""


@dataclass(frozen=True)
class Measured:
    """What wrk has seen."""

    per_s: float
    p50_ms: float
    p99_ms: float
    errors: str

    @classmethod
    def of(cls, told: str) -> Measured:
        """Read from what wrk prints."""
        spread = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", told, re.MULTILINE))
        rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
        errors = re.search(r"(?:Socket errors|Non-2xx).*", told)
        assert rate is not None, told
        return cls(float(rate[1]), _ms(spread["50"]), _ms(spread["99"]), errors[0] if errors else "none")


def _ms(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)(us|ms|s)", text)
    assert found is not None, text
    return float(found[1]) * UNITS_MS[found[2]]


@dataclass(frozen=True)
class Reading:
    """Addresses that are read in turn, and by whom: an account's token where schedules are not public."""

    title: str
    paths: tuple[str, ...]
    token: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the service is told by its environment."""
        return {"RETURNLINE_PUBLIC_SCHEDULES": "true" if self.token is None else "false"}

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        own = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return {"Accept-Encoding": "gzip", **own}


def published(folder: Path, kind: str) -> list[Reading]:
    """A database with a published schedule and other plans that are asked for; what is read of it.

    Parameters
    ----------
    kind : str
        ``sqlite`` or ``postgres``.
    """
    with people(folder, kind) as house:
        if kind == "postgres":
            (folder / ADDRESS).write_text(house.settings.db_url, encoding="utf-8")
        begin_campaign(house)
        plan_id = ask(house).json()["plan_id"]
        assert worker_in_process(house).step()
        for act, who in (("approve", "bureau2"), ("publish", "bureau")):
            tag = house.client("bureau").get(f"{PLANS}/{plan_id}").headers["etag"]
            answer = house.client(who).post(f"{PLANS}/{plan_id}/{act}", headers={"if-match": tag})
            assert answer.status_code == 200, answer.text
        here = f"/api/v1/schedules/{answer.json()['schedule_id']}"
        trip = house.anonymous.get(f"{here}/trips").json()["items"][0]
        long = {**QUICK, "time_limit_s": PLAN_S, "deterministic": False, "iterations": 10_000_000}
        for number in range(PLANS_WAITING):
            assert ask(house, key=f"long {number}", **long).status_code == 202
        token = house.tokens["gate"]
    settle(folder)
    again(folder)
    items = here.replace("/schedules/", "/ogc/schedules/") + "/collections/trips/items?limit=100"
    parts = (f"{here}/trips?limit=100", f"{here}/trips?mode=coach", trip["stop_times"], f"{here}/geojson", items)
    whole = (here, "/api/v1/schedules?status=current", *parts)
    return [
        Reading("parts of a schedule", parts), Reading("parts, the schedule itself, and which one is in force", whole),
        Reading("the same by an account, where schedules are not public", whole, token),
    ]  # fmt: skip


def wrk(address: str, reading: Reading, seconds: int, connections: int, folder: Path) -> Measured:
    """Read all paths in turn."""
    script = folder / "paths.lua"
    listed = ", ".join(f'"{path}"' for path in reading.paths)
    headers = ", ".join(f'["{name}"] = "{value}"' for name, value in reading.headers.items())
    script.write_text(
        f"local paths = {{{listed}}}\nlocal headers = {{{headers}}}\nlocal turn = 0\n"
        "request = function()\n  turn = turn % #paths + 1\n"
        '  return wrk.format("GET", paths[turn], headers)\nend\n',
        encoding="utf-8",
    )
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    return Measured.of(done.stdout)


def seconds_of(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, reading: Reading, seconds: int, connections: int) -> Measured:
    """Read from a server of its own, warmed up; prints what was seen."""
    with server(folder, given=reading.settings) as (process, address):
        for path in reading.paths:
            assert httpx.get(address + path, headers=reading.headers, timeout=300).status_code == 200, path
        wrk(address, reading, 1, connections, folder)
        begin = seconds_of(process.pid or 0)
        found = wrk(address, reading, seconds, connections, folder)
        each_ms = (seconds_of(process.pid or 0) - begin) / max(found.per_s * seconds, 1) * 1_000
    spread = f"p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms"
    print(f"  {found.per_s:,.0f} a second, {spread}; errors: {found.errors}")
    print(f"  {each_ms:.2f} ms of processor time for each", flush=True)
    return found


def until_solving(folder: Path) -> None:
    """Wait until the plan's search has begun."""
    end = time.monotonic() + PLAN_S
    while not one(folder, "SELECT count(*) FROM job_events WHERE kind = 'progress'"):
        assert time.monotonic() < end, "no plan is being made"
        time.sleep(0.2)


def main(arguments: list[str]) -> int:
    """Measure alone and while a plan is made, print, and compare the latter with the goal; 1 where it is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is missing: apt-get install wrk", file=sys.stderr)
        return 2
    set_up_logs("critical")
    with tempfile.TemporaryDirectory(prefix="returnline-load-") as name:
        folder = Path(name)
        kind = "postgres" if asked.postgres else "sqlite"
        readings = published(folder, kind)
        load = os.getloadavg()[0]
        print(f"reads of a published schedule, {asked.connections} connections, {os.cpu_count()} cores, {kind},")
        print(f"load average of the machine before: {load:.1f}")
        found = []
        for reading in readings:
            print(f"{reading.title}, the server alone:")
            measure(folder, reading, asked.seconds, asked.connections)
            planning = worker(folder)
            try:
                until_solving(folder)
                print(f"{reading.title}, while a plan is made:")
                found.append(measure(folder, reading, asked.seconds, asked.connections))
                assert one(folder, UNFINISHED), "all plans were ready too early"
            finally:
                kill(planning)
            again(folder)
    print(f"goal: {GOAL_PER_S} a second, p99 {GOAL_P99_MS} ms")
    return 0 if all(map(reached, found)) else 1


def reached(found: Measured) -> bool:
    """Whether the goal is met."""
    return found.per_s >= GOAL_PER_S and found.p99_ms <= GOAL_P99_MS and found.errors == "none"


def again(folder: Path) -> None:
    """Let the next worker begin the plan anew."""
    with database(folder) as connection:
        connection.execute("DELETE FROM job_events WHERE kind = 'progress'")
        connection.execute("UPDATE jobs SET state = 'queued', attempt = 0, lease_until = 0 WHERE state = 'running'")
        connection.commit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
