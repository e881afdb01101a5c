"""What became of charter requests, who gives the role of an account, and from where its people have logged in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED_BY_PROVIDER = "external_subject IS NOT NULL AND password_hash IS NULL AND name LIKE 'oidc-%'"
"""Accounts that a claim of the provider has added, until now told by their name alone."""


def upgrade() -> None:
    op.add_column("plans", sa.Column("requests", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("requests", sa.Column("outcome", sa.JSON(), nullable=True))
    op.add_column("users", sa.Column("role_by_provider", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(f"UPDATE users SET role_by_provider = {sa.true().compile(dialect=op.get_bind().dialect)} "
               f"WHERE {ADDED_BY_PROVIDER}")  # fmt: skip
    op.create_table(
        "known_addresses",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_known_addresses"),
    )


def downgrade() -> None:
    op.drop_table("known_addresses")
    for table, column in (("users", "role_by_provider"), ("requests", "outcome"), ("plans", "requests")):
        op.drop_column(table, column)
