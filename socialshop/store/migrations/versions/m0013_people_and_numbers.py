"""Proposals that two contacts are one person; numbers of conversations that joined another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contact_links", sa.Column("found_at", _TIME))
    op.execute("UPDATE contact_links SET found_at = linked_at")
    with op.batch_alter_table("contact_links") as batch:
        batch.alter_column("found_at", existing_type=_TIME, nullable=False)
        batch.alter_column("linked_at", existing_type=_TIME, nullable=True)
    proposed = sa.text("linked_at IS NULL AND undone_at IS NULL")
    op.create_index(
        "ix_contact_links_proposed", "contact_links", ["id"], sqlite_where=proposed, postgresql_where=proposed
    )
    op.create_table(
        "joined_conversations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_joined_conversations_conversation_id", "joined_conversations", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("joined_conversations")
    op.drop_index("ix_contact_links_proposed", "contact_links")
    op.execute("DELETE FROM contact_links WHERE linked_at IS NULL")  # proposals that nobody decided
    with op.batch_alter_table("contact_links") as batch:
        batch.alter_column("linked_at", existing_type=_TIME, nullable=False)
        batch.drop_column("found_at")
