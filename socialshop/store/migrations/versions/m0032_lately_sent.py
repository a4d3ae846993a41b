"""What went out lately is found by an index, however much went out before."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_IS_ENDED = text("ended_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_ended",
        "outbox",
        ["ended_at", "key"],
        sqlite_where=_IS_ENDED,
        postgresql_where=_IS_ENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_ended", "outbox")
