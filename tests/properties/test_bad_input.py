"""Campaigns that ask for what cannot be, through the command line: a verified plan or a reasoned status, never a crash,
never an empty success."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import run
from planner.options import PlanOptions
from planner.reference import reasons
from tests.builders import toy_scenario
from tests.builders.edit import header_of, read_rows, set_cells, write_rows

Spoil = Callable[[Path], None]
MUCH = str(10**12)


def every(table: str, **cells: str) -> Spoil:
    """Set cells of all rows of a table."""

    def spoil(folder: Path) -> None:
        write_rows(folder, table, [{**row, **cells} for row in read_rows(folder, table)])

    return spoil


def emptied(*tables: str) -> Spoil:
    """Leave the header of tables alone."""

    def spoil(folder: Path) -> None:
        for table in tables:
            write_rows(folder, table, [], header_of(folder, table))

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return spoil


def one_worker(folder: Path) -> None:
    write_rows(folder, "workers", read_rows(folder, "workers")[:1])
    emptied("heat", "demand")(folder)


def all_sealed(folder: Path) -> None:
    rows = [
        {"adcode": f"{area}", "level": "sealed", "valid_from": "2020-02-01", "valid_to": ""}
        for area in ("33", "34", "42", "52")
    ]
    write_rows(folder, "zones", rows)


def no_window(folder: Path) -> None:
    rows = read_rows(folder, "workers")
    write_rows(folder, "workers", [{**row, "due_at": row["ready_at"]} for row in rows])


def over_before_it_begins(folder: Path) -> None:
    every("workers", ready_at="2020-01-31T08:00+08:00", due_at="2020-02-01T08:00+08:00")(folder)
    every("demand", needed_from="2020-01-01", due_at="2020-01-02T08:00+08:00")(folder)


def prices(cents: str) -> Spoil:
    return both(
        every("coaches", fixed_cents=cents, cents_per_km=cents, driver_day_cents=cents),
        every("services", fixed_cents=cents, unit_cents=cents, seat_cents=cents),
    )


CARRIED: dict[str, Spoil] = {
    "no coach": every("coaches", count="0"),
    "no service": emptied("services"),
    "one worker": one_worker,
    "all for nothing": prices("0"),
    "ten thousand coaches": every("coaches", count="10000", drivers="20000", max_trips=""),
    "demand for a million": every("demand", headcount="1000000"),
    "a service that runs only when full": every("services", min_load="180"),
    "sites that are open for a minute": every("sites", opens="10:00", closes="10:01"),
    "heat without demand": emptied("demand"),
    "demand without heat": emptied("heat"),
}
"""Spoilt in a way that may still leave people a way."""
NOBODY: dict[str, Spoil] = {
    "no coach, no service": both(every("coaches", count="0"), emptied("services")),
    "no table of coaches' rows": both(emptied("coaches", "drivers", "services")),
    "no driver": both(every("coaches", drivers="0"), emptied("drivers")),
    "all ground sealed": all_sealed,
    "windows of a minute": both(
        every("workers", due_at="2020-02-22T08:01+08:00"), emptied("heat", "demand")
    ),
    "sites that take nobody": both(every("sites", intake_per_day="0"), emptied("capacities")),
    "all red": both(every("workers", health_code="red"), emptied("heat", "demand")),
}
"""Nobody can go."""
REFUSED: dict[str, Spoil] = {
    "seats below nothing": every("coaches", seats="-1"),
    "a service without seats": every("services", seats_per_unit="0"),
    "a service without carriages": every("services", units="0"),
    "a price that is no number": every("coaches", fixed_cents="free"),
    "days in disorder": every("coaches", available_from="2020-03-01", available_to="2020-02-01"),
    "half a person": every("demand", headcount="0.5"),
    "windows without length": no_window,
    "over before it begins": over_before_it_begins,
    "a service that wants more than it holds": every("services", min_load="100000"),
}
"""No campaign at all."""
EITHER: dict[str, Spoil] = {"prices of ten billion yuan": prices(MUCH)}
"""The reader's limit decides."""


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlanOptions.__init__, "__defaults__", (60.0, 1, 2, False, 200, lambda: False, True, None))
    monkeypatch.setattr("planner.releasing.MOST_ASKED", 2)


def planned(tmp: Path, spoil: Spoil, *options: str) -> tuple[int, Path]:
    """Exit code of ``returnline plan`` on the little world, spoilt, and the folder that it wrote to."""
    folder = toy_scenario(tmp)
    spoil(folder)
    return run(["plan", str(folder), "-o", str(tmp / "plan"), *(options or ("--deterministic", "--threads", "1"))]), (
        tmp / "plan"
    )


def told(out: Path) -> tuple[int, int]:
    """Persons served and left behind; everybody left has a known reason, and the plan was verified.

    No search calls anything infeasible: what cannot be carried stands in ``unserved.csv``.
    """
    head = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert head["status"] in ("optimal", "feasible")
    assert head["receipt"] and (out / "violations.jsonl").read_text(encoding="utf-8") == ""
    rows = read_rows(out, "unserved")
    assert all(row["reason"] in reasons() and row["detail"] for row in rows)
    assert sum(int(row["persons"]) for row in rows) == head["counts"]["unserved"]
    return head["counts"]["served"], head["counts"]["unserved"]


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_left_of_a_campaign_is_carried(name: str, tmp_path: Path) -> None:
    code, out = planned(tmp_path, CARRIED[name])
    served, left = told(out)
    assert code == (0 if served else 3) and served + left > 0


@pytest.mark.parametrize("name", NOBODY)
def test_where_nobody_can_go_everybody_hears_why(name: str, tmp_path: Path) -> None:
    code, out = planned(tmp_path, NOBODY[name])
    served, left = told(out)
    assert (code, served) == (3, 0) and left > 0
    head = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert head["findings"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_campaign_is_refused_with_its_cells(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = planned(tmp_path, REFUSED[name])
    assert code == 2 and not out.exists()
    assert "row 2" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("name", EITHER)
def test_absurd_prices_are_planned_or_refused(name: str, tmp_path: Path) -> None:
    code, out = planned(tmp_path, EITHER[name])
    assert code == 2 if not out.exists() else (code == 0 and told(out)[0] > 0)


def test_a_second_is_enough_for_a_verified_plan_or_a_reason(tmp_path: Path) -> None:
    code, out = planned(tmp_path, every("sites", opens="00:00"), "--time-limit", "1", "--threads", "1")
    assert code == 3 and not out.exists() if not (out / "plan.json").exists() else code == 0 and told(out)[0] > 0


def test_nobody_on_the_lists_is_nobody_to_carry(tmp_path: Path) -> None:
    code, out = planned(tmp_path, emptied("workers", "heat", "demand"))
    assert code in (0, 2)
    assert code == 2 or told(out) == (0, 0)


def test_the_spoilt_cells_are_those_meant(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    set_cells(folder, "coaches", {"fleet_id": "NB"}, count="7")
    every("coaches", count="0")(folder)
    assert {row["count"] for row in read_rows(folder, "coaches")} == {"0"}
