from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from api.access.passwords import password_fits
from api.cli import run
from api.store import accounts
from api.store.database import open_database, reading
from tests.api.databases import database_at

PASSWORD = "a long enough password"


def add(database: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> int:
    """Run ``user add`` with a password on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return run(["user", "add", *arguments, "--db", database_at(database)])


def test_an_account_is_added_with_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "x.db"
    assert add(database, monkeypatch, "bureau-1", "--role", "bureau") == 0
    with reading(open_database(database_at(database))) as session:
        user = accounts.find_user(session, "bureau-1")
        assert user is not None and user.role == "bureau"
        assert password_fits(PASSWORD, user.password_hash) and not password_fits("another", user.password_hash)


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (("x", "--role", "enterprise"), PASSWORD),
        (("x", "--role", "gate", "--enterprise", "E1"), PASSWORD),
        (("x", "--role", "gate"), "short"),
        (("x", "--role", "king"), PASSWORD),
    ],
)
def test_an_account_that_makes_no_sense_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], password: str
) -> None:
    assert add(tmp_path / "x.db", monkeypatch, *arguments, password=password) == 64


def test_a_name_is_given_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert add(tmp_path / "x.db", monkeypatch, "x", "--role", "gate") == 0
    assert add(tmp_path / "x.db", monkeypatch, "x", "--role", "gate") == 64


def test_the_audit_log_is_verified_and_anchored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database, anchor = tmp_path / "x.db", tmp_path / "anchor.jsonl"
    add(database, monkeypatch, "x", "--role", "gate")
    assert run(["audit", "anchor", str(anchor), "--db", database_at(database)]) == 0
    capsys.readouterr()
    assert run(["audit", "verify", "--anchor", str(anchor), "--db", database_at(database), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"entries": 1, "faults": []}
    anchor.write_text(anchor.read_text().replace('"seq": 1', '"seq": 2'), encoding="utf-8")
    assert run(["audit", "verify", "--anchor", str(anchor), "--db", database_at(database)]) == 4


def test_keys_are_made_once(tmp_path: Path) -> None:
    assert run(["keys", "new", "--keys", str(tmp_path / "k.json")]) == 0
    assert run(["keys", "new", "--keys", str(tmp_path / "k.json")]) == 64
