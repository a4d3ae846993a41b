"""What was resolved in some days is found by an index, also where nothing was said in them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_IS_RESOLVED = text("resolved_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_conversations_resolved",
        "conversations",
        ["resolved_at"],
        sqlite_where=_IS_RESOLVED,
        postgresql_where=_IS_RESOLVED,
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_resolved", "conversations")
