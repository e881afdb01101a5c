"""Forms of accounts, sessions and the audit log."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field, SecretStr

from api.access.passwords import LEAST_LENGTH, MOST_LENGTH
from api.access.roles import Role
from api.schemas import Form

NAME = Field(min_length=1, max_length=64, pattern=r"^\S+$", examples=["bureau-1"])
SUBJECT = Field(default=None, min_length=1, max_length=255, description="The claim `sub` of the identity provider.")


class Login(Form):
    """Name and password."""

    name: str = NAME
    password: SecretStr = Field(min_length=1, max_length=MOST_LENGTH)


class LoggedIn(Form):
    """A session; the token is told once. ``form_token`` goes with every change by cookie (X-Form-Token)."""

    token: str | None = None
    form_token: str | None = None
    user_id: str
    role: Role
    enterprise_id: str | None = None
    expires_at: AwareDatetime


class CurrentSession(Form):
    """The session that asks; ``form_token`` where it came as a cookie."""

    form_token: str | None = None
    user_id: str
    role: Role
    enterprise_id: str | None = None


class NewUser(Form):
    """An account to add: it logs in with a password, or as a person of the identity provider (``subject``)."""

    name: str = NAME
    role: Role
    enterprise_id: str | None = Field(default=None, min_length=1, max_length=200)
    password: SecretStr | None = Field(default=None, min_length=LEAST_LENGTH, max_length=MOST_LENGTH)
    subject: str | None = SUBJECT


class UserChange(Form):
    """What may change of an account; absent stays."""

    active: bool | None = None
    password: SecretStr | None = Field(default=None, min_length=LEAST_LENGTH, max_length=MOST_LENGTH)
    subject: str | None = SUBJECT


class User(Form):
    """An account; its password is never told. ``external_subject``: issuer and subject at the identity provider."""

    user_id: str
    name: str
    role: Role
    enterprise_id: str | None = None
    external_subject: str | None = None
    active: bool
    version: int


class UserPage(Form):
    """Accounts in order of their id."""

    items: list[User]
    next_cursor: str | None = None


class AuditEntry(Form):
    """One entry of the audit log."""

    seq: int
    at: AwareDatetime
    user_id: str
    action: str = Field(examples=["manifest.read"])
    object_type: str
    object_id: str
    detail: dict[str, Any]
    digest: str


class AuditPage(Form):
    """Entries, the latest first."""

    items: list[AuditEntry]
    next_cursor: str | None = None
