"""Another key for everything that is sealed: piece by piece while the service runs, with the old key kept to the end.

The order makes a crash harmless at any moment. The new key stands on disk before anything is sealed with it; whatever
was sealed before is sealed again; then the database refuses what older keys have sealed; only then is the old key
thrown away. Run again, a rotation goes on where it was ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select, update
from sqlalchemy.orm import Session

from api.identity.cipher import NUMBER_BYTES, Cell, Cipher
from api.identity.keys import read_keys, write_keys
from api.store import audit_log
from api.store.database import reading, writing
from api.store.key_models import FLOOR, KeyFloorRow
from api.store.work_models import ListRow, PlanFileRow, WorkerRow

ROWS_AT_ONCE = 500
"""Rows sealed in one transaction, so that others seldom wait for long."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with sealed values.

    Attributes
    ----------
    key : tuple of str
        Columns of its primary key.
    columns : mapping of str to callable
        Sealed column → cell of a row, from the values of its key.
    at_once : int
        Rows of one transaction.
    """

    model: Any
    key: tuple[str, ...]
    columns: dict[str, Callable[..., Cell]]
    at_once: int

    def not_by(self, number: int) -> ColumnElement[bool]:
        """Rows with a value that another key has sealed."""
        head = number.to_bytes(NUMBER_BYTES, "big")
        columns = [getattr(self.model, name) for name in self.columns]
        return or_(*(and_(column.is_not(None), func.substr(column, 1, NUMBER_BYTES) != head) for column in columns))


def _worker_cell(column: str) -> Callable[[str], Cell]:
    return lambda worker_id: Cell("workers", column, worker_id)


SEALED = (
    Sealed(
        WorkerRow, ("worker_id",),
        {f"{column}_sealed": _worker_cell(column) for column in ("name", "national_id", "phone")}, ROWS_AT_ONCE,
    ),
    Sealed(ListRow, ("list_id",), {"annotated": lambda list_id: Cell("lists", "annotated", list_id)}, 1),
    Sealed(
        PlanFileRow, ("plan_id", "name"), {"sealed_gzip": lambda plan_id, name: Cell("plan_files", name, plan_id)}, 1
    ),
)  # fmt: skip
"""Everything that is sealed. Workbooks and files of plans may be large: one at a time."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a change of keys did: values sealed again, the key that seals now, and those thrown away."""

    sealed_again: int
    key: int
    retired: tuple[int, ...]


def rotate(engine: Engine, key_file: Path, now: int, by: str, *, keep: bool = False) -> Rotation:
    """Seal everything with a fresh key and throw the older ones away; goes on where a crash ended an earlier run.

    Parameters
    ----------
    keep : bool
        Leave the older keys on the ring, so that older backups can be opened.
    """
    ring = read_keys(key_file)
    with reading(engine) as session:
        interrupted = len(ring.seal) > 1 and floor(session) < ring.current
    if not interrupted:
        ring = ring.rotated()
        write_keys(key_file, ring, replace=True)
    cipher, again = Cipher(ring), 0
    for table in SEALED:
        while some := _one_step(engine, table, cipher):
            again += some
    with writing(engine) as session:
        raise_floor(session, ring.current)
        again += seal_rest(session, cipher)
    old = () if keep else tuple(sorted(set(ring.seal) - {ring.current}))
    done = Rotation(again, ring.current, old)
    with writing(engine) as session:
        audit_log.record(session, now, by, "keys.rotated", ("keys", str(ring.current)), asdict(done))
    if not keep:
        write_keys(key_file, ring.retired(), replace=True)
    return done


def floor(session: Session) -> int:
    """Least number of a key whose seals the database takes."""
    return int(session.execute(select(KeyFloorRow.least_key)).scalar_one(), 16)


def raise_floor(session: Session, number: int) -> None:
    """From this transaction on the database refuses values that an older key has sealed."""
    least = number.to_bytes(NUMBER_BYTES, "big").hex().upper()
    session.execute(update(KeyFloorRow).where(KeyFloorRow.purpose == FLOOR).values(least_key=least))


def seal_rest(session: Session, cipher: Cipher) -> int:
    """Seal all that another key has sealed with the current one, in the caller's transaction; how many values."""
    again = 0
    for table in SEALED:
        while done := _seal_some(session, table, cipher):
            again += done
    return again


def _one_step(engine: Engine, table: Sealed, cipher: Cipher) -> int:
    with writing(engine) as session:
        return _seal_some(session, table, cipher)


def _seal_some(session: Session, table: Sealed, cipher: Cipher) -> int:
    """Seal the values of some rows again; how many values, 0: none is left."""
    names = (*table.key, *table.columns)
    query = select(*(getattr(table.model, name) for name in names)).where(table.not_by(cipher.ring.current))
    rows = session.execute(query.limit(table.at_once).with_for_update()).all()
    again = 0
    for row in rows:
        values = dict(_again(row, table, cipher))
        key = [getattr(table.model, name) == getattr(row, name) for name in table.key]
        session.execute(update(table.model).where(*key).values(values))
        again += len(values)
    return again


def _again(row: Any, table: Sealed, cipher: Cipher) -> Iterator[tuple[str, bytes]]:
    """Sealed columns of a row, opened with the key that they name and sealed with the current one."""
    for name, cell_of in table.columns.items():
        sealed = getattr(row, name)
        if sealed is not None:
            cell = cell_of(*(getattr(row, part) for part in table.key))
            yield name, cipher.seal_bytes(cipher.open_bytes(sealed, cell), cell)
