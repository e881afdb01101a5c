"""Passwords: Argon2id (RFC 9106), and the least that a password must be."""

from __future__ import annotations

from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from planner.errors import BadUsage

LEAST_LENGTH, MOST_LENGTH = 12, 128
"""NIST SP 800-63B section 3.1.1: length counts, composition rules do not help."""
MEMORY_KIB = 19_456
"""19 MiB, two passes, one lane: OWASP password storage cheat sheet, Argon2id."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1),))


@cache
def _nobody() -> str:
    """Hash that a login of an unknown account is checked against, so that it takes as long as a known one."""
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """Argon2id hash of a password.

    Raises
    ------
    BadUsage
        The password is too short or too long.
    """
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise BadUsage(
            f"the password has {len(password)} characters; {LEAST_LENGTH} to {MOST_LENGTH} are allowed"
        )
    return _hasher().hash(password)


def password_fits(password: str, hashed: str | None) -> bool:
    """Whether a password is the one of a hash; an unknown account (``None``) takes the same time and never fits."""
    try:
        fits = _hasher().verify(password[:MOST_LENGTH], hashed or _nobody())
    except UnknownHashError:
        return False
    return fits and hashed is not None
