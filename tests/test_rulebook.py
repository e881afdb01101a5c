"""The committed page of rules is the generated one."""

from __future__ import annotations

from planner.data_files import data_path
from planner.rulebook import FILE, entries, rulebook


def test_the_committed_page_says_what_both_lists_say() -> None:
    assert data_path(*FILE).read_text(encoding="utf-8") == rulebook(), "run python -m planner.rulebook"


def test_an_entry_names_both_sides() -> None:
    assert all(entry.kept_by and entry.checked_by for entry in entries())
