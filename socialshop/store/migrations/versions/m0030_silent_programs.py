"""Programs that take nothing for days are switched off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silent_programs",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("off_at", UtcDateTime, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("silent_programs")
