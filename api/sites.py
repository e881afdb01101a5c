"""Sites of a campaign in preparation and the enterprises that they belong to."""

from __future__ import annotations

import csv
import io

from sqlalchemy.orm import Session

from api.store import drafts


def site_owners(session: Session, campaign_id: str) -> dict[str, str]:
    """Enterprise of every site, from the latest table of sites; empty before there is one."""
    row = drafts.get_input(session, campaign_id, "sites")
    if row is None:
        return {}
    text = io.StringIO(drafts.content_of(row).decode("utf-8-sig"), newline="")
    return {site["site_id"]: site["enterprise_id"] for site in csv.DictReader(text)}
