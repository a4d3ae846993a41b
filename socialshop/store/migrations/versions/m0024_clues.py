"""What messages name is read from each once; all that came before is read with the next import or poll."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NOTE = "INSERT INTO changed_texts (message_id) VALUES (new.id);"
_CHANGED = "AFTER UPDATE OF text, is_ours ON messages"
_DIFFERS = "old.text <> new.text OR old.is_ours <> new.is_ours"


def upgrade() -> None:
    op.create_table(
        "clues",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("evidence", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("found", sa.String, nullable=False),
    )
    op.create_index("ix_clues_name", "clues", ["name"])
    op.create_table(
        "changed_texts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER messages_changed_text {_CHANGED} WHEN {_DIFFERS} BEGIN {_NOTE} END")
        return
    op.execute(
        f"CREATE FUNCTION note_changed_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_NOTE} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER messages_changed_text {_CHANGED} FOR EACH ROW WHEN ({_DIFFERS})"
        " EXECUTE FUNCTION note_changed_text()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER messages_changed_text")
    else:
        op.execute("DROP TRIGGER messages_changed_text ON messages")
        op.execute("DROP FUNCTION note_changed_text()")
    op.execute("DELETE FROM cursors WHERE channel = 'clues'")
    op.drop_table("changed_texts")
    op.drop_table("clues")
