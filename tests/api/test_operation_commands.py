from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import run
from api.store import drafts
from api.store.database import writing
from api.store.drafts import Author
from tests.api.databases import database_at, new_database_at, opened


@pytest.fixture
def service(tmp_path: Path) -> tuple[str, Path]:
    """Address of a database with one campaign in preparation, and its key file."""
    file = tmp_path / "x.db"
    with writing(opened(file)) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", 1))
    assert run(["keys", "new", "--keys", str(tmp_path / "k.json")]) == 0
    return database_at(file), tmp_path / "k.json"


def test_a_backup_is_taken_and_restored(
    service: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, keys = service
    copy, again = tmp_path / "b.backup", new_database_at(tmp_path / "again.db")
    assert run(["backup", "-o", str(copy), "--db", database]) == 0
    assert run(["backup", "-o", str(copy), "--db", database]) == 64
    capsys.readouterr()
    assert run(["restore", str(copy), "--db", again, "--keys", str(keys), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passed"]


def test_an_erasure_leaves_a_signed_report(service: tuple[str, Path], tmp_path: Path) -> None:
    database, keys = service
    report = tmp_path / "report.json"
    arguments = ["erase", "-o", str(report), "--db", database, "--keys", str(keys), "--yes"]
    assert run([*arguments, "--campaign", "c"]) == 0
    assert json.loads(report.read_text())["campaigns"] == ["c"]
    assert run([*arguments, "--campaign", "c"]) == 64
    assert run(["erase", "-o", str(tmp_path / "r2.json"), "--db", database, "--yes"]) == 64
