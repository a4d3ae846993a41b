"""Thousands of events at once: indexes hold only the rows that are looked up by them, and words are split faster."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Name, table and column of those that held every row.
_NARROWED = (
    ("ix_conversations_origin_id", "conversations", "origin_id"),
    ("ix_messages_outbox_key", "messages", "outbox_key"),
)
_SPLIT = "regexp_replace({said}, '{signs}', ' ', 'g')"
_TRANSLATE = "translate({said}, '{signs}', repeat(' ', 40))"


def upgrade() -> None:
    for name, table, column in _NARROWED:
        op.drop_index(name, table_name=table)
        _partial(name, table, column)
    _partial("ix_outbox_external_id", "outbox", "external_id")
    _partial("ix_raw_events_pushed", "raw_events", "channel", "pushed_at")
    _split_words(_SPLIT, r"[!-/:-@\[-`{-~]")


def downgrade() -> None:
    _split_words(_TRANSLATE, r"""!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~""")
    op.drop_index("ix_raw_events_pushed", table_name="raw_events")
    op.drop_index("ix_outbox_external_id", table_name="outbox")
    for name, table, column in _NARROWED:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column])


def _partial(name: str, table: str, *columns: str) -> None:
    """Of the rows whose last column says anything."""
    where = sa.text(f"{columns[-1]} IS NOT NULL")
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)


def _split_words(split: str, signs: str) -> None:
    """What PostgreSQL indexes stays the same, word for word: its indexes hold on."""
    if op.get_bind().dialect.name != "postgresql":
        return
    said = "lower(left(said, 100000))"
    for old, new in (("ẞ", "ss"), ("ß", "ss"), ("ae", "a"), ("oe", "o"), ("ue", "u")):
        said = f"replace({said}, '{old}', '{new}')"
    plain = rf"regexp_replace(normalize({said}, NFKD), '[\u0300-\u036f]', '', 'g')"
    words = split.format(said=plain, signs=signs)
    function = "CREATE OR REPLACE FUNCTION shop_words(said text) RETURNS tsvector"
    statement = f"{function} LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT to_tsvector('simple', {words}) $$"
    op.execute(sa.DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]
