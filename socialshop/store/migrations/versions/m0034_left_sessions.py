"""Sessions that somebody left by signing out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_sessions",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_left_sessions_at", "left_sessions", ["at"])


def downgrade() -> None:
    op.drop_table("left_sessions")
