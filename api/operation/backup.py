"""Backups of the database and what is made of them: a restored service whose plans still pass the verifier.

Identity data is sealed in the database, so it is sealed in a backup too; the key file is never part of one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url, select

from api.identity.cipher import Cipher
from api.papers import PlannerPapers
from api.passing import passing_folder
from api.store import audit_log, plans
from api.store.database import head_revision, open_database, reading, revision
from api.store.work_models import PlanRow
from planner.errors import BadUsage

NOTE = ".json"
"""Ending of the note beside a backup: what it is and its digest."""
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What stands beside a backup."""

    database: str
    revision: str
    size: int
    sha256: str
    taken_at: int


@dataclass(frozen=True, slots=True)
class Drill:
    """What was found in a restored database."""

    revision: str | None
    audit_faults: int
    plans_checked: int
    plans_refused: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the service could go on from here."""
        return self.revision == head_revision() and not self.audit_faults and not self.plans_refused


def take_backup(engine: Engine, file: Path, now: int) -> BackupNote:
    """Write a consistent copy of the whole database while the service goes on, and a note with its digest.

    Raises
    ------
    BadUsage
        The file exists, or the server's own tool (pg_dump) is missing or fails.
    """
    if file.exists():
        raise BadUsage(f"{file} exists; a backup never replaces another")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".part")
    beside.unlink(missing_ok=True)
    if engine.dialect.name == "sqlite":
        with sqlite3.connect(str(engine.url.database)) as source:
            source.execute("VACUUM INTO ?", (str(beside),))
    else:
        _run("pg_dump", "--format=custom", "--file", str(beside), _server_address(engine))
    note = BackupNote(engine.dialect.name, str(revision(engine)), beside.stat().st_size, _digest(beside), now)
    beside.replace(file)
    _note_of(file).write_text(json.dumps(asdict(note), indent=1), encoding="utf-8")
    return note


def put_back(file: Path, url: str) -> BackupNote:
    """Put a backup into a database that does not exist yet (SQLite) or is empty (server).

    Raises
    ------
    BadUsage
        The backup was altered, is of another kind of database, or the target is in use.
    """
    try:
        note = BackupNote(**json.loads(_note_of(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BadUsage(f"{file} has no readable note {_note_of(file).name} beside it: {error}") from error
    if not file.is_file() or _digest(file) != note.sha256:
        raise BadUsage(f"{file} is not the backup that its note describes; it was altered or cut off")
    address = make_url(url)
    if address.get_backend_name() != note.database:
        raise BadUsage(f"the backup is of {note.database}, the target is {address.get_backend_name()}")
    if note.database == "sqlite":
        target = Path(str(address.database))
        if target.exists():
            raise BadUsage(f"{target} exists; restore beside it and change over")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    else:
        _refuse_used(url)
        # one transaction: a restore that fails leaves the database empty
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--dbname", _plain(url), str(file))
    return note


def _refuse_used(url: str) -> None:
    engine = open_database(url)
    try:
        if revision(engine) is not None:
            raise BadUsage(f"the service's database {engine.url.database} exists; restore beside it and change over")
    finally:
        engine.dispose()


def drill(engine: Engine, cipher: Cipher, anchors: Sequence[audit_log.Tip] = ()) -> Drill:
    """Whether a restored database holds together: revision, audit log, and the verifier on every plan in force."""
    with reading(engine) as session:
        faults = len(list(audit_log.faults(session, anchors)))
        rows = session.scalars(select(PlanRow).where(PlanRow.state.in_(("approved", "published")))).all()
        refused = tuple(row.plan_id for row in rows if not _still_passes(session, cipher, row))
    return Drill(revision(engine), faults, len(rows), refused)


def _still_passes(session: object, cipher: Cipher, row: PlanRow) -> bool:
    papers = PlannerPapers()
    with passing_folder("drill") as folder:
        scenario, plan = folder / "scenario", folder / "plan"
        plans.get_files(session, cipher, row.plan_id, plans.SCENARIO, scenario)  # type: ignore[arg-type]
        plans.get_files(session, cipher, row.plan_id, plans.RESULT, plan)  # type: ignore[arg-type]
        return papers.digest(plan) == row.receipt and not papers.verify(scenario, plan)


def _note_of(file: Path) -> Path:
    return file.with_name(file.name + NOTE)


def _digest(file: Path) -> str:
    total = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def _server_address(engine: Engine) -> str:
    return _plain(engine.url.render_as_string(hide_password=False))


def _plain(url: str) -> str:
    """Address as PostgreSQL's own tools take it."""
    return url.replace("postgresql+psycopg", "postgresql", 1)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BadUsage(f"{program} is not installed; it comes with the client of PostgreSQL (postgresql-client)")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadUsage(f"{program} failed: {done.stderr.strip()[-400:]}")
