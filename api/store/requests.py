"""Charter requests of firms: pooled into a campaign as heat and demand until named lists replace them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.accounts import new_id
from api.store.work_models import RequestRow
from api.tables import table_rows
from planner.ingest.columns import table
from planner.units import LocalClock

SOURCE = "charter request"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a firm asks for; moments."""

    campaign_id: str
    enterprise_id: str
    site_id: str
    origin_adcode: str
    persons: int
    ready_at: int
    due_at: int


def add_request(session: Session, wanted: Wanted, user_id: str, now: int) -> RequestRow:
    """Add an open request."""
    row = RequestRow(
        request_id=new_id(), **asdict(wanted), state="open", outcome=None, version=1, created_by=user_id,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def get_request(session: Session, request_id: str, *, lock: bool = False) -> RequestRow | None:
    """One request. A query, not a lookup by key, so that the tenancy hook sees it."""
    query = select(RequestRow).where(RequestRow.request_id == request_id)
    return session.scalar(query.with_for_update() if lock else query)


def list_requests(session: Session, campaign_id: str, after: str | None, limit: int) -> Sequence[RequestRow]:
    """Requests of a campaign in order of their id."""
    query = select(RequestRow).where(RequestRow.campaign_id == campaign_id).order_by(RequestRow.request_id)
    return session.scalars((query if after is None else query.where(RequestRow.request_id > after)).limit(limit)).all()


def standing_requests(session: Session, campaign_id: str) -> Sequence[RequestRow]:
    """Requests of a campaign that its next plan is to carry: those that are planned want their seats again."""
    query = select(RequestRow).where(RequestRow.campaign_id == campaign_id, RequestRow.state != WITHDRAWN)
    return session.scalars(query.order_by(RequestRow.request_id)).all()


def with_requests(contents: Mapping[str, bytes], requests: Sequence[RequestRow]) -> dict[str, bytes]:
    """The tables of a campaign with requests added: persons at their origin, wanted at their site.

    All requests go into one matching and one plan, so that firms of one origin share coaches.
    """
    if not requests:
        return dict(contents)
    clock = LocalClock(0)
    heat: dict[tuple[str, int], int] = defaultdict(int)
    for row in requests:
        heat[row.origin_adcode, row.ready_at] += row.persons
    heat_rows = [
        {"origin_adcode": origin, "workers": persons, "ready_from": clock.iso(ready), "source": SOURCE}
        for (origin, ready), persons in sorted(heat.items())
    ]
    demand_rows = [
        {
            "enterprise_id": row.enterprise_id, "site_id": row.site_id, "headcount": row.persons,
            "needed_from": clock.iso(row.ready_at), "due_at": clock.iso(row.due_at),
            "origin_adcodes": row.origin_adcode,
        }
        for row in requests
    ]  # fmt: skip
    more = {"heat": heat_rows, "demand": demand_rows}
    return {**contents, **{name: _added(contents.get(name, b""), name, rows) for name, rows in more.items()}}


def _added(content: bytes, name: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    """A CSV table with rows added below those it has."""
    columns = [column.name for column in table(name).columns]
    known = table_rows(name, content) if content else []
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows([*known, *rows])
    return text.getvalue().encode()
