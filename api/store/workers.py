"""Named workers of lists: sealed identity, a blind index, and the facts that planning reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.work_models import WorkerRow
from planner.ingest.columns import table

CHUNK = 5_000
PRIVATE = tuple(column.name for column in table("workers").columns if column.private)
"""Columns of the workers table that identify somebody: they never reach a scenario folder."""


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
            known["stage"] = "withdrawn"
        writer.writerow([known.get(name, "") if name not in PRIVATE else "" for name in columns])
    return text.getvalue().encode()


def _rows(session: Session, campaign_id: str) -> Iterator[WorkerRow]:
    query = select(WorkerRow).where(WorkerRow.campaign_id == campaign_id).order_by(WorkerRow.worker_id)
    yield from session.scalars(query.execution_options(yield_per=CHUNK))
