"""The newest rows that have all the words, at a cost that grows neither with the inbox nor with how common they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, cast, column, func, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, SQLModel, col

from socialshop.inbox.model import Contact, Message
from socialshop.inbox.search_index import INDEXES, PART, terms

_SHORTEST_BEGINNING = 3  # letters: fewer are a word of their own, as nearly every message has one that begins so
_MOST_TERMS = 100
_PARTS = (1, 16)  # of the messages' numbers, at a time: to seek in hundreds costs more than to seek in all


def newest(
    session: Session, model: type[SQLModel], words: Sequence[str], limit: int, *, before: int | None = None
) -> list[int]:
    """The numbers of the newest messages or contacts with all the words, below `before`; the last one may be a
    beginning. Words are letters and digits alone: in neither database's language any of them can be an operator."""
    if session.get_bind().dialect.name == "sqlite":
        return _sqlite(session, model, words, limit, before)
    if model is Contact:
        return _postgres_contacts(session, words, limit)
    return _postgres_messages(session, words, limit, before)


def _sqlite(session: Session, model: type[SQLModel], words: Sequence[str], limit: int, before: int | None) -> list[int]:
    """FTS5 streams its rows from the newest on."""
    index = INDEXES[str(model.__tablename__)]
    *whole, last = words
    final = _any_beginning(session, model, last) if _is_beginning(last) else _quoted(last)
    number = table(index, column("rowid")).c.rowid
    chosen = select(number).where(literal_column(index).op("MATCH")(" AND ".join([*map(_quoted, whole), final])))
    if before is not None:
        chosen = chosen.where(number < before)
    return list(session.scalars(chosen.order_by(number.desc()).limit(limit)))


def _any_beginning(session: Session, model: type[SQLModel], beginning: str) -> str:
    found = terms(session, str(model.__tablename__), beginning, _MOST_TERMS + 1)
    if not found or len(found) > _MOST_TERMS:
        return _quoted(beginning) + "*"
    return f"({' OR '.join(map(_quoted, found))})"


def _quoted(word: str) -> str:
    return f'"{word}"'


def _postgres_contacts(session: Session, words: Sequence[str], limit: int) -> list[int]:
    hits: Select[int | None] = select(col(Contact.id).label("id")).where(
        func.shop_words(col(Contact.name)).op("@@")(_query(words))
    )
    return _top(session, hits, limit)


def _postgres_messages(session: Session, words: Sequence[str], limit: int, before: int | None) -> list[int]:
    """GIN knows no order and gives all rows or none: it is asked for the newest messages first, and for the rest only
    where these do not have enough, so that the words are rare."""
    last = before if before is not None else (session.scalar(select(func.max(col(Message.id)))) or 0) + 1
    found: list[int] = []
    said = func.shop_words(col(Message.text)).op("||")(func.shop_part(col(Message.id)))
    for behind, sought in _stretches(last, func.to_tsquery("simple", _words(words))):
        hits: Select[int | None] = select(col(Message.id).label("id")).where(
            said.op("@@")(sought), col(Message.removed_at).is_(None), col(Message.id) < behind
        )
        found += _top(session, hits, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _stretches(last: int, words: ColumnElement[str]) -> Iterator[tuple[int, ColumnElement[str]]]:
    """The end of each, and what is sought in it: in some parts of the numbers, and at last in all that are left."""
    part = (last - 1) // PART
    for number in _PARTS:
        named = " | ".join(f"'#{one}'" for one in range(part, max(part - number, -1), -1))
        yield last, words.op("&&")(cast(literal(named), TSQUERY))
        part -= number
        if part < 0:
            return
        last = (part + 1) * PART
    yield last, words


def _top(session: Session, hits: Select[int | None], limit: int) -> list[int]:
    """All hits first, then their order: a planner that reads backwards for the order reads the whole table in vain."""
    gathered = hits.offset(0).subquery()  # a fence that no planner moves the order through
    return list(session.scalars(select(gathered.c.id).order_by(gathered.c.id.desc()).limit(limit)))


def _query(words: Sequence[str]) -> ColumnElement[str]:
    return func.to_tsquery("simple", _words(words))


def _words(words: Sequence[str]) -> str:
    *whole, last = words
    return " & ".join([*whole, f"{last}:*" if _is_beginning(last) else last])


def _is_beginning(last: str) -> bool:
    return len(last) >= _SHORTEST_BEGINNING
