"""Pins of a campaign: trips and workers of a plan that the next one shall not move, kept as versions of an input."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.store import drafts
from api.store.drafts import Author
from planner.ingest.rawtable import decode

KIND = "pins"
COLUMNS = ("trip_id", "worker_id")
ID_HEX = 24


@dataclass(frozen=True, slots=True)
class Pin:
    """One of both is given."""

    trip_id: str | None = None
    worker_id: str | None = None

    @property
    def pin_id(self) -> str:
        """Name of the pin in addresses: ids of trips and workers may hold any sign."""
        told = f"trip\x00{self.trip_id}" if self.worker_id is None else f"worker\x00{self.worker_id}"
        return hashlib.sha256(told.encode()).hexdigest()[:ID_HEX]


def pins_of(session: Session, campaign_id: str, version: int | None = None) -> tuple[int, list[Pin]]:
    """Version of the input and its pins in order, the latest unless told otherwise; 0: there never was one."""
    row = drafts.get_input(session, campaign_id, KIND, version)
    if row is None:
        return 0, []
    rows = csv.DictReader(io.StringIO(decode(drafts.content_of(row))[0], newline=""))
    found = ({name: (cell.get(name) or "").strip() or None for name in COLUMNS} for cell in rows)
    return row.version, [Pin(**cells) for cells in found if any(cells.values())]


def put_pins(session: Session, campaign_id: str, pins: Iterable[Pin], by: Author) -> int:
    """Put the next version of the input in force; returns it."""
    text, listed = io.StringIO(newline=""), list(pins)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([pin.trip_id or "", pin.worker_id or ""] for pin in listed)
    return drafts.add_input(session, campaign_id, KIND, text.getvalue().encode(), len(listed), by).version


def more_pins(known: Sequence[Pin], trip_ids: Iterable[str], worker_ids: Iterable[str]) -> list[Pin]:
    """Pins that are not there yet, each once."""
    wanted = [*(Pin(trip_id=trip) for trip in trip_ids), *(Pin(worker_id=worker) for worker in worker_ids)]
    return list(dict.fromkeys(pin for pin in wanted if pin not in set(known)))
