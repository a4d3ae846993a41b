"""Finding: full-text indexes, the lists' indexes within each state, and what was learned of topics."""

# ruff: noqa: S608 - every name in these statements is our own

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _folded(said: str) -> str:
    for old, new in (("ẞ", "ss"), ("ß", "ss"), ("ae", "a"), ("oe", "o"), ("ue", "u")):
        said = f"replace({said}, '{old}', '{new}')"
    return said


def _sqlite_index(index: str, table: str, watched: tuple[str, ...], words: str) -> list[str]:
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in watched)
    options = "detail='none', columnsize=0, tokenize='unicode61 remove_diacritics 2'"
    updated, standing = words.format(row="new"), words.format(row=table)
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, {options})",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {', '.join(watched)} ON {table} WHEN {changed}"
        f" BEGIN UPDATE {index} SET words = {updated} WHERE rowid = old.id; END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN DELETE FROM {index} WHERE rowid = old.id; END",
        f"INSERT INTO {index} (rowid, words) SELECT id, {standing} FROM {table}",
    ]


_SAID = f"CASE WHEN {{row}}.removed_at IS NULL THEN {_folded('lower({row}.text)')} ELSE '' END"
_SIGNS = r"""!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~"""
_POSTGRES_WORDS = rf"""
CREATE OR REPLACE FUNCTION shop_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT to_tsvector('simple', translate(regexp_replace(normalize({_folded("lower(left(said, 100000))")}, NFKD),
        '[\u0300-\u036f]', '', 'g'), '{_SIGNS}', repeat(' ', 40)))
$$"""
_SEARCH = {
    "sqlite": [
        *_sqlite_index("message_search", "messages", ("text", "removed_at"), _SAID),
        *_sqlite_index("contact_search", "contacts", ("name",), _folded("lower({row}.name)")),
    ],
    "postgresql": [
        _POSTGRES_WORDS,
        "CREATE INDEX ix_message_search ON messages USING gin (shop_words(text)) WHERE removed_at IS NULL",
        "CREATE INDEX ix_contact_search ON contacts USING gin (shop_words(name))",
    ],
}
_NO_SEARCH = {
    "sqlite": [
        *(
            f"DROP TRIGGER {index}_{verb}"
            for index in ("message_search", "contact_search")
            for verb in ("update", "delete")
        ),
        *(f"DROP TABLE {index}" for index in ("message_search", "contact_search")),
    ],
    "postgresql": [
        *("DROP INDEX ix_message_search", "DROP INDEX ix_contact_search", "DROP FUNCTION shop_words"),
    ],
}
_PENDING = {
    "ix_conversations_undue": "waiting_since IS NOT NULL AND due_at IS NULL",
    "ix_conversations_untold": "topic_by = '' OR language_by = ''",
}


def upgrade() -> None:
    op.drop_index("ix_conversations_last", table_name="conversations")
    op.drop_index("ix_conversations_channel_last", table_name="conversations")
    for name, condition in _PENDING.items():
        where = sa.text(condition)
        op.create_index(name, "conversations", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "topic_models",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=False),
        sa.Column("rules_accuracy", sa.Float(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
    )
    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(sa.DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]


def downgrade() -> None:
    for statement in _NO_SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("topic_models")
    for name in _PENDING:
        op.drop_index(name, table_name="conversations")
    op.create_index("ix_conversations_channel_last", "conversations", ["channel", "last_at", "id"])
    op.create_index("ix_conversations_last", "conversations", ["last_at", "id"])
