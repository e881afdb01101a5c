"""Roles of people who use the service, and the actor of one request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the campaign."""

    ADMINISTRATOR = "administrator"
    """Accounts, keys and the audit log; no identity data (least authority)."""
    BUREAU = "bureau"
    """Plans and publishes: all campaigns, lists, plans and manifests."""
    ENTERPRISE = "enterprise"
    """One enterprise: its lists, requests and manifests."""
    LOGISTICS = "logistics"
    """Runs the trips: schedules, and manifests with names and the last digits of phones."""
    GATE = "gate"
    """Checks arrivals: manifests with names and the last digits of ids."""


STAFF = (Role.BUREAU,)
PEOPLE = (Role.BUREAU, Role.ENTERPRISE, Role.LOGISTICS, Role.GATE)
EVERYBODY = tuple(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who has shown a valid session.

    ``enterprise_id`` is set for the enterprise role alone and limits every tenant-owned row to it.
    ``by_cookie``: the session came as a cookie, so unsafe methods need an Origin and the form token.
    """

    user_id: str
    role: Role
    enterprise_id: str | None
    session_id: str
    by_cookie: bool

    def __post_init__(self) -> None:
        if (self.role is Role.ENTERPRISE) != (self.enterprise_id is not None):
            raise ValueError(f"user {self.user_id}: the enterprise role and an enterprise go together")
