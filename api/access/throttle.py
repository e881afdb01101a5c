"""Guessing is slowed down in the database, so that every process of the service counts the same failures.

Failures are counted by the account at one address, by the address, and by the account as a whole. Only the first makes
an account wait at an address from which its people have logged in before, so strangers lock nobody out; from other
addresses the account is looked at again after a few minutes at most, however many guess at it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.store.account_models import AttemptRow, KnownAddressRow
from api.store.database import insert_if_absent
from planner.units import DAY_S

FREE_FAILURES = 5
"""Failures of an account that cost nothing, until it has been quiet for so long that they are forgotten."""
ACCOUNT_QUIET_S = 86_400
ADDRESS_QUIET_S = 900
FIRST_BLOCK_S = 30
LONGEST_BLOCK_S = 3_600
LONGEST_SLOWDOWN_S = 300
"""An account as a whole is slowed down and never shut: its people may be at a new address."""
ADDRESS_FACTOR = 20
"""An address may fail so many times more than an account: many people share one address."""
KNOWN_DAYS = 90
"""An address counts as known for so long after the last login from it."""


@dataclass(frozen=True, slots=True)
class Key:
    """What failures are counted by, how many are free, how long it waits at most, and when they are forgotten."""

    digest: str
    free: int
    longest_s: int
    quiet_s: int


@dataclass(frozen=True, slots=True)
class Keys:
    """What a login counts against; ``known`` names the pair among the addresses that are known."""

    pair: Key
    address: Key
    account: Key
    known: str

    def binding(self, known: bool) -> tuple[Key, ...]:
        """Keys that make a login wait."""
        return (self.pair,) if known else (self.pair, self.address, self.account)

    def counting(self, known: bool) -> tuple[Key, ...]:
        """Keys that a failure counts against, in the order in which they are locked."""
        return (self.pair, self.address) if known else (self.pair, self.address, self.account)


def keys_of(name: str, address: str) -> Keys:
    """What a login counts against: the account at the address, the address, and the account's name."""
    account = name.strip().lower()
    return Keys(
        Key(_digest("pair", account, address), FREE_FAILURES, LONGEST_BLOCK_S, ACCOUNT_QUIET_S),
        Key(_digest("address", address), FREE_FAILURES * ADDRESS_FACTOR, LONGEST_BLOCK_S, ADDRESS_QUIET_S),
        Key(_digest("account", account), FREE_FAILURES, LONGEST_SLOWDOWN_S, ACCOUNT_QUIET_S),
        _digest("known", account, address),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that counts as a failure until it has proved true; what it shares with others as it was before.

    Attributes
    ----------
    before : tuple of (Key, int, int, int)
        Key, failures, the end of its block, and since when it has been quiet.
    """

    before: tuple[tuple[Key, int, int, int], ...]


def blocked_s(session: Session, name: str, address: str, now: int) -> int:
    """Seconds until a login of that account from that address is looked at again; 0: now."""
    keys = keys_of(name, address)
    waits = 0
    for key in keys.binding(_known(session, keys, now)):
        row = session.get(AttemptRow, key.digest)
        waits = max(waits, 0 if row is None else _waits_s(row, key, now))
    return waits


def count_attempt(session: Session, name: str, address: str, now: int) -> int | Counted:
    """Count an attempt before its password is looked at, so that many at the same moment are no way around.

    Seconds to wait where it is blocked: nothing is counted then. Beyond the free failures each doubles the time for
    which a key is blocked.
    """
    keys = keys_of(name, address)
    known = _known(session, keys, now)
    rows = [(_locked(session, key, now), key) for key in keys.counting(known)]
    binding = keys.binding(known)
    wait_s = max(_waits_s(row, key, now) for row, key in rows if key in binding)
    if wait_s:
        return wait_s
    counted = Counted(
        tuple((key, row.failures, row.blocked_until, row.since) for row, key in rows if key != keys.pair)
    )
    for row, key in rows:
        # a failure in the future was counted by a clock that has been set back since
        quiet = not row.since <= now <= row.since + key.quiet_s
        row.failures = 1 if quiet else row.failures + 1
        over = row.failures - key.free
        if over > 0:
            row.blocked_until = now + min(FIRST_BLOCK_S * 2 ** min(over - 1, 10), key.longest_s)
        row.since = row.blocked_until if over > 0 else now
    session.flush()
    return counted


def forget_attempt(session: Session, name: str, address: str, now: int, counted: Counted) -> None:
    """A true login clears the account's count at the address, which is known from now on.

    The address and the account keep the failures of others, since they may guess.
    """
    keys = keys_of(name, address)
    session.delete(_locked(session, keys.pair, now))
    for key, failures, blocked_until, since in counted.before:
        row = _locked(session, key, now)
        row.failures = max(0, row.failures - 1)
        if row.failures <= failures:
            row.blocked_until, row.since = blocked_until, since
    insert_if_absent(session, KnownAddressRow, {"key": keys.known, "since": now})
    session.get_one(KnownAddressRow, keys.known).since = now
    session.flush()


def _known(session: Session, keys: Keys, now: int) -> bool:
    """Whether the account has logged in from the address before; never by a login of the future."""
    row = session.get(KnownAddressRow, keys.known)
    return row is not None and row.since <= now <= row.since + KNOWN_DAYS * DAY_S


def _waits_s(row: AttemptRow, key: Key, now: int) -> int:
    """Seconds that a key is blocked for; a block longer than any was set by a clock that has been set back since."""
    left_s = row.blocked_until - now
    return left_s if 0 < left_s <= key.longest_s else 0


def _locked(session: Session, key: Key, now: int) -> AttemptRow:
    insert_if_absent(session, AttemptRow, {"key": key.digest, "failures": 0, "since": now, "blocked_until": 0})
    return session.get_one(AttemptRow, key.digest, with_for_update=True, populate_existing=True)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
