from __future__ import annotations

import pytest

from planner.publish.guarded import guarded, one_line
from tests.publish.hostile import FORMULAS


@pytest.mark.parametrize("text", ["宁波站", "rail:NGH", "T-FXU-0218#1", "1+1", "", "  ", "甲=乙"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_what_begins_like_a_formula_gets_a_mark_however_it_hides() -> None:
    for text in ("=1", "+1", "-1", "@x", "\t=1", "\u200b=1", "\ufeff=1", "\u00a0-1", "＝1", "－1", "|x", "%x"):
        assert guarded(text) == f"'{text}", repr(text)


def test_different_texts_stay_different() -> None:
    texts = {*FORMULAS, *(f"'{text}" for text in FORMULAS), *(f"''{text}" for text in FORMULAS)}
    assert len({guarded(text) for text in texts}) == len(texts)


def test_a_name_becomes_one_line() -> None:
    assert one_line("a\r\n\x00b\u2028c\n") == "a b c"
