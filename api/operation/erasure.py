"""Erasure of personal data whose time has come, and the report that it is gone.

Three things together: the rows are deleted (SQLite overwrites freed pages, ``secure_delete``), what remains is sealed
with a fresh key, and the old key is thrown away, so that older backups cannot be opened either (crypto-shredding).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, exists, func, select, text
from sqlalchemy.orm import Session

from api.identity.cipher import Cipher
from api.identity.keys import KeyRing, write_keys
from api.operation.sealing import raise_floor, seal_rest
from api.store import audit_log
from api.store.account_models import KeptAnswerRow
from api.store.database import writing
from api.store.work_models import DraftRow, ListRow, PlanFileRow, PlanRow, WorkerRow
from planner.units import DAY_S, LocalClock


@dataclass(frozen=True, slots=True)
class Report:
    """What was destroyed. ``signature`` is an HMAC over everything else, by the key of the blind index."""

    at: int
    campaigns: tuple[str, ...]
    workers: int
    lists: int
    plan_files: int
    kept_answers: int
    sealed_again: int
    key_destroyed: int
    signature: str = ""


def due_campaigns(session: Session, now: int, days: int) -> list[str]:
    """Campaigns that ended at least so many days ago and of which personal data are still there."""
    return [
        row.campaign_id
        for row in session.scalars(select(DraftRow).order_by(DraftRow.campaign_id))
        if _ended_at(row) + days * DAY_S <= now and _holds_people(session, row.campaign_id)
    ]


def _ended_at(row: DraftRow) -> int:
    campaign = row.settings["campaign"]
    start, end = campaign["start"], campaign["end"]
    return LocalClock.of(campaign["timezone"], date.fromisoformat(start), date.fromisoformat(end)).span_end(end)


def _holds_people(session: Session, campaign_id: str) -> bool:
    made = select(PlanRow.plan_id).where(PlanRow.campaign_id == campaign_id)
    conditions = (
        WorkerRow.campaign_id == campaign_id, ListRow.campaign_id == campaign_id, PlanFileRow.plan_id.in_(made),
    )  # fmt: skip
    return any(session.scalar(select(exists().where(condition))) for condition in conditions)


def erase(engine: Engine, key_file: Path, ring: KeyRing, campaigns: Sequence[str], now: int, by: str) -> Report:
    """Destroy the personal data of campaigns; published schedules hold none and stay.

    The new key stands on disk before anything is sealed with it, and the old one is thrown away only after the
    database has committed: a crash in between loses nothing and the erasure is run again.
    """
    fresh = ring.rotated()
    write_keys(key_file, fresh, replace=True)
    with writing(engine) as session:
        gone = _delete(session, campaigns)
        raise_floor(session, fresh.current)
        again = seal_rest(session, Cipher(fresh))
        report = Report(now, tuple(campaigns), *gone, sealed_again=again, key_destroyed=ring.current)
        audit_log.record(session, now, by, "campaigns.erased", ("campaign", ",".join(campaigns)), _figures(report))
    _clean_pages(engine)
    write_keys(key_file, fresh.retired(), replace=True)
    return Report(**{**asdict(report), "campaigns": report.campaigns, "signature": _sign(report, ring)})


def signature_holds(report: Report, ring: KeyRing) -> bool:
    """Whether a report is as it was signed."""
    return hmac.compare_digest(report.signature, _sign(report, ring))


def report_text(report: Report) -> str:
    """The report as a JSON document."""
    return json.dumps(asdict(report), indent=1)


def _delete(session: Session, campaigns: Sequence[str]) -> tuple[int, int, int, int]:
    """Delete workers, lists, files of plans, and kept answers; how many of each."""
    made = select(PlanRow.plan_id).where(PlanRow.campaign_id.in_(campaigns))
    workers = _gone(session, WorkerRow, WorkerRow.campaign_id.in_(campaigns))
    lists = _gone(session, ListRow, ListRow.campaign_id.in_(campaigns))
    files = _gone(session, PlanFileRow, PlanFileRow.plan_id.in_(made))
    answers = _gone(session, KeptAnswerRow, KeptAnswerRow.key.is_not(None))
    return workers, lists, files, answers


def _gone(session: Session, model: Any, condition: ColumnElement[bool]) -> int:
    count = session.scalar(select(func.count()).select_from(model).where(condition)) or 0
    session.execute(delete(model).where(condition))
    return count


def _clean_pages(engine: Engine) -> None:
    """Leave nothing of deleted rows in files: the journal is folded in and cut, freed pages are rewritten."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in ("workers", "lists", "plan_files", "kept_answers"):
                connection.execute(text(f"VACUUM FULL {table}"))


def _figures(report: Report) -> dict[str, int]:
    return {name: getattr(report, name) for name in ("workers", "lists", "plan_files", "sealed_again")}


def _sign(report: Report, ring: KeyRing) -> str:
    told = {name: value for name, value in asdict(report).items() if name != "signature"}
    canonical = json.dumps(told, sort_keys=True).encode()
    return hmac.new(ring.index, b"destruction\x00" + canonical, hashlib.sha256).hexdigest()
