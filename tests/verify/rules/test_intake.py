from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

WINDOW = {"adcode": "330200"}
CORRUPTIONS: dict[str, Change] = {
    "a site that takes fewer a day": lambda t: set_cells(t.scenario, "sites", {"site_id": "S1"}, intake_per_day="21"),
    "a day with fewer places": lambda t: set_cells(t.scenario, "capacities", {"kind": "intake"}, amount="6"),
    "a row that overrides the site": lambda t: add_row(
        t.scenario, "capacities", kind="intake", place_id="S1", date="2020-02-24", amount="20"
    ),
    "a yellow light without a figure": lambda t: set_cells(
        t.scenario, "sites", {"site_id": "S1"}, intake_per_day=""
    ),
    "a window that admits fewer": lambda t: set_cells(t.scenario, "intake_windows", WINDOW, share="0.64"),
    "a window for all industries that admits fewer": lambda t: add_row(
        t.scenario, "intake_windows", adcode="33", valid_from="2020-02-24", valid_to="2020-02-24", share="0.5"
    ),
    "a window that counts earlier arrivals": lambda t: set_cells(
        t.scenario, "intake_windows", {"adcode": "330206"}, share="0.94"
    ),
    "a window of the province": lambda t: add_row(
        t.scenario, "intake_windows", adcode="330000", industry="toys", valid_from="2020-02-25", share="0.9"
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_more_arrivals_than_a_site_may_take_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"intake"}


def test_without_a_factor_a_yellow_light_leaves_the_whole_intake(toy: Toy) -> None:
    set_cells(toy.scenario, "sites", {"site_id": "S1"}, intake_per_day="11")
    assert broken_by(toy) == set()
    set_cells(toy.scenario, "sites", {"site_id": "S1"}, intake_per_day="10")
    assert [(v.rule, v.value, v.limit) for v in judge(toy)] == [("intake", "11", "10")]


def test_a_resolved_visit_gives_the_intake_back(strict: Toy) -> None:
    set_cells(strict.scenario, "sites", {"site_id": "S1"}, intake_per_day="12")
    assert broken_by(strict) == {"intake"}
    add_row(strict.scenario, "inspections", enterprise_id="E1", date="2020-02-24", missing_items="0", resolved="true")
    assert broken_by(strict) == set()


def test_other_industries_other_areas_and_other_days_are_free(strict: Toy) -> None:
    for adcode, industry, until in (("330206", "shoes", ""), ("330203", "", ""), ("33", "", "2020-02-23")):
        row = {"adcode": adcode, "industry": industry, "valid_from": "2020-02-20", "valid_to": until}
        add_row(strict.scenario, "intake_windows", **row, share="0")
    assert broken_by(strict) == set()


def test_a_site_without_figures_takes_all(toy: Toy) -> None:
    drop_rows(toy.scenario, "capacities", kind="intake")
    drop_rows(toy.scenario, "intake_windows", adcode="330200")
    drop_rows(toy.scenario, "intake_windows", adcode="330206")
    set_cells(toy.scenario, "sites", {"site_id": "S1"}, intake_per_day="")
    assert broken_by(toy) == set()
