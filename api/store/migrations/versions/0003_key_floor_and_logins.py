"""The least key that may seal, held by triggers, and logins by a provider that were used already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEALED = {
    "workers": ("name_sealed", "national_id_sealed", "phone_sealed"),
    "lists": ("annotated",),
    "plan_files": ("sealed_gzip",),
}
"""Tables with sealed values; each begins with the number of its key, four bytes."""


def upgrade() -> None:
    floor = op.create_table(
        "key_floor",
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("least_key", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_key_floor"),
    )
    op.bulk_insert(floor, [{"purpose": "identity", "least_key": "00000000"}])
    op.create_table(
        "used_logins",
        sa.Column("state_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state_digest", name="pk_used_logins"),
    )
    op.create_index("ix_used_logins_expires_at", "used_logins", ["expires_at"], unique=False)
    for table, columns in SEALED.items():
        _hold_floor(table, columns)


def downgrade() -> None:
    for table in SEALED:
        _drop_floor(table)
    op.drop_index("ix_used_logins_expires_at", table_name="used_logins")
    op.drop_table("used_logins")
    op.drop_table("key_floor")


def _hold_floor(table: str, columns: tuple[str, ...]) -> None:
    """Refuse values that a key below the floor has sealed."""
    told = f"a value of {table} is sealed with a retired key"
    if op.get_bind().dialect.name == "sqlite":
        # hex(NULL) is '', which would stand below every key
        below = " OR ".join(
            f"(NEW.{column} IS NOT NULL AND hex(substr(NEW.{column}, 1, 4)) < least_key)" for column in columns
        )
        for action in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER floor_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM key_floor WHERE {below}) "
                f"BEGIN SELECT RAISE(ABORT, '{told}'); END"
            )
        return
    below = " OR ".join(
        f"upper(encode(substr(NEW.{column}, 1, 4), 'hex')) COLLATE \"C\" < least" for column in columns
    )
    # The shared lock makes a change of the floor wait for those who are writing, and them for the change.
    op.execute(
        f"CREATE FUNCTION floor_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE least text; BEGIN "
        f"SELECT least_key INTO least FROM key_floor WHERE purpose = 'identity' FOR SHARE; "
        f"IF {below} THEN RAISE EXCEPTION '{told}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER floor_{table} BEFORE INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION floor_{table}()"
    )


def _drop_floor(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("insert", "update"):
            op.execute(f"DROP TRIGGER floor_{table}_{action}")
        return
    op.execute(f"DROP TRIGGER floor_{table} ON {table}")
    op.execute(f"DROP FUNCTION floor_{table}()")
