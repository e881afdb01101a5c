"""An application with an account of every role, its clock, and a client for each; all names are made up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient

from api.access.passwords import hash_password
from api.access.roles import Role
from api.identity.keys import KeyRing, write_keys
from api.main import create_app
from api.settings import Settings
from api.store import accounts
from api.store.database import open_database, upgrade, writing
from tests.api.databases import database_at

BASE = "http://127.0.0.1:8080"
START = 1_582_500_000
"""2020-02-23 19:20 UTC."""
PASSWORD = "correct horse battery"
FIRM_A, FIRM_B = "E-TEST-A", "E-TEST-B"
NAMES = {
    "administrator": (Role.ADMINISTRATOR, None),
    "bureau": (Role.BUREAU, None),
    "bureau2": (Role.BUREAU, None),
    "firm-a": (Role.ENTERPRISE, FIRM_A),
    "firm-b": (Role.ENTERPRISE, FIRM_B),
    "logistics": (Role.LOGISTICS, None),
    "gate": (Role.GATE, None),
}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: int = START

    def __call__(self) -> int:
        """Present moment."""
        return self.now


@dataclass
class People:
    """The application under test; ``client(name)`` asks in the name of an account, ``anonymous`` as nobody."""

    app: TestClient
    settings: Settings
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def anonymous(self) -> TestClient:
        """A client without an account."""
        return self.client(None)

    def client(self, name: str | None) -> TestClient:
        """A client that sends the bearer token of an account."""
        headers = {"accept-language": "en"}
        if name is not None:
            headers["authorization"] = f"Bearer {self.tokens[name]}"
        return TestClient(self.app.app, base_url=BASE, headers=headers, raise_server_exceptions=False)


@contextmanager
def people(folder: Path, url: str | None = None, **given: object) -> Iterator[People]:
    """An application on a fresh database, or that at ``url``, with all accounts logged in."""
    keys = folder / "keys.json"
    if not keys.exists():
        write_keys(keys, KeyRing.new())
    settings = Settings(db_url=url or database_at(folder / "service.db"), key_file=keys, **given)  # type: ignore[arg-type]
    clock, hashed = Clock(), hash_password(PASSWORD)
    engine = open_database(settings.db_url)
    upgrade(engine)
    tokens = {}
    with writing(engine) as session:
        for name, (role, enterprise) in NAMES.items():
            user = accounts.add_user(session, accounts.NewUser(name, role, enterprise, hashed), clock.now)
            _, tokens[name] = accounts.open_session(session, user, clock.now, 10_000_000, by_cookie=False)
    engine.dispose()
    with TestClient(create_app(settings, clock), base_url=BASE) as app:
        yield People(app, settings, clock, tokens)
