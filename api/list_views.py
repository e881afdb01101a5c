"""Lists and workers as the API tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api import list_forms as forms
from api.identity.cipher import masked
from api.store.work_models import ListRow, WorkerRow
from api.store.workers import Person
from api.views import API
from planner.ingest.columns import table

SHOWN_DIGITS = 4


def list_view(row: ListRow, report: Mapping[str, Any] | None = None) -> forms.ListView:
    """A list; ``report`` in place of the one that is kept, where the same file was sent again."""
    found = row.report if report is None else report
    workers = table("workers")
    known = {"site_id": found["own_sites"], "health_code": [c.value for c in workers.column("health_code").choices]}
    return forms.ListView(
        list_id=row.list_id or None, campaign_id=row.campaign_id, enterprise_id=row.enterprise_id,
        file_name=row.file_name, file_sha256=row.file_sha256, state=row.state, dry_run=not row.list_id,
        headers=[forms.HeaderView(**{**header, "column": header["column"] or None}) for header in row.headers],
        wanted=[
            forms.WantedView(column=name, header_zh=workers.column(name).zh, known=known.get(name, []))
            for name in found["wanted"]
        ],
        skipped=[forms.SkippedView(sheet=sheet, why=why) for sheet, why in found["skipped"]],
        counts=forms.Counts(**found["counts"]),
        missing_workers=found["missing"],
        bad_cells=[forms.BadCellView(**cell) for cell in found["cells"][: forms.CELLS_SHOWN]],
        annotated=f"{API}/lists/{row.list_id}/annotated" if row.state == "refused" and row.list_id else None,
        version=row.version, created_at=datetime.fromtimestamp(row.created_at, UTC),
    )  # fmt: skip


def worker_view(row: WorkerRow, person: Person, reveal: bool) -> forms.WorkerView:
    """A worker; without ``reveal`` id and telephone show their last digits alone."""
    number, phone = person.national_id, person.phone
    return forms.WorkerView(
        worker_id=row.worker_id, campaign_id=row.campaign_id, enterprise_id=row.enterprise_id, list_id=row.list_id,
        name=person.name, national_id=number if reveal else masked(number, SHOWN_DIGITS),
        phone=phone if reveal else masked(phone, SHOWN_DIGITS), facts=forms.Facts(**row.facts),
        withdrawn=row.withdrawn, version=row.version, updated_at=datetime.fromtimestamp(row.updated_at, UTC),
    )  # fmt: skip
