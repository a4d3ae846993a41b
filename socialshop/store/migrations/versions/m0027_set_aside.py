"""What was learned of topics can be set aside, and taken up again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic_models", sa.Column("set_aside_at", UtcDateTime, nullable=True))
    op.add_column("topic_models", sa.Column("set_aside_by", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("topic_models", "set_aside_by")
    op.drop_column("topic_models", "set_aside_at")
