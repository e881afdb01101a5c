"""Text that a spreadsheet reads from a CSV file without taking it for a formula."""

from __future__ import annotations

import re
import unicodedata

MARK = "'"
"""Set before a text that would be taken for a formula, and before one that already begins with it: so two different
texts never become one, and ids still find each other."""
STARTS = frozenset("=+-@|%") | {MARK}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def guarded(text: str) -> str:
    """The text with a leading mark where its first visible character could begin a formula.

    Full-width forms count as what they look like, and characters that are not seen do not hide the next one
    (OWASP, CSV injection).

    >>> guarded("=1+1"), guarded("＝1+1"), guarded("宁波站"), guarded("'x")
    ("'=1+1", "'＝1+1", '宁波站', "''x")
    """
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
            continue
        return MARK + text if unicodedata.normalize("NFKC", character)[:1] in STARTS else text
    return text


def one_line(text: str) -> str:
    """The text on one line: control characters and line breaks become a space.

    >>> one_line("宁波\\r\\n站")
    '宁波 站'
    """
    return _CONTROLS.sub(" ", text).strip()
