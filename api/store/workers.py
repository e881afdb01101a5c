"""Named workers of lists: sealed identity, a blind index, and the facts that planning reads."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, Text, bindparam, cast, func, select, update
from sqlalchemy.orm import Session

from api.identity.cipher import Cell, Cipher
from api.store.bulk import insert_rows
from api.store.lists import may_write
from api.store.tenancy import TenantBreach
from api.store.work_models import WorkerRow
from planner.ingest.columns import table

CHUNK = 5_000
PRIVATE = tuple(column.name for column in table("workers").columns if column.private)
"""Columns of the workers table that identify somebody: they never reach a scenario folder."""
GROUP_HEX = 16
FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a worker."""

    name: str
    national_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a new list is compared with: a worker as the last list had them."""

    worker_id: str
    list_id: str
    row_digest: str
    withdrawn: bool
    version: int


def cell(column: str, worker_id: str) -> Cell:
    """Where an identity column of a worker stands: ``name``, ``national_id`` or ``phone``."""
    return Cell("workers", column, worker_id)


def person_index(cipher: Cipher, national_id: str) -> str:
    """Blind index of a person, by which lists find the same one again."""
    return cipher.index(national_id, "national_id")


def sealed_person(cipher: Cipher, worker_id: str, person: Person) -> dict[str, bytes]:
    """The identity columns of a row."""
    return {f"{name}_sealed": cipher.seal(getattr(person, name), cell(name, worker_id)) for name in PRIVATE}


def sealed_people(cipher: Cipher, worker_ids: Sequence[str], people: Sequence[Person]) -> Iterator[dict[str, bytes]]:
    """The identity columns of many rows, sealed column by column."""
    columns = [
        cipher.seal_column("workers", name, worker_ids, [getattr(person, name) for person in people])
        for name in PRIVATE
    ]
    names = [f"{name}_sealed" for name in PRIVATE]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def opened_person(cipher: Cipher, row: WorkerRow) -> Person:
    """Who a worker is; what was erased is empty."""
    texts = {}
    for name in PRIVATE:
        sealed: bytes | None = getattr(row, f"{name}_sealed")
        texts[name] = "" if sealed is None else cipher.open(sealed, cell(name, row.worker_id))
    return Person(**texts)


def standings(session: Session, campaign_id: str, enterprise_id: str) -> dict[str, Standing]:
    """Workers of an enterprise by their blind index."""
    query = select(
        WorkerRow.national_id_index, WorkerRow.worker_id, WorkerRow.list_id, WorkerRow.row_digest,
        WorkerRow.withdrawn, WorkerRow.version,
    ).where(WorkerRow.campaign_id == campaign_id, WorkerRow.enterprise_id == enterprise_id)  # fmt: skip
    return {
        index: Standing(worker_id, list_id, digest, withdrawn, version)
        for index, worker_id, list_id, digest, withdrawn, version in session.execute(query)
    }


def state_of(session: Session, campaign_id: str) -> tuple[int, int, int]:
    """Figures that change with every change of a campaign's workers: how many, their versions, their last change."""
    rows = WorkerRow.metadata.tables[WorkerRow.__tablename__]
    # past the tenancy hook on purpose: a list is compared with those of others, and these figures tell of nobody
    query = select(func.count(), func.sum(rows.c.version), func.max(rows.c.updated_at))
    count, versions, latest = session.execute(query.where(rows.c.campaign_id == campaign_id)).one()
    return count, int(versions or 0), latest or 0


def grouped_facts(session: Session, campaign_id: str, enterprise_id: str) -> dict[str, Mapping[str, str]]:
    """Facts of the travelling workers of an enterprise who are in a travel group, by their blind index."""
    query = select(WorkerRow.national_id_index, WorkerRow.facts).where(
        WorkerRow.campaign_id == campaign_id,
        WorkerRow.enterprise_id == enterprise_id,
        WorkerRow.withdrawn.is_(False),
        cast(WorkerRow.facts, Text).contains('"group_id"'),
    )
    return {row[0]: row[1] for row in session.execute(query)}


def write_workers(
    session: Session, enterprise_id: str, added: Sequence[Mapping[str, Any]], changed: Sequence[Mapping[str, Any]]
) -> None:
    """Insert and update rows of one enterprise in bulk; a changed row is named by its ``worker_id``.

    Raises
    ------
    TenantBreach
        The session belongs to another enterprise, or a row does.
    """
    others = any(row["enterprise_id"] != enterprise_id for row in (*added, *changed))
    if others or not may_write(session, enterprise_id):
        raise TenantBreach("rows of workers belong to another enterprise")
    rows = WorkerRow.metadata.tables[WorkerRow.__tablename__]
    for start in range(0, len(added), CHUNK):
        _insert(session, rows, added[start : start + CHUNK])
    if changed:
        names = [name for name in changed[0] if name != "worker_id"]
        change = update(rows).where(rows.c.worker_id == bindparam("of_worker"))
        change = change.values({name: bindparam(f"new_{name}") for name in names})
        session.connection().execute(
            change,
            [{"of_worker": row["worker_id"], **{f"new_{name}": row[name] for name in names}} for row in changed],
        )


def _insert(session: Session, rows: Table, added: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows by the driver itself: binding value by value as the mapper does costs more than the database."""
    plain = [column.name for column in rows.columns if column.name != FACTS]
    names, take = [*plain, FACTS], itemgetter(*plain)
    texts: dict[tuple[tuple[str, str], ...], str] = {}
    written = [(*take(row), _json(row[FACTS], texts)) for row in added]
    insert_rows(session.connection(), rows.name, names, written)


def _json(facts: Mapping[str, str], known: dict[tuple[tuple[str, str], ...], str]) -> str:
    """Facts as JSON; many workers of a list have the same, whose text is made once."""
    key = tuple(facts.items())
    text = known.get(key)
    if text is None:
        text = known[key] = json.dumps(facts)
    return text


def get_worker(session: Session, worker_id: str, *, lock: bool = False) -> WorkerRow | None:
    """One worker. A query, not a lookup by key, so that the tenancy hook sees it."""
    query = select(WorkerRow).where(WorkerRow.worker_id == worker_id)
    return session.scalar(query.with_for_update() if lock else query)


def campaign_of(session: Session, worker_id: str) -> str | None:
    """Campaign of a worker."""
    return session.scalar(select(WorkerRow.campaign_id).where(WorkerRow.worker_id == worker_id))


def list_workers(
    session: Session, campaign_id: str, after: str | None, limit: int, **given: str | bool | None
) -> Sequence[WorkerRow]:
    """Workers of a campaign in order of their id; ``given`` are columns that must have a value."""
    query = select(WorkerRow).where(WorkerRow.campaign_id == campaign_id).order_by(WorkerRow.worker_id)
    for name, value in given.items():
        if value is not None:
            query = query.where(getattr(WorkerRow, name) == value)
    return session.scalars((query if after is None else query.where(WorkerRow.worker_id > after)).limit(limit)).all()


def worker_table(session: Session, campaign_id: str) -> bytes | None:
    """The workers of a campaign as a scenario's CSV without identity; ``None``: there is nobody.

    Withdrawn workers stay in it with the stage ``withdrawn``, so that the plan can say why they do not travel.
    """
    columns = [column.name for column in table("workers").columns]
    rows = list(_rows(session, campaign_id))
    if not rows:
        return None
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        known = {**row.facts, "worker_id": row.worker_id, "enterprise_id": row.enterprise_id}
        if row.withdrawn:
            # who stays may have left a group, and groups of the others are held together
            known = {**known, "stage": "withdrawn", "group_id": ""}
        if known.get("group_id"):
            known["group_id"] = group_id(row.enterprise_id, known["group_id"])
        writer.writerow([known.get(name, "") if name not in PRIVATE else "" for name in columns])
    return text.getvalue().encode()


def group_id(enterprise_id: str, group: str) -> str:
    """Id of a travel group in the whole campaign: firms number their groups alike."""
    return "G-" + hashlib.sha256(f"{enterprise_id}\n{group}".encode()).hexdigest()[:GROUP_HEX]


def _rows(session: Session, campaign_id: str) -> Iterator[WorkerRow]:
    query = select(WorkerRow).where(WorkerRow.campaign_id == campaign_id).order_by(WorkerRow.worker_id)
    yield from session.scalars(query.execution_options(yield_per=CHUNK))
