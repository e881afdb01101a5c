"""Sites of a campaign in preparation and the enterprises that they belong to."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.store import drafts
from api.tables import table_rows


def site_owners(session: Session, campaign_id: str) -> dict[str, str]:
    """Enterprise of every site, from the latest table of sites; empty before there is one."""
    row = drafts.get_input(session, campaign_id, "sites")
    sites = [] if row is None else table_rows("sites", drafts.content_of(row))
    return {site["site_id"]: site["enterprise_id"] for site in sites}
