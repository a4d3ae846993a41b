"""The latest conversations beneath a post, however many there are: a page asks whether others of them wait."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_conversations_object_id", "conversations")
    op.create_index("ix_conversations_object", "conversations", ["object_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_conversations_object", "conversations")
    op.create_index("ix_conversations_object_id", "conversations", ["object_id"])
