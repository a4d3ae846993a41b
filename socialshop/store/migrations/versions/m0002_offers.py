"""Remember each item's price and stock on its channel, so that their changes go out first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = ("offer", "sent_offer")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("channel_items", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("channel_items", name)
