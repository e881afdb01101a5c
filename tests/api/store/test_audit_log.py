"""The audit log: entries follow from one another, none can be changed, and who changes one all the same is found."""

from __future__ import annotations

import contextlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.store import audit_log
from api.store.account_models import AuditRow
from api.store.anchors import add_anchor, read_anchors
from api.store.audit_log import Tip
from api.store.database import reading, writing
from tests.api.databases import BOTH, opened

ENTRIES = 40
FEW, MANY = 100, 1_000
"""Tamperings."""
COLUMNS = ("at", "user_id", "action", "object_type", "object_id", "detail", "previous", "digest")


def filled(folder: Path, kind: str, entries: int = ENTRIES) -> Engine:
    """A database whose log has some entries."""
    engine = opened(folder / "audit.db", kind)
    with writing(engine) as session:
        for number in range(entries):
            audit_log.record(session, 1_000 + number, f"U{number % 3}", "plan.read", ("plan", f"P{number}"), {"n": 1})
    return engine


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    found = filled(tmp_path, request.param)
    yield found
    found.dispose()


def unlock(session: Session) -> None:
    """Take the triggers away, as somebody who owns the database can."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER IF EXISTS keep_audit ON audit"))
        return
    for action in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER IF EXISTS keep_audit_{action}"))


@contextlib.contextmanager
def tampering(engine: Engine) -> Iterator[Session]:
    """A session without triggers; what it did to the log is undone in the end."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin() as whole:
        with Session(connection, expire_on_commit=False) as session:
            unlock(session)
            yield session
        whole.rollback()


def test_an_untouched_log_has_no_fault(engine: Engine) -> None:
    with reading(engine) as session:
        assert list(audit_log.faults(session)) == []
        assert audit_log.tip(session).seq == ENTRIES


@pytest.mark.parametrize("statement", ["UPDATE audit SET at = 1 WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"])
def test_the_database_refuses_to_change_an_entry(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="kept as they are"), engine.begin() as connection:
        connection.execute(text(statement))


def alter(session: Session, draw: random.Random) -> None:
    """Another value in one column of one entry."""
    column, seq = draw.choice(COLUMNS), draw.randint(1, ENTRIES)
    value: object = {"at": draw.randint(0, 999), "detail": {"n": draw.randint(2, 99)}}.get(column, f"{seq:064x}")
    session.execute(update(AuditRow).where(AuditRow.seq == seq).values({column: value}))


def take_away(session: Session, draw: random.Random) -> None:
    """One or more entries gone, the last ones too."""
    first = draw.randint(1, ENTRIES)
    session.execute(delete(AuditRow).where(AuditRow.seq.between(first, first + draw.randint(0, 3))))


def exchange(session: Session, draw: random.Random) -> None:
    """Two entries in each other's place."""
    one, two = draw.sample(range(1, ENTRIES + 1), 2)
    for seq, place in ((one, -1), (two, one), (-1, two)):
        session.execute(update(AuditRow).where(AuditRow.seq == seq).values(seq=place))


def write_anew(session: Session, draw: random.Random) -> None:
    """From some entry on another story, its chain in order."""
    first = draw.randint(1, ENTRIES)
    session.execute(delete(AuditRow).where(AuditRow.seq >= first))
    for seq in range(first, ENTRIES + draw.randint(0, 2)):
        audit_log.record(session, 1_000 + seq, "U", "another.story", ("plan", str(seq)))


def alter_with_digest(session: Session, draw: random.Random) -> None:
    """An entry altered and signed again as the log itself would, the next one left as it was."""
    row = session.scalar(select(AuditRow).where(AuditRow.seq == draw.randint(1, ENTRIES)))
    assert row is not None
    row.object_id = f"other-{draw.randint(0, 10**9)}"
    row.digest = audit_log._digest(row.previous, audit_log._values(row))
    session.flush()


WAYS = (alter, take_away, exchange, write_anew, alter_with_digest)


def found_of(engine: Engine, times: int, anchors: Sequence[Tip]) -> Counter[str]:
    """Tamper so often, in turn in every way; how often it was found."""
    draw, found = random.Random(7), Counter[str]()
    for turn in range(times):
        way = WAYS[turn % len(WAYS)]
        with tampering(engine) as session:
            way(session, draw)
            session.expire_all()
            found[way.__name__] += bool(list(audit_log.faults(session, anchors)))
    return found


@pytest.mark.parametrize("times", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_tamperings_are_all_found(engine: Engine, times: int) -> None:
    with reading(engine) as session:
        anchors = [audit_log.tip(session)]
    found = found_of(engine, times, anchors)
    print(f"{times:,} tamperings on {engine.dialect.name}, found: {json.dumps(found)}")
    assert found == {way.__name__: times // len(WAYS) for way in WAYS}
    with reading(engine) as session:
        assert not list(audit_log.faults(session, anchors))


def test_a_log_cut_off_or_written_anew_is_found_by_its_anchor(engine: Engine, tmp_path: Path) -> None:
    with reading(engine) as session:
        add_anchor(tmp_path / "anchor.jsonl", audit_log.tip(session), 1)
    anchors = read_anchors(tmp_path / "anchor.jsonl")
    with tampering(engine) as session:
        session.execute(delete(AuditRow).where(AuditRow.seq > 30))
        assert list(audit_log.faults(session)) == []
        assert [fault.seq for fault in audit_log.faults(session, anchors)] == [ENTRIES]
        for number in range(30, ENTRIES):
            audit_log.record(session, 1, "U", "another.story", ("plan", str(number)))
        assert list(audit_log.faults(session)) == []
        assert [fault.seq for fault in audit_log.faults(session, anchors)] == [ENTRIES]
