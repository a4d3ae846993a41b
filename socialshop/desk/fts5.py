"""Seeking on SQLite: FTS5 streams the rows that have a word from the newest on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, column, func, intersect, literal_column, select, table, union_all
from sqlmodel import Session, SQLModel

from socialshop.desk import hits
from socialshop.desk.hits import Hits, is_beginning
from socialshop.inbox.model import Contact, Message
from socialshop.inbox.search_index import INDEXES, terms

_MOST_TERMS = 100


def contacts(session: Session, words: Sequence[str], limit: int) -> list[int]:
    match = " AND ".join(_matches(session, Contact, words))
    return list(session.scalars(_matching(Contact, match, None).limit(limit)))


def messages(session: Session, words: Sequence[str], limit: int, before: int | None, *, further: bool) -> Hits:
    matches = _matches(session, Message, words)
    floor = _floor(session, matches, before, hits.FEW * (hits.FURTHER if further else 1)) if len(matches) > 1 else 0
    if not floor:
        return Hits(list(session.scalars(_matching(Message, " AND ".join(matches), before).limit(limit))))
    # One MATCH of all the words would read on beneath the floor until it finds a row that has them.
    each = [_matching(Message, match, before, floor).order_by(None) for match in matches]
    both = intersect(*each).order_by(literal_column("1").desc()).limit(limit)
    return Hits(list(session.scalars(both)), floor)


def _floor(session: Session, matches: Sequence[str], before: int | None, most: int) -> int:
    """Where the newest messages end that are looked at, at most so many of each word; 0 where some word is rare."""
    newest = [_matching(Message, match, before).limit(most).subquery() for match in matches]
    ends = union_all(*(select(func.count(), func.min(rows.c.rowid)) for rows in newest))
    counted = session.execute(ends).all()
    return 0 if any(number < hits.FEW for number, _ in counted) else max(lowest for _, lowest in counted)


def _matching(model: type[SQLModel], match: str, before: int | None, floor: int = 0) -> Select[tuple[int]]:
    name = INDEXES[str(model.__tablename__)]
    number = table(name, column("rowid")).c.rowid
    chosen = select(number).where(literal_column(name).op("MATCH")(match), number >= floor)
    return (chosen if before is None else chosen.where(number < before)).order_by(number.desc())


def _matches(session: Session, model: type[SQLModel], words: Sequence[str]) -> list[str]:
    *whole, last = words
    final = _any_beginning(session, model, last) if is_beginning(last) else _quoted(last)
    return [*map(_quoted, whole), final]


def _any_beginning(session: Session, model: type[SQLModel], beginning: str) -> str:
    found = terms(session, str(model.__tablename__), beginning, _MOST_TERMS + 1)
    if not found or len(found) > _MOST_TERMS:
        return _quoted(beginning) + "*"
    return f"({' OR '.join(map(_quoted, found))})"


def _quoted(word: str) -> str:
    return f'"{word}"'
