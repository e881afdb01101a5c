from __future__ import annotations

import pytest

from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "one seat more than the cap allows": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, usable_seats="25"),
    "one seat less than the rules leave": lambda t: set_cells(t.plan, "trips", {"trip_id": "F1"}, usable_seats="17"),
    "a carriage above its cap": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, usable_seats="60"),
    "a level too low": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, level="low"),
    "a level too high": lambda t: set_cells(t.plan, "trips", {"trip_id": "L1"}, level="high"),
    "the seat of an escort": lambda t: set_cells(t.plan, "trips", {"trip_id": "L1"}, usable_seats="37"),
    "another rule set": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, rule_version="toy-pack@2020-02-28"),
    "a stricter cap": lambda t: edit_text(t.pack, 'share = "0.5" },\n]', 'share = "0.4" },\n]'),
    "a cap by level": lambda t: edit_text(
        t.pack, "caps = [\n", 'caps = [\n  { mode = "coach", scope = "*", level = "medium", share = "0.4" },\n'
    ),
    "a level that rises the day before": lambda t: set_cells(t.scenario, "zones", {"adcode": "341225"}, level="high"),
    "an override of the scenario": lambda t: edit_text(
        t.scenario / "scenario.toml",
        "max_pickups = 2",
        'caps = [{ mode = "coach", scope = "inter_city", level = "*", share = "0.25" }]',
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_usable_seats_against_the_cap_in_force_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"load_cap"}


def test_a_rule_set_that_begins_at_departure_is_in_force(toy: Toy) -> None:
    edit_text(toy.pack, '"2020-02-28"', '"2020-02-25"')
    assert "load_cap" in broken_by(toy)


def test_a_level_on_the_way_counts_only_where_the_pack_says_so(toy: Toy) -> None:
    set_cells(toy.scenario, "zones", {"adcode": "340181"}, valid_to="")
    assert broken_by(toy) == set()
    edit_text(toy.pack, "path_levels = false", "path_levels = true")
    assert broken_by(toy) == {"load_cap"}


def test_a_sub_county_area_counts_for_the_stops_inside(toy: Toy) -> None:
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":"330206","level":"high",'
        '"valid_from":"2020-02-20"},"geometry":{"type":"Polygon","coordinates":[[[121.8,29.8],[121.9,29.8],[121.9,30],'
        "[121.8,30],[121.8,29.8]]]}}]}"
    )
    (toy.scenario / "zones.geojson").write_text(text, encoding="utf-8")
    assert broken_by(toy) == {"load_cap"}


def test_a_level_that_changes_while_the_coach_stands_counts(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="341226", level="high", valid_from="2020-02-24T07:15")
    assert broken_by(toy) == {"load_cap", "stop_ban"}


def test_the_level_of_a_test_site_counts_as_that_of_a_stop(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="330282", level="high", valid_from="2020-02-24")
    assert broken_by(toy) == {"load_cap", "stop_ban"}
