from __future__ import annotations

import pytest
from starlette.requests import Request

from api.language import language_of, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "zh"), ("fr", "zh"), ("en", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en;q=0.1,zh;q=0.2", "zh"),
     ("zh;q=0,en;q=0.5", "en"), ("en;q=much", "zh"), (";;;,,", "zh")],
)  # fmt: skip
def test_the_better_liked_of_two_languages_wins_and_chinese_is_the_default(header: str, language: str) -> None:
    assert preferred(header) == language


def test_an_explicit_wish_in_the_address_wins_over_the_header() -> None:
    scope = {"type": "http", "query_string": b"lang=en", "headers": [(b"accept-language", b"zh")]}
    assert language_of(Request(scope)) == "en"
