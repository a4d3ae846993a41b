"""Reading a million messages: what is overdue by every filter, lists of a person and a team, words in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_DUE = {"channel": "channel", "assignee": "assignee_id", "topic": "topic", "window": "window", "item": "item_id"}
_LISTED = {"contact": "contact_id", "team": "team"}
_PART = """
CREATE OR REPLACE FUNCTION shop_part(number integer) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_to_tsvector(ARRAY['#' || (number / 4096)::text])
$$"""


def upgrade() -> None:
    overdue = sa.text("due_at IS NOT NULL")
    for name, column in _DUE.items():
        op.create_index(
            f"ix_conversations_{name}_due",
            "conversations",
            [column, "due_at", "id"],
            sqlite_where=overdue,
            postgresql_where=overdue,
        )
    for name, column in _LISTED.items():
        op.drop_index(f"ix_conversations_{column}", "conversations")
        op.create_index(f"ix_conversations_{name}_state_last", "conversations", [column, "state", "last_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_PART)
        _index_words("(shop_words(text) || shop_part(id))")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _index_words("shop_words(text)")
        op.execute("DROP FUNCTION shop_part")
    for name, column in _LISTED.items():
        op.drop_index(f"ix_conversations_{name}_state_last", "conversations")
        op.create_index(f"ix_conversations_{column}", "conversations", [column])
    for name in _DUE:
        op.drop_index(f"ix_conversations_{name}_due", "conversations")


def _index_words(words: str) -> None:
    op.execute("DROP INDEX ix_message_search")
    op.execute(f"CREATE INDEX ix_message_search ON messages USING gin ({words}) WHERE removed_at IS NULL")
