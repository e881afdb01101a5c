from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.paging import decode_cursor, encode_cursor
from api.problems import Problem


@given(st.integers(-(2**62), 2**62), st.text(max_size=30))
def test_a_cursor_gives_back_the_key_it_was_made_of(number: int, text: str) -> None:
    assert decode_cursor(encode_cursor(number, text), (int, str)) == (number, text)


@given(st.text(max_size=60))
def test_a_cursor_made_up_by_somebody_is_a_problem_and_never_a_crash(text: str) -> None:
    with contextlib.suppress(Problem):
        assert isinstance(decode_cursor(text, (int,))[0], int)


@pytest.mark.parametrize("key", [("a",), (1, 2), (), (2**63,), (True,), (1.5,)])
def test_a_cursor_of_another_collection_is_refused(key: tuple[int, ...]) -> None:
    with pytest.raises(Problem):
        decode_cursor(encode_cursor(*key), (int,))
