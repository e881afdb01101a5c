"""Which drawn ways lie near a box: by PostGIS and its index on a server, by the columns of their boxes embedded."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, literal_column
from sqlalchemy.orm import Session

from api.store.models import GeometryRow

SRID = 4326
Box = tuple[float, float, float, float]
"""Least longitude, least latitude, greatest longitude, greatest latitude; WGS-84 degrees."""
_WAY: ColumnElement[object] = literal_column("geometries.way")
"""A column of the server's database alone (migration 0004), generated from the GeoJSON."""


def near(session: Session, box: Box) -> ColumnElement[bool]:
    """Condition on ``geometries``: the box around the way touches ``box``; the same rows on every database."""
    west, south, east, north = box
    columns = and_(
        GeometryRow.min_lon <= east, GeometryRow.max_lon >= west, GeometryRow.min_lat <= north,
        GeometryRow.max_lat >= south,
    )  # fmt: skip
    if session.get_bind().dialect.name != "postgresql":
        return columns
    # the index keeps boxes in single precision, rounded outwards: it finds a few too many
    return and_(_WAY.op("&&", is_comparison=True)(func.ST_MakeEnvelope(*box, SRID)), columns)
