"""Files that cannot be read: told with the reason, and noted in the audit log without their content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from api.access.roles import Actor
from api.answers import RETRY_S, invalid
from api.changes import change
from api.language import language_of
from api.lists.archive import Refused
from api.lists.reading import Busy
from api.lists.wording import file_words
from api.problems import THROTTLED, Problem


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent.

    Attributes
    ----------
    what : str
        Resource that it was sent to, ``list`` or ``input``: the audit log tells ``list.unreadable``.
    parameter : str
        Field of the request that held it.
    more : mapping
        What else the audit entry tells; no identity data.
    """

    what: str
    parameter: str
    campaign_id: str
    sha256: str
    size: int
    more: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def noted(request: Request, actor: Actor, sent: Sent) -> Iterator[None]:
    """Read a file of an existing campaign within this block.

    Raises
    ------
    Problem
        It cannot be read, or too many files are being read just now.
    """
    try:
        yield
    except Refused as refused:
        detail = {"sha256": sent.sha256, "bytes": sent.size, "reason": refused.code, **sent.more}
        with change(request, actor) as work:
            work.record(f"{sent.what}.unreadable", ("campaign", sent.campaign_id), detail)
        chinese, english = file_words(refused.code, refused.detail)
        raise invalid(sent.parameter, chinese if language_of(request) == "zh" else english) from None
    except Busy:
        raise Problem(THROTTLED, headers={"Retry-After": str(RETRY_S)}) from None
