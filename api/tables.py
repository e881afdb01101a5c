"""Rows of the inputs that the bureau has uploaded, by the names of their columns whatever its headers are called."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api import schemas
from api.access.roles import Actor
from api.answers import existing, page_of
from api.diff_views import clock_of
from api.lists.frames import gazetteer
from api.paging import number_after
from api.store import drafts
from planner.ingest.cells import CellContext, clean, parser
from planner.ingest.columns import table
from planner.ingest.headers import meanings, plain
from planner.ingest.rawtable import decode
from planner.units import LocalClock

Row = dict[str, Any]

def rows_in_force(session: Session, actor: Actor, campaign_id: str, kind: str) -> tuple[list[Row], LocalClock]:
    """Rows of the latest version of a table that an actor may see, and the campaign's time.

    The tables of the bureau are no rows of the store, so its hook does not see them.
    """
    clock = clock_of(existing(drafts.get_draft(session, campaign_id)))
    latest = drafts.get_input(session, campaign_id, kind)
    rows = [] if latest is None else typed_rows(kind, drafts.content_of(latest), clock)
    return [row for row in rows if actor.enterprise_id is None or row["enterprise_id"] == actor.enterprise_id], clock


def page_of_rows(rows: Sequence[Row], query: schemas.PageQuery) -> tuple[list[Row], str | None]:
    """One page of a table in its own order."""
    after = max(0, number_after(query.cursor) or 0)
    shown, more = page_of(list(enumerate(rows, start=1))[after:], query.limit, lambda pair: (pair[0],))
    return [row for _, row in shown], more


def table_rows(kind: str, content: bytes) -> list[dict[str, str]]:
    """Rows of a table that has been judged, its cells as they were written.

    Parameters
    ----------
    kind : str
        Name of the table, as in the contract.
    content : bytes
        CSV with English or Chinese headers, in UTF-8 or GB18030.
    """
    known = meanings(table(kind))
    rows = csv.reader(io.StringIO(decode(content)[0], newline=""))
    names = [known[plain(header)] for header in next(rows, [])]
    cleaned = ([clean(cell) for cell in row] for row in rows)
    return [dict(zip(names, row)) for row in cleaned if any(row)]


def typed_rows(kind: str, content: bytes, clock: LocalClock) -> list[dict[str, Any]]:
    """The same with cells as planning reads them: numbers, codes, moments as Unix seconds; ``None``: not given."""
    context = CellContext(clock, gazetteer())
    columns = table(kind).columns
    readers = {column.name: parser(column, context) for column in columns}
    nothing = dict.fromkeys(readers)
    return [
        {**nothing, **{name: readers[name](text) for name, text in row.items() if text}}
        for row in table_rows(kind, content)
    ]
