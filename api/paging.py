"""Pages of a collection: an opaque cursor holds the key of the last row seen."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from api.problems import INVALID_CURSOR, Problem

PAGE_ROWS = 100
PAGE_ROWS_MAX = 1_000
FEATURES_MAX = 10_000
"""Features of one GeoJSON answer at most."""

CURSOR_LENGTH_MAX = 400
LARGEST = 2**63 - 1

Key = int | str


def encode_cursor(*key: Key) -> str:
    """Cursor of a row's sort key.

    >>> decode_cursor(encode_cursor(1582524000, "abc"), (int, str))
    (1582524000, 'abc')
    """
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def decode_cursor(text: str, kinds: Sequence[type[Key]]) -> tuple[Key, ...]:
    """Sort key in a cursor.

    Raises
    ------
    Problem
        The cursor was not made for this collection.
    """
    try:
        key = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise Problem(INVALID_CURSOR) from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise Problem(INVALID_CURSOR)
    if any(isinstance(part, int) and abs(part) > LARGEST for part in key):
        raise Problem(INVALID_CURSOR)
    return tuple(key)


def text_after(cursor: str | None) -> str | None:
    """Key of the row before a page of a collection in order of one text; ``None``: the first page."""
    return None if cursor is None else str(decode_cursor(cursor, (str,))[0])


def number_after(cursor: str | None) -> int | None:
    """The same of a collection in order of one number."""
    return None if cursor is None else int(decode_cursor(cursor, (int,))[0])
