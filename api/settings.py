"""Settings of the service: one frozen object, and the only place that reads the environment."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.access.roles import Role
from planner.errors import BadUsage

PREFIX = "RETURNLINE_"
DEFAULT_DATABASE = "sqlite:///var/returnline.db"
ADDRESS = r"^(https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?)$"
"""An encrypted address, or one of this machine."""


class Settings(BaseSettings):
    """Settings with unit and default; each may be set as ``RETURNLINE_<NAME>``.

    Attributes
    ----------
    db_url : str
        Database address as SQLAlchemy writes it.
    host, port : str, int
        Where the service listens; loopback unless told otherwise.
    allowed_hosts : tuple of str
        Host names that a request may carry; empty: the loopback names and ``host``. ``*``: any.
    server_processes : int
        Processes that answer requests; each counts its own figures for ``/metrics``.
    stop_grace_s : int
        Seconds that running requests get when the service stops.
    busy_timeout_ms : int
        Milliseconds that a writer waits for another one (SQLite).
    log_level : str
        Level of the service's log.
    key_file : Path
        Keys of identity data, outside the database and its backups.
    public_schedules : bool
        Whether published schedules, which hold no identity, may be read without an account.
    session_s : int
        Seconds that a login lasts.
    upload_bytes, body_bytes : int
        Most bytes of an uploaded file, and of any other request.
    two_persons : bool
        Whether a plan is approved by another user than the one who asked for it.
    audit_anchor : Path or None
        File outside the database that remembers the tip of the audit log; workers add to it every hour.
    kept_answers_s : int
        Seconds that the answer to a write is kept, to be given again for the same Idempotency-Key.
    retention_days : int or None
        Days after its end for which a campaign's personal data may stay; then `returnline erase` is due.
    oidc_issuer, oidc_client_id, oidc_redirect_uri : str or None
        Identity provider (OpenID Connect) at which people may log in, and the address of
        ``/api/v1/sessions/oidc/callback`` as the provider's users reach it; all three or none.
    oidc_client_secret, oidc_client_secret_file : str or None, Path or None
        Secret that the provider gave, or a file that holds it; none for a public client.
    oidc_scopes : tuple of str
        What is asked of the provider beside the identity itself.
    oidc_role_claim, oidc_roles : str or None, mapping
        Claim of the provider and the role that each of its values gives to somebody whom the administrator has given
        no account; it is followed at every login.
        Without them only accounts with a known subject log in.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_file=None)

    db_url: str = DEFAULT_DATABASE
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65_535)
    allowed_hosts: tuple[str, ...] = ()
    server_processes: int = Field(default=1, ge=1, le=64)
    stop_grace_s: int = Field(default=10, ge=0)
    busy_timeout_ms: int = Field(default=10_000, ge=0)
    log_level: str = Field(default="info", pattern="^(critical|error|warning|info|debug)$")
    key_file: Path = Path("var/keys.json")
    public_schedules: bool = True
    session_s: int = Field(default=43_200, ge=60)
    upload_bytes: int = Field(default=33_554_432, ge=1)
    body_bytes: int = Field(default=1_048_576, ge=1)
    two_persons: bool = True
    audit_anchor: Path | None = None
    kept_answers_s: int = Field(default=172_800, ge=3_600)
    retention_days: int | None = Field(default=None, ge=0)
    oidc_issuer: str | None = Field(default=None, pattern=ADDRESS)
    oidc_client_id: str | None = Field(default=None, min_length=1)
    oidc_redirect_uri: str | None = Field(default=None, pattern=ADDRESS)
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None
    oidc_scopes: tuple[str, ...] = ()
    oidc_role_claim: str | None = Field(default=None, min_length=1)
    oidc_roles: dict[str, Role] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole_provider(self) -> Settings:
        """A provider is set whole, and gives no role that it cannot give whole."""
        provider = (self.oidc_issuer, self.oidc_client_id, self.oidc_redirect_uri)
        if any(provider) and not all(provider):
            raise ValueError("oidc_issuer, oidc_client_id and oidc_redirect_uri go together")
        if self.oidc_client_secret is not None and self.oidc_client_secret_file is not None:
            raise ValueError("give oidc_client_secret or oidc_client_secret_file, not both")
        if (self.oidc_role_claim is None) != (not self.oidc_roles):
            raise ValueError("oidc_role_claim and oidc_roles go together")
        if Role.ENTERPRISE in self.oidc_roles.values():
            raise ValueError("the role enterprise needs an enterprise; the administrator adds such accounts")
        return self


def load_settings() -> Settings:
    """Settings from the environment.

    Raises
    ------
    BadUsage
        A ``RETURNLINE_`` variable is unknown, or its value is not allowed.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise BadUsage(f"unknown setting {unknown[0]}; known are {', '.join(sorted(known))}")
    try:
        return Settings()
    except (ValidationError, ValueError) as error:
        raise BadUsage(f"a setting is not allowed: {error}") from error


@cache
def settings() -> Settings:
    """Settings of this process, read once."""
    return load_settings()


def database_url(text: str) -> str:
    """Database address from a command line: an address as it is, a file name as an SQLite address.

    >>> database_url("var/returnline.db"), database_url("postgresql+psycopg:///returnline")
    ('sqlite:///var/returnline.db', 'postgresql+psycopg:///returnline')
    """
    return text if "://" in text else f"sqlite:///{Path(text).as_posix()}"
