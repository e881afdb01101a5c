from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import api.pages
from api.pages.words import WORDS, Words
from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole
from planner.domain.service import Mode

TEMPLATES = Path(api.pages.__file__).parent / "templates"


def test_both_languages_say_something_with_the_same_values() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese, key
        assert english, key
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (chinese, english)]
        assert fields[0] == fields[1], key


def test_every_word_that_a_page_asks_for_is_there() -> None:
    asked = {k for path in TEMPLATES.glob("*.html") for k in re.findall(r"\bt\('(\w+)'[,)]", path.read_text("utf-8"))}
    values = {*Mode, *LegRole, *Activity, *(level.name.lower() for level in Level), *(f"n_{mode}" for mode in Mode)}
    assert asked | {str(value) for value in values} <= set(WORDS)


def test_no_word_is_left_over() -> None:
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    values = {str(v) for v in (*Mode, *LegRole, *Activity)} | {level.name.lower() for level in Level}
    unused = {key for key in WORDS if f"'{key}'" not in text and key not in values and not key.startswith("n_")}
    assert not unused


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("zh")("nothing")
