from __future__ import annotations

import pytest

from tests.builders import edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a worker fetched before being ready": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W01"}, ready_at="2020-02-24T06:01+08:00"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C1"}, ready_at="2020-02-24T06:01+08:00"),
    ),
    "a worker handed over after due": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W12"}, due_at="2020-02-25T09:59+08:00"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C3"}, due_at="2020-02-25T09:59+08:00"),
    ),
    "an anonymous cohort fetched too early": lambda t: set_cells(
        t.plan, "cohorts", {"cohort_id": "H1"}, ready_at="2020-02-24T20:01+08:00"
    ),
    "an anonymous cohort due earlier": lambda t: set_cells(
        t.plan, "cohorts", {"cohort_id": "H1"}, due_at="2020-02-25T09:09+08:00"
    ),
    "a site that is closed": lambda t: set_cells(t.scenario, "sites", {"site_id": "S1"}, closes="09:59"),
    "a site that opens later": lambda t: set_cells(t.scenario, "sites", {"site_id": "S2"}, opens="09:11"),
    "a pick-up that is closed": lambda t: set_cells(t.scenario, "stops", {"stop_id": "P2"}, opens="07:16"),
    "a station with night hours": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "NGB"}, opens="22:00", closes="05:00"
    ),
    "a campaign that begins later": lambda t: edit_text(
        t.scenario / "scenario.toml", 'start = "2020-02-22"', 'start = "2020-02-25"'
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_departures_and_arrivals_outside_their_windows_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"objective"} == {"windows"}


def test_a_stock_out_day_moves_the_due_moment_to_its_midnight(toy: Toy) -> None:
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E1"}, stock_out_on="2020-02-25")
    assert broken_by(toy) == {"coverage", "windows"}


def test_trips_after_the_campaign_are_caught(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", 'end = "2020-02-29"', 'end = "2020-02-24"')
    assert broken_by(toy) == {"coverage", "windows"}


def test_hours_past_midnight_hold_a_night_arrival(toy: Toy) -> None:
    set_cells(toy.scenario, "stops", {"stop_id": "GYB"}, opens="16:00", closes="02:00")
    assert broken_by(toy) == set()


PROMISES: dict[str, Change] = {
    "a coach that leaves after the promise": lambda t: edit_text(
        t.scenario / "scenario.toml", "promise_s = 172800", "promise_s = 165599"
    ),
    "a request made earlier": lambda t: set_cells(
        t.scenario, "workers", {"worker_id": "W03"}, requested_at="2020-02-22T05:59+08:00"
    ),
    "an arrival after the promise": lambda t: edit_text(
        t.scenario / "scenario.toml", 'promise_to = "boarding"', 'promise_to = "arrival"'
    ),
}


@pytest.mark.parametrize("change", PROMISES.values(), ids=PROMISES.keys())
def test_broken_promises_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"windows"}


def test_a_promise_is_kept_to_the_second(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", "promise_s = 172800", "promise_s = 165600")
    assert broken_by(strict) == set()
    edit_text(strict.scenario / "scenario.toml", 'promise_s = 165600\npromise_to = "boarding"',
              'promise_s = 201300\npromise_to = "arrival"')  # fmt: skip
    assert broken_by(strict) == set()
