from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain.place import Level
from planner.errors import BadInput
from planner.verify.read.scenario import read_scenario
from tests.builders import edit_text, toy_scenario


def test_chinese_headers_words_and_encodings_are_read(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    text = "地区代码,等级,起始,截止\n341225,中风险,2020-02-10,\n"
    (folder / "zones.csv").write_bytes(text.encode("gb18030"))
    assert [(zone.adcode, zone.level) for zone in read_scenario(folder).zones] == [("341225", Level.MEDIUM)]


def test_tables_that_are_not_there_are_empty(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    (folder / "mode_bans.csv").unlink()
    assert read_scenario(folder).mode_bans == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [('end = "2020-02-29"', 'end = "soon"'), ('as_of = "2020-02-20T08:00+08:00"\n', ""), ("[campaign]", "[campaign")],
)
def test_settings_that_cannot_be_read_are_bad_input(tmp_path: Path, old: str, new: str) -> None:
    folder = toy_scenario(tmp_path)
    edit_text(folder / "scenario.toml", old, new)
    with pytest.raises(BadInput):
        read_scenario(folder)


def test_a_folder_without_settings_and_a_file_that_is_no_workbook_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"scenario\.toml"):
        read_scenario(tmp_path)
    book = tmp_path / "scenario.xlsx"
    book.write_bytes(b"PK no workbook")
    with pytest.raises(BadInput, match="workbook"):
        read_scenario(book)


def test_areas_that_are_no_geojson_are_bad_input(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    (folder / "zones.geojson").write_text('{"features": [{"properties": {}}]}', encoding="utf-8")
    with pytest.raises(BadInput, match="zones"):
        read_scenario(folder)
