"""The scenario's part of the data dictionary names everything that can be written."""

from __future__ import annotations

from planner.ingest.campaign import SECTIONS
from planner.ingest.columns import TABLES
from planner.ingest.dictionary import markdown_table, scenario_section


def test_every_table_column_header_and_value_is_named() -> None:
    text = scenario_section()
    for contract in TABLES:
        assert f"### {contract.name} ({contract.zh})" in text
        for column in contract.columns:
            assert f"`{column.name}`" in text
            assert column.zh in text
            assert all(f"`{choice.value}` {choice.zh}" in text for choice in column.choices)


def test_every_setting_is_named() -> None:
    text = scenario_section()
    assert all(f"{section}.{key}" in text for section, keys in SECTIONS.items() for key in keys)


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert markdown_table(("a",), [("x|y",)]) == ["| a |", "|---|", "| x/y |"]
