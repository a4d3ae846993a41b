"""Remember which private thread a private reply led to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("direct_id", sa.String(), nullable=True))
    led = sa.text("direct_id IS NOT NULL")
    op.create_index("ix_messages_direct", "messages", ["channel", "direct_id"], sqlite_where=led, postgresql_where=led)


def downgrade() -> None:
    op.drop_index("ix_messages_direct", "messages")
    op.drop_column("messages", "direct_id")
