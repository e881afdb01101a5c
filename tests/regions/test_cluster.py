"""A real Dask cluster: results come once, workers may die, what is missing is said."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.errors import EngineError
from planner.options import PlanOptions
from planner.regions import cluster as module
from planner.regions.cluster import DaskCrew, DaskEngine
from planner.regions.coordinate import Dividing, plan_by_regions
from planner.regions.engines import Engine, Numbered, Work
from planner.regions.sources import code_version
from planner.run_clock import RunClock
from tests.regions import work
from tests.regions.clusters import Cluster, cluster
from tests.regions.inline import Inline


@pytest.fixture(autouse=True)
def _code_as_it_stands() -> None:
    """What another test worked out of the sources is forgotten."""
    code_version.cache_clear()


def test_all_results_come_though_a_worker_is_killed_under_its_task(tmp_path: Path) -> None:
    seen, tasks = tmp_path / "seen", [f"{tmp_path / 'seen'} t{n}".encode() for n in range(4)]
    seen.mkdir()
    with cluster(tmp_path, 2) as running:
        engine = DaskEngine(running.address)
        _wait_for_workers(running.address, 2)
        assert engine.workers == 2
        killed: list[int] = []
        killer = threading.Thread(target=_kill_first, args=(seen, killed))
        killer.start()
        found = _run(engine, work.tell_pid, tasks)
        killer.join()
    assert sorted(found) == [(n, f"t{n}".encode()) for n in range(4)]
    begun = [path.name.partition("-") for path in seen.iterdir()]
    assert killed
    assert len(begun) > len(tasks), "the task of the killed worker began again"


def _run(engine: DaskEngine, of: Work, tasks: Sequence[bytes]) -> list[Numbered]:
    with engine.crew() as crew:
        return list(crew.run(of, tasks))


def _kill_first(seen: Path, killed: list[int]) -> None:
    """Kill -9 whoever tells of a task first, in the midst of it."""
    while not killed:
        for path in seen.iterdir():
            pid = int(path.name.rpartition("-")[2])
            time.sleep(0.5)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
            return
        time.sleep(0.05)


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


@contextmanager
def _crew(home: Path, count: int) -> Iterator[tuple[Cluster, DaskCrew, Path]]:
    """A cluster of so many workers, its crew, and a folder for what they tell."""
    seen = home / "seen"
    seen.mkdir()
    with cluster(home, count) as running:
        _wait_for_workers(running.address, count)
        with DaskEngine(running.address).crew() as crew:
            yield running, crew, seen


def test_every_worker_warms_up_once(tmp_path: Path) -> None:
    with _crew(tmp_path, 2) as (_, crew, seen):
        crew.warm(work.tell_pid, f"{seen} warm".encode())
        found = list(crew.run(work.tell_pid, [f"{seen} t{n}".encode() for n in range(3)]))
    assert sorted(found) == [(n, f"t{n}".encode()) for n in range(3)]
    began = [path.name.partition("-") for path in seen.iterdir()]
    warmed = [pid for name, _, pid in began if name == "warm"]
    assert len(warmed) == len(set(warmed)) == 2
    assert {pid for _, _, pid in began} == set(warmed)


def test_a_scheduler_that_does_not_answer_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(EngineError, match=address):
            _run(DaskEngine(address), work.echo, [b"x"])


@pytest.mark.slow
def test_a_scheduler_that_dies_under_way_is_an_error_that_names_it(tmp_path: Path) -> None:
    with _crew(tmp_path, 1) as (running, crew, seen):
        results = crew.run(work.tell_pid, [f"{seen} t{n}".encode() for n in range(3)])
        assert next(results)[1].startswith(b"t")
        running.processes[0].kill()
        with pytest.raises(EngineError, match=running.address):
            list(results)


@pytest.mark.slow
def test_a_cluster_without_workers_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_S", 2)
    with cluster(tmp_path, 0) as running, pytest.raises(EngineError, match="no worker"):
        _run(DaskEngine(running.address), work.echo, [b"x"])


@pytest.mark.slow
def test_workers_of_other_code_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "code_version", _other)
    with cluster(tmp_path, 1) as running:
        _wait_for_workers(running.address, 1)
        engine = DaskEngine(running.address)
        with pytest.raises(EngineError, match="install the same"):
            _run(engine, work.echo, [b"x"])


@pytest.mark.slow
def test_counted_work_gives_the_same_plan_as_without_a_cluster_though_a_worker_is_killed(
    nation: Scenario, policy: Policy, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        """Kill -9 one of the workers as the first region is in: both are at the next ones then."""
        if "regions," in progress.message and not killed:
            killed.append(running.processes[-1].pid)
            running.processes[-1].kill()

    with cluster(tmp_path, 2) as running:
        _wait_for_workers(running.address, 2)
        found = _plan(nation, policy, DaskEngine(running.address), kill)
    assert killed
    assert found == _plan(nation, policy, Inline())


def _plan(
    scenario: Scenario, policy: Policy, engine: Engine, report: Callable[[Progress], None] = lambda _: None
) -> Plan:
    clock = RunClock(PlanOptions(deterministic=True, iterations=40), report)
    return replace(plan_by_regions(scenario, policy, engine, Dividing(60), clock), plan_id="", timings={})


def _other() -> str:
    """A version that differs from process to process."""
    return f"0.0+{os.getpid()}"
