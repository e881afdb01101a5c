"""Figures say where, when and by what they were made."""

from __future__ import annotations

from planner.commands.bench_machine import LIBRARIES, asked, machine_here, made_now


def test_a_command_is_told_without_where_its_figures_go() -> None:
    words = ["bench", "-o", "/somewhere", "--ladder", "--json", "--resume", "--out", "x", "--seed", "7"]
    assert asked(words) == "returnline bench --ladder --seed 7"
    assert asked(["bench", "-o"]) == "returnline bench"
    assert asked(["bench", "--instances", "/somewhere", "--seed", "7"]) == "returnline bench --instances DIR --seed 7"


def test_machine_code_and_libraries_are_named() -> None:
    here, made = machine_here(), made_now()
    assert here.cores >= 1 and here.memory_bytes > 1e8 and here.model in str(here)
    assert set(made.libraries) == set(LIBRARIES) and "+" in made.code and len(made.on) == 10
