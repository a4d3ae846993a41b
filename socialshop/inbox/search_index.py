"""The full-text indexes over messages and people: FTS5 tables on SQLite, GIN indexes on PostgreSQL.

PostgreSQL keeps its indexes in step by itself. On SQLite triggers follow every change, but new rows are indexed here,
many in one statement: a trigger writes the index to its tables after every row, which takes ten times as long.
"""

# ruff: noqa: S608 - every name in these statements is our own

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import DDL, event, text
from sqlmodel import Session, SQLModel

from socialshop.inbox.model import Contact, Message
from socialshop.store import table_of

# The steps of `folding.folded`; FTS5's tokenizer strips the accents itself.
_FOLDS = (("'ẞ'", "'ss'"), ("'ß'", "'ss'"), ("'ae'", "'a'"), ("'oe'", "'o'"), ("'ue'", "'u'"))
_SIGNS = r"[!-/:-@\[-`{-~]"  # what PostgreSQL would take for addresses, paths and numbers
_COLUMNS = {"messages": "text", "contacts": "name"}
_WATCHED = {"messages": ("text", "removed_at"), "contacts": ("name",)}
INDEXES = {"messages": "message_search", "contacts": "contact_search"}


def _nested(expression: str) -> str:
    for old, new in _FOLDS:
        expression = f"replace({expression}, {old}, {new})"
    return expression


def _words(table: str, row: str) -> str:
    """SQLite's expression for what is indexed of a row: nothing of a message that was removed."""
    words = _nested(f"lower({row}.{_COLUMNS[table]})")
    return f"CASE WHEN {row}.removed_at IS NULL THEN {words} ELSE '' END" if table == "messages" else words


def sqlite_ddl(table: str) -> list[str]:
    index, watched = INDEXES[table], _WATCHED[table]
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in watched)
    options = "detail='none', columnsize=0, tokenize='unicode61 remove_diacritics 2'"
    update = f"{index} SET words = {_words(table, 'new')}"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, {options})",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {', '.join(watched)} ON {table} WHEN {changed}"
        f" BEGIN UPDATE {update} WHERE rowid = old.id; END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN DELETE FROM {index} WHERE rowid = old.id; END",
    ]


POSTGRES_FOLD = rf"""
CREATE OR REPLACE FUNCTION shop_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT to_tsvector('simple', regexp_replace(regexp_replace(normalize({_nested("lower(left(said, 100000))")}, NFKD),
        '[\u0300-\u036f]', '', 'g'), '{_SIGNS}', ' ', 'g'))
$$"""


PART = 4096
"""How many messages' numbers make one part, whose name is indexed like a word of each: '#0', '#1' and so on."""
POSTGRES_PART = f"""
CREATE OR REPLACE FUNCTION shop_part(number integer) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_to_tsvector(ARRAY['#' || (number / {PART})::text])
$$"""


def postgres_ddl(table: str) -> list[str]:
    index = f"CREATE INDEX ix_{INDEXES[table]} ON {table} USING gin"
    if table == "contacts":
        return [POSTGRES_FOLD, f"{index} (shop_words(name))"]
    parted = f"{index} ((shop_words(text) || shop_part(id))) WHERE removed_at IS NULL"
    return [POSTGRES_FOLD, POSTGRES_PART, parted]


def index_new(session: Session) -> None:
    """Index the rows that came since; needed after every insert of messages or contacts."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for statement in _INDEX_NEW:
            connection.execute(statement)


_INDEX_NEW = [
    text(
        f"INSERT INTO {index} (rowid, words) SELECT id, {_words(table, table)} FROM {table}"
        f" WHERE id > coalesce((SELECT max(rowid) FROM {index}), 0)"
    )
    for table, index in INDEXES.items()
]


# Each word once, by entering the index anew behind the last one: a list of words alone would count the rows of each.
_TERMS = """
    WITH RECURSIVE found (term) AS (
        SELECT (SELECT term FROM temp.{index}_terms WHERE term >= :first LIMIT 1)
        UNION ALL
        SELECT (SELECT term FROM temp.{index}_terms WHERE term >= found.term || char(1) LIMIT 1)
        FROM found WHERE found.term < :behind LIMIT :limit
    )
    SELECT term FROM found WHERE term < :behind
"""


def terms(session: Session, table: str, beginning: str, limit: int) -> list[str]:
    """The words in SQLite's index that begin so: sought one by one, FTS5 streams them from the newest row on, while it
    would first merge all rows of a beginning."""
    index = INDEXES[table]
    session.execute(
        text(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{index}_terms USING fts5vocab('main', '{index}', 'instance')")
    )
    sought = {"first": beginning, "behind": beginning + "\U0010ffff", "limit": limit}
    return list(session.scalars(text(_TERMS.format(index=index)), sought))


_SHARES = """
    SELECT word, share
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, share)
    WHERE schemaname = current_schema() AND tablename = 'ix_message_search'
        AND (word = ANY(:words) OR starts_with(word, :beginning))
"""


def shares(session: Session, words: Sequence[str]) -> dict[str, float]:
    """What part of the messages has each of these words and those that begin as the last one, as PostgreSQL knows from
    its last look at them. It knows the common ones alone."""
    rows = session.execute(text(_SHARES), {"words": list(words), "beginning": words[-1]})
    return {str(word): float(share) for word, share in rows}


def _create_with(model: type[SQLModel], table: str) -> None:
    for dialect, statements in (("sqlite", sqlite_ddl(table)), ("postgresql", postgres_ddl(table))):
        for statement in statements:
            ddl: DDL = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            ddl = ddl.execute_if(dialect=dialect)
            event.listen(table_of(model), "after_create", ddl)


_create_with(Message, "messages")
_create_with(Contact, "contacts")
