"""Texts for answers are everybody's or somebody's own, and bear a number: two people may use one name."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_SHARED = sa.text("user_id IS NULL")
_KEPT = ("name", "text", "updated_at")


def upgrade() -> None:
    _made_anew(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        *_columns(),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "name"),
    )
    op.create_index("ix_macros_shared", "macros", ["name"], unique=True, sqlite_where=_SHARED, postgresql_where=_SHARED)


def downgrade() -> None:
    """What is somebody's own has no place there."""
    op.execute("DELETE FROM macros WHERE user_id IS NOT NULL")
    _made_anew(*_columns(), sa.PrimaryKeyConstraint("name"))


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _made_anew(*shape: sa.schema.SchemaItem) -> None:
    kept = sa.table("macros", *map(sa.column, _KEPT))
    rows = [row._asdict() for row in op.get_bind().execute(sa.select(kept))]
    op.drop_table("macros")
    op.create_table("macros", *shape)
    op.bulk_insert(kept, rows)
