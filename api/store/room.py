"""A full disk, as the database and the operating system tell it."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

WORDS = ("database or disk is full", "no space left on device", "disk full")
"""What SQLite and PostgreSQL say when nothing more can be written."""
NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def no_room(error: BaseException) -> bool:
    """Whether a failure is for want of room alone: the same work can be done once there is some."""
    if isinstance(error, DBAPIError):
        return any(words in str(error.orig).lower() for words in WORDS)
    return isinstance(error, OSError) and error.errno in NUMBERS
