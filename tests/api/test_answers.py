"""What all resources answer alike."""

from __future__ import annotations

import json

import pytest

from api.answers import adds, conflict, edits, existing, fresh, invalid, page_of, pages, published, reads
from api.paging import decode_cursor
from api.problems import CONFLICT, INVALID_PARAMETER, NOT_FOUND, Problem
from api.schemas import Form


class Told(Form):
    """Something to answer with."""

    name: str


def test_a_page_has_a_cursor_exactly_where_one_more_row_was_found() -> None:
    assert page_of([1, 2], 2, lambda row: (row,)) == ([1, 2], None)
    assert page_of([], 2, lambda row: (row,)) == ([], None)
    shown, more = page_of([1, 2, 3], 2, lambda row: (row, str(row)))
    assert shown == [1, 2] and more is not None
    assert decode_cursor(more, (int, str)) == (2, "2")


def test_a_row_that_is_not_there_is_the_same_answer_as_one_that_may_not_be_seen() -> None:
    assert existing(0) == 0
    with pytest.raises(Problem) as found:
        existing(None)
    assert found.value.kind is NOT_FOUND and not found.value.errors


def test_refusals_name_what_is_refused() -> None:
    for problem, kind in ((invalid("a", "b"), INVALID_PARAMETER), (conflict("a", "b"), CONFLICT)):
        assert (problem.kind, problem.errors) == (kind, ({"parameter": "a", "reason": "b"},))


def test_what_belongs_to_an_account_is_kept_by_nobody() -> None:
    answer = fresh(Told(name="测试"), {"ETag": '"v1"'})
    assert json.loads(answer.body) == {"name": "测试"}
    assert (answer.headers["cache-control"], answer.headers["etag"]) == ("no-store", '"v1"')


def test_every_kind_of_route_documents_the_errors_of_its_kind() -> None:
    of_an_account = {401, 403, 422, 503}
    assert reads().keys() == of_an_account | {404}
    assert pages().keys() == of_an_account
    assert adds().keys() == of_an_account | {428}
    assert edits(CONFLICT).keys() == of_an_account | {404, 409, 412, 428}
    assert published(NOT_FOUND).keys() == {304, 404, 503}
