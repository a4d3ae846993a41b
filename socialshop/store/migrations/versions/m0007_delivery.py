"""Count what is adopted and what is on its way; remember the product sets that stand on each channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTS = ("adopted", "pending")


def upgrade() -> None:
    for name in _COUNTS:
        op.add_column("run_channels", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "channel_sets",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("external_id", "digest")),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("channel_sets")
    for name in _COUNTS:
        op.drop_column("run_channels", name)
