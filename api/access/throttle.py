"""Guessing is slowed down in the database, so that every process of the service counts the same failures."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from api.store.account_models import AttemptRow

FREE_FAILURES = 5
"""Failures that cost nothing, within ``WINDOW_S``."""
WINDOW_S = 900
FIRST_BLOCK_S = 30
LONGEST_BLOCK_S = 3_600
ADDRESS_FACTOR = 20
"""An address may fail so many times more than an account: many people share one address."""


def keys_of(name: str, address: str) -> tuple[tuple[str, int], ...]:
    """What a login counts against, with the failures that each allows: the account's name and the address."""
    account = hashlib.sha256(f"account\x00{name.strip().lower()}".encode()).hexdigest()
    origin = hashlib.sha256(f"address\x00{address}".encode()).hexdigest()
    return (account, FREE_FAILURES), (origin, FREE_FAILURES * ADDRESS_FACTOR)


def blocked_s(session: Session, name: str, address: str, now: int) -> int:
    """Seconds until a login of that account from that address is looked at again; 0: now."""
    rows = [session.get(AttemptRow, key) for key, _ in keys_of(name, address)]
    return max((row.blocked_until - now for row in rows if row is not None and row.blocked_until > now), default=0)


def note_failure(session: Session, name: str, address: str, now: int) -> None:
    """Count a failure; beyond the free ones each doubles the time for which the key is blocked."""
    for key, free in keys_of(name, address):
        row = session.get(AttemptRow, key)
        if row is None:
            row = AttemptRow(key=key, failures=0, since=now, blocked_until=0)
            session.add(row)
        if now - row.since > WINDOW_S and row.blocked_until <= now:
            row.failures, row.since = 0, now
        row.failures += 1
        over = row.failures - free
        if over > 0:
            row.blocked_until = now + min(FIRST_BLOCK_S * 2 ** min(over - 1, 10), LONGEST_BLOCK_S)
    session.flush()


def forget_failures(session: Session, name: str, address: str) -> None:
    """A true login clears the account's count; the address keeps its own, since it may guess at others."""
    row = session.get(AttemptRow, keys_of(name, address)[0][0])
    if row is not None:
        session.delete(row)
