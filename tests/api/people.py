"""An application with an account of every role, its clock, and a client for each; all names are made up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.access.roles import Role
from api.identity.keys import KeyRing, write_keys
from api.main import create_app
from api.settings import Settings
from api.store import accounts
from api.store.database import open_database, upgrade, writing
from tests.api.databases import close, copy_at, database_at, lasting_folder

BASE = "http://127.0.0.1:8080"
START = 1_582_500_000
"""2020-02-23 19:20 UTC."""
PASSWORD = "correct horse battery"
DATABASE, KEYS = "service.db", "keys.json"
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


Fill = Callable[[People], object]
"""Adds to what is there, always the same."""


@dataclass(frozen=True)
class Pattern:
    """Keys, and a database that everybody who needs one like it gets a copy of."""

    folder: Path
    url: str
    tokens: dict[str, str]


@cache
def pattern(fill: Fill | None, kind: str | None) -> Pattern:
    """All accounts, logged in, and what ``fill`` adds; made once in a process."""
    folder = lasting_folder()
    url = database_at(folder / DATABASE, kind)
    with _served(folder, url, _with_accounts(folder, url)) as house:
        if fill is not None:
            fill(house)
    close(url)
    return Pattern(folder, url, house.tokens)


@contextmanager
def people(folder: Path, kind: str | None = None, fill: Fill | None = None, **given: object) -> Iterator[People]:
    """An application on a database of its own with all accounts logged in.

    Parameters
    ----------
    kind : str, optional
        ``sqlite`` or ``postgres``; as the run has it unless given.
    fill : callable, optional
        What else is there from the start; it always adds the same.
    """
    ready = pattern(fill, kind)
    shutil.copy(ready.folder / KEYS, folder / KEYS)
    with _served(folder, copy_at(folder / DATABASE, ready.url), dict(ready.tokens), **given) as house:
        yield house


def _with_accounts(folder: Path, url: str) -> dict[str, str]:
    """Keys, tables and accounts; the token of each account."""
    write_keys(folder / KEYS, KeyRing.new())
    engine, hashed, tokens = open_database(url), cheap_hash(PASSWORD), {}
    upgrade(engine)
    with writing(engine) as session:
        for name, (role, enterprise) in NAMES.items():
            user = accounts.add_user(session, accounts.NewUser(name, role, enterprise, hashed), START)
            _, tokens[name] = accounts.open_session(session, user, START, 10_000_000, by_cookie=False)
    engine.dispose()
    return tokens


@contextmanager
def _served(folder: Path, url: str, tokens: dict[str, str], **given: object) -> Iterator[People]:
    settings, clock = Settings(db_url=url, key_file=folder / KEYS, **given), Clock()  # type: ignore[arg-type]
    with TestClient(create_app(settings, clock), base_url=BASE) as app:
        yield People(app, settings, clock, tokens)


def cheap_hash(password: str) -> str:
    """Argon2id hash of a password that is checked in no time, where what guessing costs does not matter."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(password)
