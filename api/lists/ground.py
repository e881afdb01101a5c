"""What a list is judged on: its campaign, the firm's own names and sites, stops, and the headers it has confirmed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.lists.cells import Places
from api.lists.frames import campaign_of
from api.lists.merge import Owner
from api.store import drafts, lists
from planner.domain.scenario import Campaign
from planner.ingest.columns import table
from planner.ingest.headers import meanings, plain
from planner.ingest.rawtable import decode


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known before a file is looked at; ``own_sites`` are ids."""

    campaign: Campaign
    places: Places
    own_sites: tuple[str, ...]
    remembered: Mapping[str, str]


def ground_of(session: Session, owner: Owner) -> Ground | None:
    """What a list of an enterprise is judged on; ``None``: there is no such campaign."""
    draft = drafts.get_draft(session, owner.campaign_id)
    if draft is None:
        return None
    sites = [row for row in _rows(session, owner, "sites") if row.get("enterprise_id") == owner.enterprise_id]
    firms = [row for row in _rows(session, owner, "enterprises") if row.get("enterprise_id") == owner.enterprise_id]
    names = {owner.enterprise_id, *(row["name"] for row in firms if row.get("name"))}
    places = Places(
        frozenset(names),
        _by_name((row["site_id"], row.get("name", "")) for row in sites),
        _by_name((row["stop_id"], row.get("name", "")) for row in _rows(session, owner, "stops")),
    )
    remembered = lists.remembered_headers(session, owner.enterprise_id)
    return Ground(campaign_of(draft.settings), places, tuple(row["site_id"] for row in sites), remembered)


def _rows(session: Session, owner: Owner, kind: str) -> list[dict[str, str]]:
    """Rows of the latest version of an input, by column; inputs were checked when they came."""
    row = drafts.get_input(session, owner.campaign_id, kind)
    if row is None:
        return []
    reader = csv.reader(io.StringIO(decode(drafts.content_of(row))[0], newline=""))
    known = meanings(table(kind))
    headers = [known.get(plain(header), header) for header in next(reader, [])]
    return [{name: cell.strip() for name, cell in zip(headers, cells, strict=False)} for cells in reader if any(cells)]


def _by_name(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids by id and by name; a name that several places bear names none."""
    pairs = list(places)
    often = Counter(name for _, name in pairs)
    named = {name: place for place, name in pairs if name and often[name] == 1}
    return {**named, **{place: place for place, _ in pairs}}
