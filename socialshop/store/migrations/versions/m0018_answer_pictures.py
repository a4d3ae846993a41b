"""Which answer each hosted picture belongs to, so that its file goes when nobody needs it any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_messages = sa.table(
    "messages", sa.column("id", sa.Integer), sa.column("outbox_key", sa.String), sa.column("attachments", sa.JSON)
)


def upgrade() -> None:
    table = op.create_table(
        "answer_pictures",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("name", sa.String, nullable=False, index=True),
    )
    sent = sa.select(_messages.c.id, _messages.c.attachments).where(_messages.c.outbox_key.is_not(None))
    rows = [
        {"message_id": id_, "name": attached[0]["url"].rpartition("/")[2]}
        for id_, attached in op.get_bind().execute(sent)
        if attached and "/answers/" in attached[0]["url"]
    ]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("answer_pictures")
