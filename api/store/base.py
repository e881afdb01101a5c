"""What all tables share: names of constraints, column types, and the mark of rows that belong to one enterprise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all models; constraint names are the same on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: BigInteger, str: Text, float: Float, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class TenantOwned:
    """Mixin of rows that belong to one enterprise; ``tenancy`` hides foreign ones in every query."""

    enterprise_id: Mapped[str] = mapped_column(index=True)
