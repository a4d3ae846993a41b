"""Room for all that arrives: messages, reviews, mentions, reactions, receipts, webhooks, and who is whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _contacts()
    _conversations()
    _messages()
    _arrivals()
    _reactions_and_receipts()


def _contacts() -> None:
    _add_reference("contacts", "person_id", "contacts")
    op.create_table(
        "contact_links",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("contacts.id"), nullable=False, index=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("evidence", "found")),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("linked_by", sa.String(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.UniqueConstraint("contact_id", "other_id", "evidence"),
    )


def _conversations() -> None:
    op.add_column("conversations", _text("kind", "comment"))
    op.add_column("conversations", _flag("is_private"))
    _add_reference("conversations", "origin_id", "conversations")
    for name in ("window_evidence", "item_evidence"):
        op.add_column("conversations", _text(name))
    op.add_column("conversations", sa.Column("wrote_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE conversations SET wrote_at = (SELECT max(messages.at) FROM messages"
        " WHERE messages.conversation_id = conversations.id AND NOT messages.is_ours AND messages.removed_at IS NULL)"
    )
    op.execute("UPDATE conversations SET window_evidence = 'post' WHERE \"window\" IS NOT NULL")
    op.execute("UPDATE conversations SET item_evidence = 'text' WHERE item_id IS NOT NULL")


def _messages() -> None:
    op.add_column("messages", _text("kind", "comment"))
    op.add_column("messages", _flag("is_private"))
    op.add_column("messages", _text("rating"))
    op.add_column("messages", sa.Column("hidden_at", UtcDateTime(), nullable=True))
    for name in ("attachments", "links", "item_ids"):
        op.add_column("messages", sa.Column(name, sa.JSON(), nullable=True))


def _arrivals() -> None:
    op.add_column("raw_events", sa.Column("polled_at", UtcDateTime(), nullable=True))
    op.add_column("raw_events", sa.Column("pushed_at", UtcDateTime(), nullable=True))
    op.add_column("raw_events", sa.Column("label", sa.String(), nullable=True))
    op.create_index("ix_raw_events_channel_received", "raw_events", ["channel", "received_at"])
    labelled = sa.text("label IS NOT NULL")
    op.create_index("ix_raw_events_label", "raw_events", ["label"], sqlite_where=labelled, postgresql_where=labelled)
    op.execute("UPDATE raw_events SET polled_at = received_at")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("channel", "digest")),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("processed_at", UtcDateTime(), nullable=True, index=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "reason")),
        sa.UniqueConstraint("channel", "digest"),
    )
    op.create_table(
        "refused_deliveries",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("channel", "reason", "day")),
        sa.Column("number", sa.Integer(), nullable=False),
    )


def _reactions_and_receipts() -> None:
    op.create_table(
        "reactions",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("channel", "target_id", "author_id")),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "receipts",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("channel", "thread_id")),
        *(sa.Column(name, UtcDateTime(), nullable=True) for name in ("delivered_until", "read_until")),
    )


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _add_reference(table: str, column: str, target: str) -> None:
    """In words of SQL: Alembic adds the reference in a second step, which SQLite does not know."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {target} (id)")
    op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("receipts", "reactions", "refused_deliveries", "deliveries", "contact_links"):
        op.drop_table(table)
    _drop("raw_events", "label", "pushed_at", "polled_at", indexes=("label", "channel_received"))
    _drop("messages", "item_ids", "links", "attachments", "hidden_at", "rating", "is_private", "kind")
    _drop(
        "conversations",
        *("wrote_at", "item_evidence", "window_evidence", "origin_id", "is_private", "kind"),
        indexes=("origin_id",),
    )
    _drop("contacts", "person_id", indexes=("person_id",))


def _drop(table: str, *columns: str, indexes: tuple[str, ...] = ()) -> None:
    for column in indexes:
        op.drop_index(f"ix_{table}_{column}", table)
    for column in columns:
        op.drop_column(table, column)
