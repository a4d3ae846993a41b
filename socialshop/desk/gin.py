"""Seeking on PostgreSQL: GIN knows no order and gives all rows or none, so messages are sought part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, col

from socialshop.desk import hits
from socialshop.desk.hits import Hits, is_beginning
from socialshop.inbox.model import Contact, Message
from socialshop.inbox.search_index import PART, shares

_PARTS = 4  # at a time: to seek in many takes longer than in all


def contacts(session: Session, words: Sequence[str], limit: int) -> list[int]:
    *whole, last = words
    final = f"{last}:*" if is_beginning(last) else last
    sought = func.to_tsquery("simple", " & ".join([*whole, final]))
    chosen: Select[int | None] = select(col(Contact.id).label("id")).where(
        func.shop_words(col(Contact.name)).op("@@")(sought)
    )
    return _top(session, chosen, limit)


def messages(session: Session, words: Sequence[str], limit: int, before: int | None, *, further: bool) -> Hits:
    end = before if before is not None else (session.scalar(select(func.max(col(Message.id)))) or 0) + 1
    said = func.shop_words(col(Message.text)).op("||")(func.shop_part(col(Message.id)))
    found: list[int] = []
    for floor, sought in _stretches(session, words, end, further=further):
        chosen: Select[int | None] = select(col(Message.id).label("id")).where(
            said.op("@@")(sought), col(Message.removed_at).is_(None), col(Message.id) < end
        )
        found += _top(session, chosen, limit - len(found))
        end = floor
        if len(found) == limit:
            break
    return Hits(found, end)


def _stretches(
    session: Session, words: Sequence[str], end: int, *, further: bool
) -> Iterator[tuple[int, ColumnElement[str]]]:
    """The floor of each and what is sought in it: in some parts, or at once in all where some word is rare."""
    sought, is_rare = _query(session, words, end)
    for number in (1, *[_PARTS] * (hits.FURTHER if further else 1)):
        if end <= 0:
            return
        last = (end - 1) // PART
        end = max(last - number + 1, 0) * PART
        named = " | ".join(f"'#{part}'" for part in range(end // PART, last + 1))
        yield end, sought.op("&&")(cast(literal(named), TSQUERY))
        if is_rare:
            break
    if is_rare and end > 0:
        yield 0, sought


def _query(session: Session, words: Sequence[str], end: int) -> tuple[ColumnElement[str], bool]:
    """What is sought below a number, and whether some word in it is rare.

    GIN gathers all rows of a beginning, however few parts are asked for. One that is common stands for the common words
    that begin so.
    """
    *whole, last = words
    common = {word: share * end for word, share in shares(session, words).items()}
    begun = [word for word in common if word.startswith(last)] if is_beginning(last) else [last]
    often = [*(common.get(word, 0) for word in whole), sum(common.get(word, 0) for word in begun)]
    is_listed = not is_beginning(last) or often[-1] > hits.FEW
    final = f"({' | '.join(begun)})" if is_listed else f"{last}:*"
    return func.to_tsquery("simple", " & ".join([*whole, final])), min(often) <= hits.FEW


def _top(session: Session, chosen: Select[int | None], limit: int) -> list[int]:
    """All hits first, then their order: a planner that reads backwards for the order reads the whole table in vain."""
    gathered = chosen.offset(0).subquery()  # a fence that no planner moves the order through
    return list(session.scalars(select(gathered.c.id).order_by(gathered.c.id.desc()).limit(limit)))
