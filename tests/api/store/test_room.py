from __future__ import annotations

import errno
import os
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from api.store.room import no_room


def database_says(words: str) -> OperationalError:
    return OperationalError("INSERT", {}, sqlite3.OperationalError(words))


@pytest.mark.parametrize(
    "error",
    [
        database_says("database or disk is full"),
        database_says('could not extend file "base/5/1": No space left on device'),
        *(OSError(number, os.strerror(number)) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)),
    ],
)
def test_a_full_disk_is_known_however_it_is_told(error: Exception) -> None:
    assert no_room(error)


@pytest.mark.parametrize(
    "error", [database_says("database is locked"), OSError(errno.EACCES, "denied"), ValueError("disk full")]
)
def test_other_failures_are_not_taken_for_it(error: Exception) -> None:
    assert not no_room(error)
