"""Guessing is slowed down in the database, so that every process of the service counts the same failures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.store.account_models import AttemptRow
from api.store.database import insert_if_absent

FREE_FAILURES = 5
"""Failures of an account that cost nothing, until it has been quiet for so long that they are forgotten."""
ACCOUNT_QUIET_S = 86_400
ADDRESS_QUIET_S = 900
FIRST_BLOCK_S = 30
LONGEST_BLOCK_S = 3_600
ADDRESS_FACTOR = 20
"""An address may fail so many times more than an account: many people share one address."""


@dataclass(frozen=True, slots=True)
class Key:
    """What failures are counted by, how many are free, and after how much quiet they are forgotten."""

    digest: str
    free: int
    quiet_s: int


def keys_of(name: str, address: str) -> tuple[Key, Key]:
    """What a login counts against: the account's name, and the address."""
    account = hashlib.sha256(f"account\x00{name.strip().lower()}".encode()).hexdigest()
    origin = hashlib.sha256(f"address\x00{address}".encode()).hexdigest()
    return Key(account, FREE_FAILURES, ACCOUNT_QUIET_S), Key(origin, FREE_FAILURES * ADDRESS_FACTOR, ADDRESS_QUIET_S)


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that counts as a failure until it has proved true; the address as it was before."""

    address_failures: int
    address_blocked_until: int


def blocked_s(session: Session, name: str, address: str, now: int) -> int:
    """Seconds until a login of that account from that address is looked at again; 0: now."""
    rows = [session.get(AttemptRow, key.digest) for key in keys_of(name, address)]
    return max((_waits_s(row, now) for row in rows if row is not None), default=0)


def count_attempt(session: Session, name: str, address: str, now: int) -> int | Counted:
    """Count an attempt before its password is looked at, so that many at the same moment are no way around.

    Seconds to wait where the account or the address is blocked: nothing is counted then. Beyond the free failures
    each doubles the time for which the key is blocked.
    """
    rows = [(_locked(session, key, now), key) for key in keys_of(name, address)]
    wait_s = max(_waits_s(row, now) for row, _ in rows)
    if wait_s:
        return wait_s
    before = rows[1][0]
    counted = Counted(before.failures, before.blocked_until)
    for row, key in rows:
        # a failure in the future was counted by a clock that has been set back since
        quiet = not row.since <= now <= row.since + key.quiet_s
        row.failures = 1 if quiet else row.failures + 1
        over = row.failures - key.free
        if over > 0:
            row.blocked_until = now + min(FIRST_BLOCK_S * 2 ** min(over - 1, 10), LONGEST_BLOCK_S)
        row.since = row.blocked_until if over > 0 else now
    session.flush()
    return counted


def forget_attempt(session: Session, name: str, address: str, now: int, counted: Counted) -> None:
    """A true login clears the account's count; the address keeps the failures of others, since it may guess."""
    account, origin = keys_of(name, address)
    session.delete(_locked(session, account, now))
    row = _locked(session, origin, now)
    row.failures = max(0, row.failures - 1)
    if row.failures <= counted.address_failures:
        row.blocked_until = counted.address_blocked_until
    session.flush()


def _waits_s(row: AttemptRow, now: int) -> int:
    """Seconds that a key is blocked for; a block longer than any was set by a clock that has been set back since."""
    left_s = row.blocked_until - now
    return left_s if 0 < left_s <= LONGEST_BLOCK_S else 0


def _locked(session: Session, key: Key, now: int) -> AttemptRow:
    insert_if_absent(session, AttemptRow, {"key": key.digest, "failures": 0, "since": now, "blocked_until": 0})
    return session.get_one(AttemptRow, key.digest, with_for_update=True, populate_existing=True)
