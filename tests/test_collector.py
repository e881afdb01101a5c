"""The collector rests while a campaign is planned, and goes on as before afterwards."""

from __future__ import annotations

import gc

import pytest

from planner.collector import collector_paused


def test_it_rests_inside_and_runs_again_after_an_error_too() -> None:
    rested = []

    def work() -> None:
        with collector_paused():
            rested.append(not gc.isenabled())
            raise ValueError

    assert gc.isenabled()
    with pytest.raises(ValueError):
        work()
    assert rested == [True] and gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
