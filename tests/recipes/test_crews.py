"""Named drivers and escorts of a recipe."""

from dataclasses import replace

from planner.recipes.carrier_facts import DriverListFacts, EscortFacts
from planner.recipes.crews import driver_table, escort_table
from planner.recipes.facts import Facts, facts_of


def _facts() -> Facts:
    return replace(
        facts_of("toy"),
        drivers=(DriverListFacts("NB49", 6, not_whitelisted=2, yellow=1),),
        escorts=(EscortFacts("M", "medic", "330206", 3),),
    )


def test_a_list_holds_those_off_the_white_list_then_the_yellow_then_the_rest() -> None:
    rows = list(zip(*driver_table(_facts(), 60).data, strict=True))
    assert [(white, code) for _, _, white, code in rows] == [
        (False, "green"), (False, "green"), (True, "yellow"), (True, "green"), (True, "green"), (True, "green"),
    ]  # fmt: skip
    assert rows[0][:2] == ("NB49-D001", "NB49")


def test_escorts_are_there_from_the_moment_of_planning_until_the_coaches_are_home() -> None:
    table = escort_table(_facts(), 60)
    assert table.columns == ("escort_id", "kind", "base_adcode", "available_from", "available_to")
    rows = list(zip(*table.data, strict=True))
    assert [row[0] for row in rows] == ["M1", "M2", "M3"]
    assert {row[1:] for row in rows} == {("medic", "330206", "2020-02-14T09:00", "2020-02-26")}


def test_lists_grow_with_the_workers() -> None:
    assert driver_table(_facts(), 120).rows == 12
    assert escort_table(_facts(), 120).rows == 6


def test_a_recipe_without_crews_has_empty_tables() -> None:
    assert driver_table(facts_of("toy"), 60).rows == escort_table(facts_of("toy"), 60).rows == 0
