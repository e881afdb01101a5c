"""Whatever can be found in a list has words in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

from api.lists.contract import list_table
from api.lists.wording import CELLS_ZH, FILES, cell_zh, file_words

OF_OTHER_TABLES = {
    "out_of_range", "not_a_share", "not_a_number", "not_a_time", "not_an_area", "unknown_area", "empty_part",
    "duplicate",
    "swapped_lon_lat", "self_reference", "wrong_kind", "gap_in_sequence", "contradiction", "reserved_id", "no_header",
    "unknown_column", "unnamed_column",
}  # fmt: skip
"""Codes of the planner that no column of a list can have, or that are settled before its cells are read."""


def codes(pattern: str, *places: str) -> set[str]:
    """Codes that stand in the source."""
    root = Path(__file__).resolve().parents[3]
    files = [file for place in places for file in sorted(root.glob(place))]
    return {code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_code_of_a_cell_has_a_sentence() -> None:
    found = codes(r'BadCell\(\s*"(\w+)"', "api/lists/*.py", "planner/ingest/cells.py", "planner/ingest/frame.py")
    found |= codes(r'frame\.problem\(\s*index, [\w"]+, "(\w+)"', "planner/ingest/checks.py")
    found |= codes(r'report\.(?:row|file)\(\s*[\w.]+,(?: \w+,)?\s*"(\w+)"', "planner/ingest/rawtable.py",
        "planner/ingest/headers.py")
    assert len(found) > 30
    assert found - set(CELLS_ZH) - OF_OTHER_TABLES - {"unknown_value", "broken_csv"} == set()


def test_every_code_of_a_file_has_a_sentence() -> None:
    found = codes(r'Refused\(\s*"(\w+)"', "api/lists/*.py")
    assert len(found) > 15 and found <= set(FILES)
    assert file_words("too_many_rows", "300,000")[1].endswith("(300,000)")


def test_a_choice_names_its_words() -> None:
    assert cell_zh("unknown_value", list_table(False).column("health_code")) == "应为：绿码、黄码、红码"
