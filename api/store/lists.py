"""Uploads of enterprises, the headers that they have confirmed, and who stands on another enterprise's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from api.identity.cipher import Cell, Cipher
from api.store.accounts import new_id
from api.store.drafts import Author
from api.store.tenancy import TENANT
from api.store.work_models import HeaderRow, ListRow, WorkerRow

IN_ONE_QUERY = 900


@dataclass(frozen=True, slots=True)
class Upload:
    """What is kept of an upload; ``file`` is sealed: as it was sent while it is asked about, then the annotated one."""

    campaign_id: str
    enterprise_id: str
    file_name: str
    file_sha256: str
    state: str
    headers: Sequence[Mapping[str, Any]]
    report: Mapping[str, Any]
    file: bytes | None


def add_list(session: Session, list_id: str, upload: Upload, by: Author) -> ListRow:
    """Keep an upload."""
    row = ListRow(
        list_id=list_id, campaign_id=upload.campaign_id, enterprise_id=upload.enterprise_id,
        file_name=upload.file_name, file_sha256=upload.file_sha256, state=upload.state, headers=list(upload.headers),
        report=dict(upload.report), annotated=upload.file, version=1, created_by=by.user_id, created_at=by.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def decide_list(session: Session, row: ListRow, upload: Upload) -> None:
    """What came of an upload that had been asked about."""
    row.state, row.headers, row.report = upload.state, list(upload.headers), dict(upload.report)
    row.annotated, row.version = upload.file, row.version + 1
    session.flush()


def get_list(session: Session, list_id: str, *, lock: bool = False) -> ListRow | None:
    """One upload. A query, not a lookup by key, so that the tenancy hook sees it."""
    query = select(ListRow).where(ListRow.list_id == list_id)
    return session.scalar(query.with_for_update() if lock else query)


def list_lists(session: Session, campaign_id: str, after: str | None, limit: int) -> Sequence[ListRow]:
    """Uploads of a campaign in order of their id."""
    query = select(ListRow).where(ListRow.campaign_id == campaign_id).order_by(ListRow.list_id)
    return session.scalars((query if after is None else query.where(ListRow.list_id > after)).limit(limit)).all()


def same_list(session: Session, upload: Upload) -> ListRow | None:
    """An earlier upload of the same file with the same outcome, so that a repeated one adds nothing."""
    query = select(ListRow).where(
        ListRow.campaign_id == upload.campaign_id,
        ListRow.enterprise_id == upload.enterprise_id,
        ListRow.file_sha256 == upload.file_sha256,
        ListRow.state == upload.state,
    )
    wanted = _outcome(upload.report), _columns(upload.headers)
    for row in session.scalars(query.order_by(ListRow.created_at.desc())):
        if (_outcome(row.report), _columns(row.headers)) == wanted:
            return row
    return None


def _outcome(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a report says of the file, without what it changed among the workers."""
    return {name: report.get(name) for name in ("cells", "cells_total", "wanted", "given_once", "rows")}


def _columns(headers: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """What was read where, however it became known."""
    return [(header["sheet"], header["letters"], header["column"]) for header in headers]


def sealed_file(cipher: Cipher, list_id: str, content: bytes) -> bytes:
    """A file of an upload as it is kept."""
    return cipher.seal_bytes(content, _cell(list_id))


def opened_file(cipher: Cipher, row: ListRow) -> bytes | None:
    """The kept file of an upload."""
    return None if row.annotated is None else cipher.open_bytes(row.annotated, _cell(row.list_id))


def _cell(list_id: str) -> Cell:
    return Cell("lists", "annotated", list_id)


def remembered_headers(session: Session, enterprise_id: str) -> dict[str, str]:
    """Header → column as the enterprise has confirmed them; an empty column: not used."""
    rows = session.scalars(select(HeaderRow).where(HeaderRow.enterprise_id == enterprise_id))
    return {row.header: row.column for row in rows}


def remember_headers(session: Session, enterprise_id: str, meanings: Mapping[str, str], now: int) -> None:
    """Keep what was confirmed, in place of earlier answers."""
    query = select(HeaderRow).where(HeaderRow.enterprise_id == enterprise_id)
    known = {row.header: row for row in session.scalars(query)}
    for header, column in meanings.items():
        row = known.get(header)
        if row is None:
            session.add(
                HeaderRow(
                    header_id=new_id(), enterprise_id=enterprise_id, header=header, column=column, updated_at=now
                )
            )
        elif row.column != column:
            row.column, row.updated_at = column, now
    session.flush()


def on_other_lists(session: Session, campaign_id: str, enterprise_id: str, persons: Iterable[str]) -> frozenset[str]:
    """Those blind indexes that travel for another enterprise of the campaign; whose they are is not told.

    The one question that looks over the fence between tenants: it goes past the hook on purpose and gives back nothing
    but a part of what was asked.
    """
    rows = WorkerRow.metadata.tables[WorkerRow.__tablename__]
    query = select(rows.c.national_id_index).where(
        rows.c.campaign_id == campaign_id, rows.c.enterprise_id != enterprise_id, rows.c.withdrawn.is_(False)
    )
    if session.get_bind().dialect.name == "postgresql":
        # one array, not as many parameters as there are persons
        asked = bindparam("asked", list(persons), ARRAY(Text))
        return frozenset(session.scalars(query.where(rows.c.national_id_index == any_(asked))))
    found: set[str] = set()
    waiting = iter(persons)
    while chunk := list(islice(waiting, IN_ONE_QUERY)):
        found.update(session.scalars(query.where(rows.c.national_id_index.in_(chunk))))
    return frozenset(found)


def may_write(session: Session, enterprise_id: str) -> bool:
    """Whether rows of an enterprise may be written in this session, for writes that pass the hook in bulk."""
    return session.info.get(TENANT) in (None, enterprise_id)
