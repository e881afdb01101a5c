"""Engines give each result once, whatever happens to their processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from planner.errors import BadPolicy, BadUsage, EngineError
from planner.regions.engines import LocalEngine, Numbered, Work, engine_of
from tests.regions import work


def _run(workers: int, of: Work, tasks: Sequence[bytes]) -> list[Numbered]:
    with LocalEngine(workers).crew() as crew:
        return list(crew.run(of, tasks))


def test_all_results_come_once_with_the_number_of_their_task() -> None:
    tasks = [str(n).encode() for n in range(5)]
    found = _run(2, work.echo, tasks)
    assert sorted(found) == [(n, b"done " + task) for n, task in enumerate(tasks)]


def test_tasks_are_taken_as_there_is_room_for_them() -> None:
    taken = []

    def tasks() -> Iterator[bytes]:
        for n in range(6):
            taken.append(n)
            yield b"x"

    with LocalEngine(2).crew() as crew:
        results = crew.run(work.echo, tasks())
        next(results)
        assert len(taken) <= 4
        assert len(list(results)) == 5


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    tasks = [f"{tmp_path / 'flag'} {n}".encode() for n in range(4)]
    found = _run(2, work.die_once, tasks)
    assert sorted(found) == list(enumerate(tasks))


def test_a_task_that_kills_every_process_is_named() -> None:
    with pytest.raises(EngineError, match="ended 3 times under task 1"):
        _run(1, work.die, [b"x"])


def test_an_error_of_the_work_is_that_of_the_run() -> None:
    with pytest.raises(BadPolicy, match="no rule set for A"):
        _run(1, work.refuse, [b"A"])


def test_processes_stay_for_the_next_run_and_each_is_warmed_once(tmp_path: Path) -> None:
    with LocalEngine(2).crew() as crew:
        assert crew.workers == 2
        crew.warm(work.tell_pid, f"{tmp_path} warm".encode())
        list(crew.run(work.tell_pid, [f"{tmp_path} a{n}".encode() for n in range(2)]))
        list(crew.run(work.tell_pid, [f"{tmp_path} b{n}".encode() for n in range(2)]))
    began = [path.name.partition("-") for path in tmp_path.iterdir()]
    warmed = [pid for name, _, pid in began if name == "warm"]
    assert len(warmed) == len(set(warmed)) == 2
    assert {pid for _, _, pid in began} == set(warmed)


def test_a_process_killed_while_it_warms_up_loses_nothing(tmp_path: Path) -> None:
    tasks = [f"{tmp_path} {n}".encode() for n in range(3)]
    with LocalEngine(2).crew() as crew:
        crew.warm(work.die, b"")
        assert sorted(crew.run(work.echo, tasks)) == [(n, b"done " + task) for n, task in enumerate(tasks)]


def test_no_tasks_no_results() -> None:
    assert _run(2, work.echo, []) == []


def test_engines_are_named_by_text() -> None:
    assert (engine_of("local", 3).name, engine_of("local", 3).workers) == ("local", 3)
    assert engine_of("dask://127.0.0.1:8786", 2).name == "dask at tcp://127.0.0.1:8786"


@pytest.mark.parametrize("text", ["", "dask", "dask://", "dask://host", "dask://:8786", "tcp://a:1", "dask://a:b"])
def test_other_texts_are_wrong_usage(text: str) -> None:
    with pytest.raises(BadUsage, match="neither local nor dask"):
        engine_of(text, 2)
