from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from api.store import audit_log
from api.store.anchors import add_anchor, read_anchors
from api.store.database import open_database, reading, upgrade, writing

ENTRIES = 40
TAMPERINGS = 60
COLUMNS = ("at", "user_id", "action", "object_type", "object_id", "detail", "previous", "digest")


def filled(folder: Path, entries: int = ENTRIES) -> Engine:
    """A database whose log has some entries."""
    engine = open_database(f"sqlite:///{folder / 'audit.db'}")
    upgrade(engine)
    with writing(engine) as session:
        for number in range(entries):
            audit_log.record(session, 1_000 + number, f"U{number % 3}", "plan.read", ("plan", f"P{number}"), {"n": 1})
    return engine


def unlocked(engine: Engine, statement: str, **values: object) -> None:
    """Change the log as somebody who holds the database file could: without its triggers."""
    with engine.begin() as connection:
        for action in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS keep_audit_{action}"))
        connection.execute(text(statement), values)


def test_an_untouched_log_has_no_fault(tmp_path: Path) -> None:
    with reading(filled(tmp_path)) as session:
        assert list(audit_log.faults(session)) == []
        assert audit_log.tip(session).seq == ENTRIES


@pytest.mark.parametrize("statement", ["UPDATE audit SET at = 1 WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"])
def test_the_database_refuses_to_change_an_entry(tmp_path: Path, statement: str) -> None:
    engine = filled(tmp_path)
    with pytest.raises(IntegrityError, match="kept as they are"), engine.begin() as connection:
        connection.execute(text(statement))


def test_every_tampering_is_found(tmp_path: Path) -> None:
    draw = random.Random(7)
    for number in range(TAMPERINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        engine = filled(folder, 12)
        seq, column = draw.randint(1, 12), draw.choice(COLUMNS)
        value: object = {"at": 5, "detail": '{"n": 2}'}.get(column, "0" * 63 + "f")
        unlocked(engine, f"UPDATE audit SET {column} = :value WHERE seq = :seq", value=value, seq=seq)
        with reading(engine) as session:
            assert list(audit_log.faults(session)), f"{column} of entry {seq}"
        engine.dispose()


def test_a_log_cut_off_or_written_anew_is_found_by_its_anchor(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    with reading(engine) as session:
        add_anchor(tmp_path / "anchor.jsonl", audit_log.tip(session), 1)
    anchors = read_anchors(tmp_path / "anchor.jsonl")
    unlocked(engine, "DELETE FROM audit WHERE seq > 30")
    with reading(engine) as session:
        assert list(audit_log.faults(session)) == []
        assert [fault.seq for fault in audit_log.faults(session, anchors)] == [ENTRIES]
    with writing(engine) as session:
        for number in range(30, ENTRIES):
            audit_log.record(session, 1, "U", "another.story", ("plan", str(number)))
    with reading(engine) as session:
        assert [fault.seq for fault in audit_log.faults(session, anchors)] == [ENTRIES]
