"""Tables that guard keys and logins: the least key that may seal, and logins by a provider that were used already."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.base import Base

KEY_HEX = 8
DIGEST_HEX = 64
FLOOR = "identity"


class KeyFloorRow(Base):
    """One row: the least key number that a sealed value may carry, as upper-case hexadecimal like the value's head.

    Triggers refuse what was sealed with an older key, so that a process that has not seen a rotation yet cannot store
    what nobody could open once the old key is gone.
    """

    __tablename__ = "key_floor"

    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    least_key: Mapped[str] = mapped_column(String(KEY_HEX))


class UsedLoginRow(Base):
    """The state of a login by a provider that has come back; it is taken once. Forgotten when it has expired."""

    __tablename__ = "used_logins"

    state_digest: Mapped[str] = mapped_column(String(DIGEST_HEX), primary_key=True)
    expires_at: Mapped[int] = mapped_column(index=True)
